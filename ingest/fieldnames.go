package ingest

// fieldNames lists, for every field, the headers it is known by besides its
// canonical name. Case, blanks, punctuation and full-width forms do not
// matter. Names of contact values also work behind one of ownerWords
// ("Registrant City"), and with a language mark ("name (Chinese)").
var fieldNames = map[Field][]string{
	FieldDomain:         {"domains", "domain name", "domain names", "fqdn", "域名", "域名名称", "域名列表", "domain s", "registered domain", "域名名", "域名清单", "网域", "网域名称", "网域名"},
	FieldAction:         {"operation", "op", "task", "what to do", "操作", "操作类型", "动作", "任务", "办理事项"},
	FieldContactType:    {"contact types", "contact role", "role", "联系人类型", "联系类型", "联系人角色"},
	FieldProfileID:      {"registrant profile id", "registrant profile", "profile", "template id", "template", "信息模板id", "信息模板", "信息模板编号", "模板id", "模板编号", "模板编码", "联系人模板id"},
	FieldTransferLock:   {"add transfer lock", "transfer out prohibited", "lock", "60 day lock", "转移锁", "转移锁定", "60天转移锁", "禁止转出", "禁止转移", "60天锁", "60日锁", "60 day transfer lock"},
	FieldRegistrantType: {"owner type", "holder type", "类型", "注册人类型", "注册者类型", "所有者类型", "持有者类型", "用户类型"},

	FieldName:         {"full name", "contact name", "contact person", "person", "contact person name", "联系人", "联系人姓名", "姓名", "名字", "person name", "name of contact", "contact full name", "contact persons name", "联系人名称", "联系人名"},
	FieldOrganization: {"organisation", "organization name", "organisation name", "org", "company", "company name", "单位", "单位名称", "公司", "公司名称", "组织", "组织名称", "企业名称", "机构", "所有者", "持有者", "域名所有者", "域名持有者", "company organization", "organization company", "legal name", "company legal name", "firm", "legal entity", "business name", "所有人", "持有人", "域名所有人", "域名持有人", "域名持有者名称", "域名所有者名称", "域名所有者单位", "域名持有者单位", "持有者名称", "所有者名称", "所有者单位", "注册人名称", "注册者名称", "注册人单位", "公司名", "企业", "企业名", "单位名", "机构名称", "组织名"},
	FieldCountry:      {"country code", "country region", "country or region", "nation", "国家", "国家代码", "国家地区", "国家或地区", "国别", "country iso", "iso country", "country iso code", "iso country code", "country name", "国家名称", "国家名", "国家简称", "国家二字码", "国家二字代码"},
	FieldProvince:     {"state", "province state", "state province", "province or state", "state or province", "region", "省份", "省", "省州", "州省", "州", "省份名称", "省名", "province name", "state name"},
	FieldCity:         {"town", "城市", "市", "city name", "city town", "城市名称", "城市名"},
	FieldAddress:      {"street", "street address", "addr", "address line", "address 1", "mailing address", "postal address", "地址", "通讯地址", "通信地址", "联系地址", "详细地址", "街道", "街道地址", "address line 1", "address1", "street 1", "street line 1", "street address 1", "street address line 1", "street and number", "street name", "full address", "registered address", "联系人地址", "街道名称", "邮寄地址", "住址", "地址1"},
	FieldPostalCode:   {"postcode", "post code", "postal", "zip", "zip code", "zip postal code", "邮编", "邮政编码", "邮编号码", "pin code", "pincode", "postal zip code", "postal zip", "zip postal", "post zip code", "邮政编号", "邮递区号", "邮区编号", "邮政区号", "邮码"},
	FieldEmail:        {"e mail", "mail", "email address", "e mail address", "邮箱", "电子邮箱", "电子邮件", "邮箱地址", "邮件地址", "邮件", "电邮", "email id", "mail id", "email addr", "mail address", "mailbox", "联系邮箱", "电子邮箱地址", "电子邮件地址", "email地址", "邮件箱", "联系邮件", "电邮地址", "电子信箱", "信箱", "邮箱号"},
	FieldTelArea:      {"tel area code", "phone area", "phone country code", "telephone country code", "calling code", "country calling code", "dial code", "dialing code", "area code", "区号", "国际区号", "国家区号", "电话区号", "国际电话区号", "国家电话代码", "tel country code", "country dial code", "country dialing code", "phone dial code", "phone calling code", "international dialing code", "dialling code", "country dialling code", "telephone area", "phone prefix", "电话国家代码", "电话国家码", "电话国码", "国码", "国际冠码", "国际电话代码", "国家电话区号"},
	FieldTelephone:    {"tel", "phone", "phone number", "telephone number", "tel number", "mobile", "mobile phone", "mobile number", "cell", "cell phone", "cellphone", "电话", "电话号码", "手机", "手机号", "手机号码", "联系电话", "固定电话", "tel no", "tel nr", "phone no", "phone nr", "phone num", "telephone no", "telephone nr", "telephone num", "mobile no", "mobile nr", "mobile num", "mobile telephone", "contact no", "contact number", "contact phone", "contact phone number", "contact tel", "cell no", "cell number", "landline", "移动电话", "联系手机", "座机", "座机号", "座机号码", "固话", "联系号码", "手提电话", "行动电话", "电话号", "联系电话号码", "移动号码"},
	FieldTelExt:       {"ext", "extension", "phone ext", "phone extension", "telephone extension", "telephone ext", "tel extension", "分机", "分机号", "分机号码", "电话分机", "ext no", "extension no", "extension number", "phone ext no", "转分机"},

	FieldInstanceID: {"instance", "实例id", "实例", "实例编号"},
	FieldAccount:    {"account name", "credential profile", "账号", "账户"},
	FieldContactRef: {"ref", "reference", "contact reference", "contact id", "contact key", "联系人引用", "联系人编号", "联系人代号", "引用"},
	FieldPriority:   {"prio", "优先级", "优先顺序", "优先"},
	FieldNote:       {"notes", "remark", "remarks", "comment", "comments", "memo", "备注", "说明", "注释", "备注信息", "internal note", "internal notes"},
}

// likelyMeant are headers that name the owner of a domain and not what is said
// of it, or that can mean several things: what a person is asked about.
var likelyMeant = map[string]Field{
	"owner": FieldOrganization, "holder": FieldOrganization, "registrant": FieldOrganization, "domainowner": FieldOrganization, "domainholder": FieldOrganization,
	"domainregistrant": FieldOrganization, "inhaber": FieldOrganization, "domaininhaber": FieldOrganization, "titulaire": FieldOrganization, "titular": FieldOrganization,
	"titolare": FieldOrganization, "proprietaire": FieldOrganization, "propietario": FieldOrganization, "注册人": FieldOrganization, "注册者": FieldOrganization,
	"域名注册人": FieldOrganization, "登録者": FieldOrganization, "contact": FieldName, "contacts": FieldName, "中文名": FieldZhName, "英文名": FieldName,
	"type": FieldRegistrantType, "typ": FieldRegistrantType, "tipo": FieldRegistrantType, "vorwahl": FieldTelArea, "prefijo": FieldTelArea, "县市": FieldProvince, "website": FieldDomain, "url": FieldDomain, "网址": FieldDomain, "网站": FieldDomain,
}

// resultNames are the headers that an earlier report may have written,
// besides the English ones.
var resultNames = map[ResultColumn][]string{
	ResultResult: {"处理结果"}, ResultComment: {"结果说明"}, ResultErrorCode: {"错误代码", "错误码"},
	ResultTaskNo: {"任务编号", "任务号"}, ResultRequestID: {"请求id", "请求编号"}, ResultAttempts: {"尝试次数"},
	ResultSubmittedAt: {"提交时间"}, ResultFinishedAt: {"完成时间"}, ResultTransferCode: {"转移密码", "转移码"},
	ResultRunID: {"运行id", "运行编号"},
}

// chineseOf names the field that holds the Chinese form of another.
var chineseOf = map[Field]Field{
	FieldName: FieldZhName, FieldOrganization: FieldZhOrganization, FieldProvince: FieldZhProvince,
	FieldCity: FieldZhCity, FieldAddress: FieldZhAddress,
}

// allFields lists every field in the order of the documentation.
func allFields() []Field {
	return []Field{
		FieldDomain, FieldAction, FieldContactType, FieldProfileID, FieldTransferLock, FieldRegistrantType,
		FieldName, FieldOrganization, FieldCountry, FieldProvince, FieldCity, FieldAddress, FieldPostalCode,
		FieldEmail, FieldTelArea, FieldTelephone, FieldTelExt,
		FieldZhName, FieldZhOrganization, FieldZhProvince, FieldZhCity, FieldZhAddress,
		FieldInstanceID, FieldAccount, FieldContactRef, FieldPriority, FieldNote,
	}
}
