package template

import "domainbatch/ingest"

const (
	englishContact = "for a change of contact, unless Contact Ref names one"
	englishNever   = "no"
	ascii          = "English letters, digits and signs only."
)

var english = words{
	font: "Calibri", locale: "en-US", title: "Domains to change",
	actions:         []string{"update-contact", "update-profile", "transfer-code", "skip"},
	contactTypes:    []string{"registrant", "admin", "tech", "billing", "all", "admin, tech", "admin, tech, billing"},
	locks:           []string{"yes", "no"},
	registrantTypes: []string{"individual", "enterprise"}, priorities: []string{"high", "normal", "low"},
	choose: "Please choose from the list. ", doubt: "This does not look right. ", long: "At most %d characters.", required: "Required: ",

	fields: map[ingest.Field]about{
		ingest.FieldDomain: {
			"Domain", "The domain this row is about. One row is one wish for one domain.",
			"The name alone: no http://, no www. Chinese names may be typed as they are.", "in every row", "northwind-logistics.com",
		},
		ingest.FieldAction: {
			"Action", "What to do. Left empty, contact values mean update-contact, and a profile id means update-profile.",
			"update-contact, update-profile, transfer-code or skip.", englishNever, "update-contact",
		},
		ingest.FieldContactType: {
			"Contact Type", "Which contacts of the domain are changed.",
			"registrant, admin, tech, billing; several separated by commas, or all.", "for update-contact and update-profile", "admin, tech",
		},
		ingest.FieldContactRef: {
			"Contact Ref", "The name of a contact on the sheet Contacts. Cells filled in here, in the row itself, go before it.",
			"A name from the first column of Contacts.", englishNever, "HQ",
		},
		ingest.FieldProfileID: {
			"Profile Id", "The registrant profile that the domain gets, as the console shows it.",
			"A positive whole number.", "for update-profile", "12345678",
		},
		ingest.FieldTransferLock: {
			"Transfer Lock", "Whether the domain may not leave for 60 days after a change of its registrant.",
			"yes or no. Left empty, the service decides.", englishNever, "yes",
		},
		ingest.FieldRegistrantType: {
			"Registrant Type", "Whether the domain belongs to a person or to an organization.",
			"individual or enterprise.", englishContact, "enterprise",
		},
		ingest.FieldName: {"Name", "Full name of the contact person, in English or pinyin.", ascii, englishContact, "Li Wei"},
		ingest.FieldOrganization: {
			"Organization", "Name of the organization in English or pinyin. For a person, the full name again.", ascii, englishContact, "Northwind Logistics Co., Ltd.",
		},
		ingest.FieldCountry: {
			"Country", "Country or region of the address.", "Its two letters, or its name as in the list.", englishContact, "CN",
		},
		ingest.FieldProvince: {"Province", "Province or state, in English or pinyin.", ascii, englishContact, "Zhejiang"},
		ingest.FieldCity:     {"City", "City, in English or pinyin.", ascii, englishContact, "Hangzhou"},
		ingest.FieldAddress:  {"Address", "Street, house and room, in English or pinyin.", ascii, englishContact, "18 Wensan Road, Xihu District"},
		ingest.FieldPostalCode: {
			"Postal Code", "Postal code. The cells are text, so that zeros in front stay.", "Letters, digits, blanks and hyphens, at most 16.", englishContact, "310024",
		},
		ingest.FieldEmail:   {"Email", "One e-mail address.", "An address such as owner@example.com.", englishContact, "domains@northwind-logistics.com"},
		ingest.FieldTelArea: {"Tel Area", "Calling code of the country.", "Digits only, without + or 00.", englishContact, "86"},
		ingest.FieldTelephone: {
			"Telephone", "Telephone number without the calling code of the country.", "5 to 14 digits; no blanks, no signs.", englishContact, "57188888888",
		},
		ingest.FieldTelExt:         {"Tel Ext", "Extension, when there is one.", "At most 10 digits.", englishNever, "806"},
		ingest.FieldZhName:         {"Zh Name", "Name of the contact person in Chinese.", "Chinese characters.", englishNever, "李伟"},
		ingest.FieldZhOrganization: {"Zh Organization", "Name of the organization in Chinese.", "At most 128 characters; 64 for .cn.", englishNever, "北风物流有限公司"},
		ingest.FieldZhProvince:     {"Zh Province", "Province in Chinese, without the word for it.", "Such as 浙江, and not 浙江省.", englishNever, "浙江"},
		ingest.FieldZhCity:         {"Zh City", "City in Chinese.", "Chinese characters.", englishNever, "杭州"},
		ingest.FieldZhAddress:      {"Zh Address", "Address in Chinese.", "Chinese characters.", englishNever, "西湖区文三路18号"},
		ingest.FieldAccount:        {"Account", "Credential profile of the account that owns the domain, when there are several.", "The name of a profile.", englishNever, "prod"},
		ingest.FieldInstanceID:     {"Instance Id", "Instance of the domain as the service numbers it.", "As the console shows it.", englishNever, "S20261ABCD"},
		ingest.FieldPriority: {
			"Priority", "Rows of a greater priority are sent first; within one, in the order of the sheet.",
			"high, normal or low, or a whole number: 20 goes before 10. Left empty, normal, which is 0.", englishNever, "high",
		},
		ingest.FieldNote: {"Note", "For you: it comes back as it is.", "Anything.", englishNever, "ask Ms. Chen first"},
	},
	ref: about{
		"Ref", "A short name for this contact. Rows of the sheet Domains name it in Contact Ref, in place of all these cells.",
		"Any name that no other contact has.", "for every contact", "HQ",
	},

	legend: legendWords{
		title: "How to fill in this workbook",
		lead: []string{
			"One row of the sheet Domains is one wish for one domain. A domain may stand in several rows, as long as they do not contradict each other.",
			"A contact that many domains share is typed once on the sheet Contacts and named in the column Contact Ref.",
			"Columns may be moved, left out or added; columns that are not known come back unchanged. A blank cell never deletes anything.",
			"All cells are text. When you paste, paste values only, so that postal codes and telephone numbers keep their zeros.",
			"Then: domainbatch check FILE says what is wrong, domainbatch plan FILE what would be done, domainbatch apply FILE does it.",
		},
		heads:  [5]string{"Column", "What it is", "What to type", "Required", "Example"},
		ofRows: "The sheet Domains", ofNames: "The sheet Contacts: this column, and those of the contact as above",
		colors: map[need]string{
			always: "required in every row", ofAContact: "required for some actions; the table says which", optional: "may stay empty",
		},
		missing: "a cell of this colour still has to be filled in",
	},

	contacts: []map[ingest.Field]string{
		{
			ingest.FieldContactRef: "HQ", ingest.FieldRegistrantType: "enterprise", ingest.FieldName: "Li Wei", ingest.FieldOrganization: "Northwind Logistics Co., Ltd.",
			ingest.FieldCountry: "CN", ingest.FieldProvince: "Zhejiang", ingest.FieldCity: "Hangzhou", ingest.FieldAddress: "18 Wensan Road, Xihu District",
			ingest.FieldPostalCode: "310024", ingest.FieldEmail: "domains@northwind-logistics.com", ingest.FieldTelArea: "86", ingest.FieldTelephone: "57188888888", ingest.FieldTelExt: "806",
			ingest.FieldZhName: "李伟", ingest.FieldZhOrganization: "北风物流有限公司", ingest.FieldZhProvince: "浙江", ingest.FieldZhCity: "杭州", ingest.FieldZhAddress: "西湖区文三路18号",
		},
		{
			ingest.FieldContactRef: "London", ingest.FieldRegistrantType: "enterprise", ingest.FieldName: "Ann Smith", ingest.FieldOrganization: "Northwind Foods Ltd",
			ingest.FieldCountry: "GB", ingest.FieldProvince: "London", ingest.FieldCity: "London", ingest.FieldAddress: "2 Quay Street",
			ingest.FieldPostalCode: "E1 6AN", ingest.FieldEmail: "it@northwind-foods.com", ingest.FieldTelArea: "44", ingest.FieldTelephone: "2079460000",
		},
	},
	rows: []map[ingest.Field]string{
		{
			ingest.FieldDomain: "northwind-harbour.com", ingest.FieldAction: "update-contact", ingest.FieldContactType: "registrant", ingest.FieldTransferLock: "yes",
			ingest.FieldRegistrantType: "enterprise", ingest.FieldName: "Chen Yu", ingest.FieldOrganization: "Northwind Harbour Co., Ltd.",
			ingest.FieldCountry: "CN", ingest.FieldProvince: "Nei Menggu", ingest.FieldCity: "Hohhot", ingest.FieldAddress: "7 Xinhua Street",
			ingest.FieldPostalCode: "010010", ingest.FieldEmail: "chen.yu@northwind-harbour.com", ingest.FieldTelArea: "86", ingest.FieldTelephone: "4718888888",
			ingest.FieldNote: "a contact typed in the row itself",
		},
		{
			ingest.FieldDomain: "northwind-logistics.com", ingest.FieldContactType: "admin, tech", ingest.FieldContactRef: "HQ", ingest.FieldNote: "the contact HQ of the next sheet",
		},
		{
			ingest.FieldDomain: "northwind-foods.com", ingest.FieldContactType: "all", ingest.FieldContactRef: "London", ingest.FieldTransferLock: "no",
		},
		{
			ingest.FieldDomain: "北风物流.com", ingest.FieldAction: "update-profile", ingest.FieldContactType: "registrant", ingest.FieldProfileID: "12345678",
		},
		{ingest.FieldDomain: "northwind-tea.net", ingest.FieldAction: "transfer-code", ingest.FieldNote: "the code appears in the results file"},
		{ingest.FieldDomain: "northwind-archive.org", ingest.FieldAction: "skip", ingest.FieldNote: "nothing is done for this row"},
	},
}
