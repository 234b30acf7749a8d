package ingest

// chineseWords are what stands in place of a value in the sentences of
// chinesePhrases.
var chineseWords = map[string]string{
	// what repair undoes
	"a line break":        "换行",
	"a control character": "控制字符",
	"a blank of another kind or a character that cannot be seen": "特殊空格或不可见字符",
	"full-width characters":                  "全角字符",
	"curly quotes":                           "弯引号",
	"signs of HTML":                          "HTML 符号",
	"a leading apostrophe":                   "开头的单引号",
	"text that was read in a wrong encoding": "用错误编码读出的文字",

	// fields, with the name that a header may have in either language
	"domain":          "域名（domain）",
	"action":          "操作（action）",
	"contact_type":    "联系人类型（contact_type）",
	"profile_id":      "信息模板ID（profile_id）",
	"transfer_lock":   "转移锁（transfer_lock）",
	"registrant_type": "注册人类型（registrant_type）",
	"name":            "姓名（name）",
	"organization":    "单位名称（organization）",
	"country":         "国家（country）",
	"province":        "省份（province）",
	"city":            "城市（city）",
	"address":         "地址（address）",
	"postal_code":     "邮政编码（postal_code）",
	"email":           "邮箱（email）",
	"tel_area":        "国际区号（tel_area）",
	"telephone":       "电话（telephone）",
	"tel_ext":         "分机（tel_ext）",
	"zh_name":         "中文姓名（zh_name）",
	"zh_organization": "中文单位名称（zh_organization）",
	"zh_province":     "中文省份（zh_province）",
	"zh_city":         "中文城市（zh_city）",
	"zh_address":      "中文地址（zh_address）",
	"instance_id":     "实例ID（instance_id）",
	"account":         "账号（account）",
	"contact_ref":     "联系人编号（contact_ref）",
	"priority":        "优先级（priority）",
	"note":            "备注（note）",

	// what a file is
	"a PDF document": "PDF 文档", "a text document (RTF)": "文字文档（RTF）", "compressed with gzip": "gzip 压缩文件",
	"a tar archive": "tar 归档文件", "a SYLK file (.slk)": "SYLK 文件（.slk）", "an Access database": "Access 数据库",
	"a 7z archive": "7z 压缩包", "a RAR archive": "RAR 压缩包", "compressed with xz": "xz 压缩文件", "compressed with bzip2": "bzip2 压缩文件",
	"compressed with zstd": "zstd 压缩文件", "a picture": "图片", "a SQLite database": "SQLite 数据库", "a Parquet file": "Parquet 文件", "a program": "程序",
	"a JSON file": "JSON 文件", "a Numbers document": "Numbers 文档", "a PowerPoint file (.pptx)": "PowerPoint 文件（.pptx）",
	"a Word document (.docx)": "Word 文档（.docx）", "a ZIP archive, no workbook": "ZIP 压缩包，不是工作簿",
	"a binary workbook (.xlsb)": "二进制工作簿（.xlsb）", "a flat OpenDocument file (.fods)": "OpenDocument 单文件（.fods）",
	"a mail or a saved web page (MHTML), perhaps named .xls": "邮件或保存的网页（MHTML），可能被命名为 .xls",
	"a Lotus 1-2-3 workbook":                                 "Lotus 1-2-3 工作簿", "a Quattro Pro workbook": "Quattro Pro 工作簿", "a Microsoft Works spreadsheet": "Microsoft Works 表格",
	"a dBase table (.dbf)": "dBase 表（.dbf）", "a DIF file (.dif)": "DIF 文件（.dif）", "a StarOffice document": "StarOffice 文档",
	"a web page (HTML), perhaps named .xls": "网页（HTML），可能被命名为 .xls",
	"an OLE file":                           "OLE 文件", "an OpenDocument file": "OpenDocument 文件", "an OpenDocument spreadsheet (.ods)": "OpenDocument 表格（.ods）",
	"an XML file": "XML 文件", "an XML spreadsheet of Excel 2003": "Excel 2003 的 XML 表格", "an e-book": "电子书",
	"an old Excel workbook (.xls)": "旧版 Excel 工作簿（.xls）", "an old PowerPoint file (.ppt)": "旧版 PowerPoint 文件（.ppt）",
	"an old Word document (.doc)": "旧版 Word 文档（.doc）",

	// what is wrong with XML
	"a broken attribute": "属性不完整", "a broken tag": "标签不完整", "a byte that is no UTF-8": "有不是 UTF-8 的字节",
	"a document type declaration (DOCTYPE)": "含有文档类型声明（DOCTYPE）", "a second root element": "有第二个根元素",
	"an & that begins no entity": "有不完整的 & 实体", "an end tag that matches no start tag": "结束标签没有对应的开始标签",
	"an unknown entity": "未知实体", "elements nested too deeply": "元素嵌套太深", "a tag with too many attributes": "标签的属性太多", "text outside of the elements": "元素之外有文字",
	"the part breaks off": "内容中断", "the part is empty": "内容为空",

	// what becomes of hidden rows and columns
	"read all the same": "仍然会读取",
	"left out":          "不会读取",
}
