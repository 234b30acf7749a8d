package template

import "domainbatch/ingest"

const (
	chineseContact = "修改联系人时必填（除非用“联系人编号”引用联系人）"
	chineseNever   = "否"
	chineseASCII   = "只能用英文字母、数字和英文标点。"
)

var chinese = words{
	font: "Microsoft YaHei", locale: "zh-CN", title: "待处理域名",
	actions:         []string{"修改联系人", "修改信息模板", "获取转移密码", "跳过"},
	contactTypes:    []string{"注册人", "管理联系人", "技术联系人", "付费联系人", "全部", "管理联系人，技术联系人", "管理联系人，技术联系人，付费联系人"},
	locks:           []string{"是", "否"},
	registrantTypes: []string{"个人", "企业"}, priorities: []string{"高", "中", "低"},
	choose: "请从列表中选择。", doubt: "这个值看起来不对。", long: "最多 %d 个字符。", required: "必填：",

	fields: map[ingest.Field]about{
		ingest.FieldDomain: {
			"域名", "本行要处理的域名。一行就是对一个域名的一个要求。", "只写域名本身，不要 http:// 和 www；中文域名可直接填写。", "每行必填", "northwind-logistics.com",
		},
		ingest.FieldAction: {
			"操作", "要做什么。留空时：填了联系人信息即“修改联系人”，填了信息模板ID即“修改信息模板”。", "修改联系人、修改信息模板、获取转移密码或跳过。", chineseNever, "修改联系人",
		},
		ingest.FieldContactType: {
			"联系人类型", "要修改域名的哪些联系人。", "注册人、管理联系人、技术联系人、付费联系人；多个用逗号分隔，或填“全部”。", "修改联系人、修改信息模板时必填", "管理联系人，技术联系人",
		},
		ingest.FieldContactRef: {
			"联系人编号", "“Contacts”工作表中某个联系人的编号。本行自己填写的单元格优先。", "“Contacts”第一列中的编号。", chineseNever, "总部",
		},
		ingest.FieldProfileID: {"信息模板ID", "域名要使用的信息模板，见控制台。", "正整数。", "修改信息模板时必填", "12345678"},
		ingest.FieldTransferLock: {
			"转移锁", "更改注册人之后 60 天内是否禁止转出。", "是或否；留空则按服务默认。", chineseNever, "是",
		},
		ingest.FieldRegistrantType: {"注册人类型", "域名属于个人还是组织。", "个人或企业。", chineseContact, "企业"},
		ingest.FieldName:           {"姓名（英文）", "联系人全名，用英文或拼音。", chineseASCII, chineseContact, "Li Wei"},
		ingest.FieldOrganization:   {"单位名称（英文）", "单位名称，用英文或拼音；个人则再填一次全名。", chineseASCII, chineseContact, "Northwind Logistics Co., Ltd."},
		ingest.FieldCountry:        {"国家", "地址所在的国家或地区。", "两位字母代码，或列表中的名称。", chineseContact, "CN"},
		ingest.FieldProvince:       {"省份（英文）", "省份，用英文或拼音。", chineseASCII, chineseContact, "Zhejiang"},
		ingest.FieldCity:           {"城市（英文）", "城市，用英文或拼音。", chineseASCII, chineseContact, "Hangzhou"},
		ingest.FieldAddress:        {"地址（英文）", "街道、门牌、房间，用英文或拼音。", chineseASCII, chineseContact, "18 Wensan Road, Xihu District"},
		ingest.FieldPostalCode:     {"邮政编码", "邮政编码。单元格为文本格式，开头的零不会丢失。", "字母、数字、空格和连字符，最多 16 个。", chineseContact, "310024"},
		ingest.FieldEmail:          {"电子邮箱", "一个邮箱地址。", "例如 owner@example.com。", chineseContact, "domains@northwind-logistics.com"},
		ingest.FieldTelArea:        {"国际区号", "国家的电话代码。", "只填数字，不要 + 或 00。", chineseContact, "86"},
		ingest.FieldTelephone:      {"电话号码", "不含国际区号的电话号码。", "5 到 14 位数字，不含空格和符号。", chineseContact, "57188888888"},
		ingest.FieldTelExt:         {"分机", "分机号，没有则留空。", "最多 10 位数字。", chineseNever, "806"},
		ingest.FieldZhName:         {"姓名（中文）", "联系人的中文姓名。", "中文。", chineseNever, "李伟"},
		ingest.FieldZhOrganization: {"单位名称（中文）", "单位的中文名称。", "最多 128 个字符；.cn 域名最多 64 个。", chineseNever, "北风物流有限公司"},
		ingest.FieldZhProvince:     {"省份（中文）", "中文省份，不带“省”“市”等字。", "例如“浙江”，不要写“浙江省”。", chineseNever, "浙江"},
		ingest.FieldZhCity:         {"城市（中文）", "中文城市名。", "中文。", chineseNever, "杭州"},
		ingest.FieldZhAddress:      {"地址（中文）", "中文地址。", "中文。", chineseNever, "西湖区文三路18号"},
		ingest.FieldAccount:        {"账号", "域名所属账号的凭证配置名，有多个账号时填写。", "配置名。", chineseNever, "prod"},
		ingest.FieldInstanceID:     {"实例ID", "服务给域名的实例编号。", "与控制台一致。", chineseNever, "S20261ABCD"},
		ingest.FieldPriority: {
			"优先级", "优先级高的行先发送；相同时按表格顺序。", "高、中或低，或整数：20 先于 10。留空为中，即 0。", chineseNever, "高",
		},
		ingest.FieldNote: {"备注", "给自己看的，会原样保留。", "任意内容。", chineseNever, "先问陈女士"},
	},
	ref: about{
		"联系人编号", "这个联系人的简短编号。“Domains”工作表的行用“联系人编号”引用它，就不必再填这些单元格。", "任意名称，不能与其他联系人相同。", "每个联系人必填", "总部",
	},

	legend: legendWords{
		title: "填写说明",
		lead: []string{
			"“Domains”工作表的一行就是对一个域名的一个要求。同一域名可以占多行，只要互不矛盾。",
			"多个域名共用的联系人只需在“Contacts”工作表填写一次，再在“联系人编号”列引用。",
			"列可以移动、删除或增加；不认识的列会原样保留。空白单元格绝不表示删除。",
			"所有单元格都是文本格式。粘贴时请只粘贴值，这样邮编和电话开头的零不会丢失。",
			"然后：domainbatch check FILE 指出错误，domainbatch plan FILE 显示将要做什么，domainbatch apply FILE 执行。",
		},
		heads:  [5]string{"列", "含义", "填写内容", "必填", "示例"},
		ofRows: "“Domains”工作表", ofNames: "“Contacts”工作表：此列，以及上面各联系人列",
		colors: map[need]string{
			always: "每行必填", ofAContact: "某些操作必填，见下表", optional: "可以留空",
		},
		missing: "这种颜色的单元格还需要填写",
	},

	contacts: []map[ingest.Field]string{
		{
			ingest.FieldContactRef: "总部", ingest.FieldRegistrantType: "企业", ingest.FieldName: "Li Wei", ingest.FieldOrganization: "Northwind Logistics Co., Ltd.",
			ingest.FieldCountry: "CN", ingest.FieldProvince: "Zhejiang", ingest.FieldCity: "Hangzhou", ingest.FieldAddress: "18 Wensan Road, Xihu District",
			ingest.FieldPostalCode: "310024", ingest.FieldEmail: "domains@northwind-logistics.com", ingest.FieldTelArea: "86", ingest.FieldTelephone: "57188888888", ingest.FieldTelExt: "806",
			ingest.FieldZhName: "李伟", ingest.FieldZhOrganization: "北风物流有限公司", ingest.FieldZhProvince: "浙江", ingest.FieldZhCity: "杭州", ingest.FieldZhAddress: "西湖区文三路18号",
		},
		{
			ingest.FieldContactRef: "上海分公司", ingest.FieldRegistrantType: "企业", ingest.FieldName: "Wang Fang", ingest.FieldOrganization: "Northwind Foods (Shanghai) Co., Ltd.",
			ingest.FieldCountry: "CN", ingest.FieldProvince: "Shanghai", ingest.FieldCity: "Shanghai", ingest.FieldAddress: "Room 501, 100 Century Avenue",
			ingest.FieldPostalCode: "200120", ingest.FieldEmail: "it@northwind-foods.com", ingest.FieldTelArea: "86", ingest.FieldTelephone: "2168888888",
			ingest.FieldZhName: "王芳", ingest.FieldZhOrganization: "北风食品（上海）有限公司", ingest.FieldZhProvince: "上海", ingest.FieldZhCity: "上海", ingest.FieldZhAddress: "浦东新区世纪大道100号501室",
		},
	},
	rows: []map[ingest.Field]string{
		{
			ingest.FieldDomain: "northwind-harbour.com", ingest.FieldAction: "修改联系人", ingest.FieldContactType: "注册人", ingest.FieldTransferLock: "是",
			ingest.FieldRegistrantType: "企业", ingest.FieldName: "Chen Yu", ingest.FieldOrganization: "Northwind Harbour Co., Ltd.",
			ingest.FieldCountry: "CN", ingest.FieldProvince: "Nei Menggu", ingest.FieldCity: "Hohhot", ingest.FieldAddress: "7 Xinhua Street",
			ingest.FieldPostalCode: "010010", ingest.FieldEmail: "chen.yu@northwind-harbour.com", ingest.FieldTelArea: "86", ingest.FieldTelephone: "4718888888",
			ingest.FieldZhName: "陈宇", ingest.FieldZhOrganization: "北风港口有限公司", ingest.FieldZhProvince: "内蒙古", ingest.FieldZhCity: "呼和浩特", ingest.FieldZhAddress: "新华大街7号",
			ingest.FieldNote: "联系人直接填在本行",
		},
		{
			ingest.FieldDomain: "northwind-logistics.com", ingest.FieldContactType: "管理联系人，技术联系人", ingest.FieldContactRef: "总部", ingest.FieldNote: "引用“Contacts”中的总部",
		},
		{
			ingest.FieldDomain: "northwind-foods.com", ingest.FieldContactType: "全部", ingest.FieldContactRef: "上海分公司", ingest.FieldTransferLock: "否",
		},
		{
			ingest.FieldDomain: "北风物流.com", ingest.FieldAction: "修改信息模板", ingest.FieldContactType: "注册人", ingest.FieldProfileID: "12345678",
		},
		{ingest.FieldDomain: "northwind-tea.net", ingest.FieldAction: "获取转移密码", ingest.FieldNote: "转移密码会出现在结果文件中"},
		{ingest.FieldDomain: "northwind-archive.org", ingest.FieldAction: "跳过", ingest.FieldNote: "本行不做任何操作"},
	},
}
