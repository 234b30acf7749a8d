package ingest

// fieldNames lists, for every field, the headers it is known by besides its
// canonical name. Case, blanks, punctuation and full-width forms do not
// matter. Names of contact values also work behind one of ownerWords
// ("Registrant City"), and with a language mark ("name (Chinese)").
var fieldNames = map[Field][]string{
	FieldDomain:         {"domains", "domain name", "domain names", "fqdn", "域名", "域名名称", "域名列表"},
	FieldAction:         {"operation", "op", "task", "what to do", "操作", "操作类型", "动作", "任务", "办理事项"},
	FieldContactType:    {"contact types", "contact role", "role", "联系人类型", "联系类型", "联系人角色"},
	FieldProfileID:      {"registrant profile id", "registrant profile", "profile", "template id", "template", "信息模板id", "信息模板", "信息模板编号", "模板id", "模板编号"},
	FieldTransferLock:   {"add transfer lock", "transfer out prohibited", "lock", "60 day lock", "转移锁", "转移锁定", "60天转移锁", "禁止转出", "禁止转移"},
	FieldRegistrantType: {"owner type", "holder type", "类型", "注册人类型", "注册者类型", "所有者类型", "持有者类型", "用户类型"},

	FieldName:         {"full name", "contact name", "contact person", "person", "contact person name", "联系人", "联系人姓名", "姓名", "名字"},
	FieldOrganization: {"organisation", "organization name", "organisation name", "org", "company", "company name", "单位", "单位名称", "公司", "公司名称", "组织", "组织名称", "企业名称", "机构", "所有者", "持有者", "域名所有者", "域名持有者"},
	FieldCountry:      {"country code", "country region", "country or region", "nation", "国家", "国家代码", "国家地区", "国家或地区", "国别"},
	FieldProvince:     {"state", "province state", "state province", "province or state", "state or province", "region", "省份", "省", "省州", "州省", "州"},
	FieldCity:         {"town", "城市", "市"},
	FieldAddress:      {"street", "street address", "addr", "address line", "address 1", "mailing address", "postal address", "地址", "通讯地址", "通信地址", "联系地址", "详细地址", "街道", "街道地址"},
	FieldPostalCode:   {"postcode", "post code", "postal", "zip", "zip code", "zip postal code", "邮编", "邮政编码", "邮编号码"},
	FieldEmail:        {"e mail", "mail", "email address", "e mail address", "邮箱", "电子邮箱", "电子邮件", "邮箱地址", "邮件地址", "邮件", "电邮"},
	FieldTelArea:      {"tel area code", "phone area", "phone country code", "telephone country code", "calling code", "country calling code", "dial code", "dialing code", "area code", "区号", "国际区号", "国家区号", "电话区号", "国际电话区号", "国家电话代码"},
	FieldTelephone:    {"tel", "phone", "phone number", "telephone number", "tel number", "mobile", "mobile phone", "mobile number", "cell", "cell phone", "cellphone", "电话", "电话号码", "手机", "手机号", "手机号码", "联系电话", "固定电话"},
	FieldTelExt:       {"ext", "extension", "phone ext", "phone extension", "telephone extension", "telephone ext", "tel extension", "分机", "分机号", "分机号码", "电话分机"},

	FieldInstanceID: {"instance", "实例id", "实例", "实例编号"},
	FieldAccount:    {"account name", "credential profile", "账号", "账户"},
	FieldContactRef: {"ref", "reference", "contact reference", "contact id", "contact key", "联系人引用", "联系人编号", "联系人代号", "引用"},
	FieldPriority:   {"prio", "优先级", "优先顺序", "优先"},
	FieldNote:       {"notes", "remark", "remarks", "comment", "comments", "memo", "备注", "说明", "注释"},
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
