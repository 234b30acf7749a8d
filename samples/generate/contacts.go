package main

// contact is one set of contact values in the order of the columns.
type contact struct {
	kind                                               string // registrant type
	name, organization                                 string
	country, province, city, address, postal           string
	email, area, phone, ext                            string
	zhName, zhOrganization, zhProvince, zhCity, zhAddr string
}

func (c contact) cells() []string {
	return []string{
		c.kind, c.name, c.organization, c.country, c.province, c.city, c.address, c.postal, c.email, c.area, c.phone, c.ext,
		c.zhName, c.zhOrganization, c.zhProvince, c.zhCity, c.zhAddr,
	}
}

// named is a contact that rows can name.
type named struct {
	ref, use string
	contact
}

var group = []named{
	{"LOGISTICS-CN", "Registrant of the logistics names", contact{
		kind: "enterprise", name: "chen yu", organization: "Northwind Logistics (Shanghai) Co., Ltd.",
		country: "CN", province: "shang hai", city: "shang hai shi", address: "Room 1801, 88 Binjiang Avenue, Pudong", postal: "200120",
		email: "domains@northwind-logistics.com", area: "86", phone: "02155501801", ext: "12",
		zhName: "陈宇", zhOrganization: "北风物流（上海）有限公司", zhProvince: "上海", zhCity: "上海市", zhAddr: "浦东新区滨江大道88号1801室",
	}},
	{"FOODS-UK", "Registrant of the food brands", contact{
		kind: "enterprise", name: "Margaret Hale", organization: "Northwind Foods Ltd",
		country: "GB", province: "Greater London", city: "London", address: "14 Milk Wharf, Rotherhithe", postal: "SE16 5XX",
		email: "domains@northwind-foods.com", area: "44", phone: "2079460114",
	}},
	{"NOC", "Technical and administrative contact", contact{
		kind: "enterprise", name: "Network Operations", organization: "Northwind Group Services Pte. Ltd.",
		country: "SG", province: "Singapore", city: "Singapore", address: "3 Tanjong Harbour Road, Level 9", postal: "099253",
		email: "noc@northwind-cloud.com", area: "65", phone: "61230009", ext: "3",
	}},
	{"PAYABLES", "Billing contact of the whole group", contact{
		kind: "enterprise", name: "Accounts Payable", organization: "Northwind Group Holdings Ltd",
		country: "HK", province: "Hong Kong", city: "Hong Kong", address: "22/F Mariner Tower, 160 Quayside Road, Wan Chai", postal: "999077",
		email: "payables@northwind-finance.com", area: "852", phone: "30018820",
		zhName: "应付账款组", zhOrganization: "北风集团控股有限公司", zhProvince: "香港", zhCity: "香港", zhAddr: "湾仔海旁道160号海员大厦22楼",
	}},
}

var (
	// labs is typed into the rows instead of being named.
	labs = contact{
		kind: "enterprise", name: "Jonas Brandt", organization: "Northwind Labor GmbH",
		country: "DE", province: "Bayern", city: "Muenchen", address: "Isarufer 27", postal: "80469",
		email: "domains@northwind-labs.com", area: "49", phone: "8955510270",
	}
	hangzhou = contact{
		kind: "enterprise", name: "lin xiao", organization: "Northwind Supply Chain (Hangzhou) Co., Ltd.",
		country: "CN", province: "zhe jiang", city: "hang zhou shi", address: "Building 6, 520 Yunqi Road, Xihu District", postal: "310024",
		email: "it@northwind.cn", area: "86", phone: "13800571520",
		zhName: "林晓", zhOrganization: "北风供应链（杭州）有限公司", zhProvince: "浙江", zhCity: "杭州市", zhAddr: "西湖区云栖路520号6幢",
	}
	energy = contact{
		kind: "enterprise", name: "Ingrid Solheim", organization: "Northwind Energy AS",
		country: "NO", province: "Vestland", city: "Bergen", address: "Strandkaien 44", postal: "5013",
		email: "domains@northwind-energy.com", area: "47", phone: "55501344",
	}
)

// with is the contact with some values changed.
func (c contact) with(change func(*contact)) contact {
	change(&c)
	return c
}
