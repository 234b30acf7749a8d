package main

// row is one row of the portfolio: what the office typed.
type row struct {
	domain, dept               string
	action, types, ref         string
	profile                    int64 // 0 leaves the cell empty
	lock                       string
	own                        contact
	phoneAsNumber, countryName bool // typed the careless way
	note                       string
}

// block is rows of one department that want the same.
func block(like row, domains ...string) []row {
	out := make([]row, len(domains))
	for i, d := range domains {
		out[i] = like
		out[i].domain = d
	}
	return out
}

// portfolioRows is the sheet from top to bottom. Names that end in -fail,
// -absent and -busy fare so in the sandbox.
func portfolioRows() []row {
	var all []row
	add := func(rows []row) { all = append(all, rows...) }

	add(block(row{dept: "Logistics", types: "registrant", ref: "LOGISTICS-CN", lock: "no"},
		"northwind-logistics.com", "northwind-logistics.net", "northwind-logistics.org", "northwind-freight.com", "northwind-cargo.com",
		"northwind-express.net", "northwind-warehousing.com", "northwind-customs.com", "northwind-trucking.com", "NORTHWIND-PORTS.NET"))
	add(block(row{dept: "Foods", types: "registrant", ref: "FOODS-UK", lock: "yes"},
		"northwind-foods.com", "northwind-foods.net", "northwind-bakery.com", "northwind-dairy.com", "northwind-coffee.com",
		"northwind-kitchen.org", "northwind-orchard-fail.com", "tasty-northwind.com"))
	add(block(row{dept: "Group IT", types: "admin, tech", ref: "NOC"},
		"northwind-cloud.com", "northwind-status.net", "northwind-apps.com", "northwind-mail.net",
		"northwind-vpn.net", "northwind-cdn-busy.com", "northwind-id.com", "northwind-api.net"))
	add(block(row{dept: "Finance", types: "billing", ref: "PAYABLES"},
		"northwind-finance.com", "northwind-invest.com", "northwind-capital.net", "northwind-treasury-absent.com",
		"northwind-payroll.com", "northwind-leasing.net"))
	add(block(row{dept: "Labs", action: "update-contact", types: "all", own: labs, lock: "no", note: "moved from the old agency"},
		"northwind-labs.com", "nördwind-labor.com"))
	add(block(row{dept: "China", types: "admin", own: hangzhou},
		"northwind.cn", "northwind-supply.com.cn", "北风物流.公司", "beifeng-wuliu.com", "beifeng-gongying.cn"))
	add(block(row{dept: "Travel", action: "update-profile", types: "registrant", profile: 1000001, lock: "no"},
		"northwind-hotels.com", "northwind-resorts.com", "northwind-travel.net", "northwind-tours.org"))
	add(block(row{dept: "Foundation", action: "update-profile", types: "tech", profile: 1000002}, "northwind-museum.org"))
	add(block(row{dept: "Retail (sold)", action: "transfer-code", note: "buyer takes over on closing"},
		"northwind-outlet.com", "northwind-fashion.net", "northwind-toys.com", "northwind-garden.org", "northwind-legacy-fail.net", "northwind-shoes.com"))
	add(block(row{dept: "Legal", action: "skip", types: "registrant", ref: "FOODS-UK", note: "litigation hold, do not touch"},
		"northwind-auction.com", "northwind-heritage.org"))
	add(careless())

	all[9].note = "from the purchase list"
	all[16].note = "registry refused this one last year"
	all[23].note = "provider is still working on it"
	all[29].note = "is this still ours?"
	all[36].countryName = true
	all[37].phoneAsNumber = true
	return all
}

// careless are the rows that need a person.
func careless() []row {
	return []row{
		{domain: "northwind-foods.com", dept: "Marketing", types: "registrant", ref: "FOODS-UK", lock: "yes", note: "same as Foods above"},
		{domain: "northwind-brands.com", dept: "Marketing", types: "admin", ref: "NOC"},
		{domain: "northwind-brands.com", dept: "Legal", types: "admin", ref: "PAYABLES", note: "which one is right?"},
		{domain: "northwind-energy.com", dept: "Energy", types: "registrant", lock: "no", own: energy.with(func(c *contact) { c.email = "domains.northwind-energy.com" })},
		{domain: "https://www.northwind-solar.com/contact", dept: "Energy", types: "registrant", lock: "no", own: energy},
		{domain: "northwind-wind.com", dept: "Energy", types: "registrant", lock: "no", own: energy.with(func(c *contact) { c.postal = "" })},
		{domain: "northwind-hydro.com", dept: "Energy", types: "registrant", lock: "no", own: energy.with(func(c *contact) { c.area = "+47" })},
		{domain: "northwind-grid.com", dept: "Energy", types: "tech", ref: "NOCC"},
		{domain: "northwind-charging.com", dept: "Energy", types: "registrent", lock: "no", own: energy},
	}
}
