package ingest

import "domainbatch/ingest/phrase"

// chinesePhrases are the sentences of this package by rule. TestEverySentence
// ofARuleIsInChinese names what is missing here.
var chinesePhrases = map[string][]phrase.Phrase{
	"": {
		{English: "fixed: %s", Other: "已修复：{1}"},
		{English: "fill the cell", Other: "填写该单元格"},
		{English: "check it", Other: "请核对"},
		{English: "keep one", Other: "只保留一个"},
		{English: "type %s", Other: "请填写 {1}"},
		{English: "did you mean %s?", Other: "是否是 {1}？"},
		{English: "empty the cell", Other: "清空该单元格"},
		{English: "check the spelling", Other: "检查拼写"},
		{English: "open it in a spreadsheet program and save it as .xlsx", Other: "用表格软件打开并另存为 .xlsx"},
		{English: "open it in a spreadsheet program, let it repair the file, and save it as .xlsx", Other: "用表格软件打开，让它修复文件，再另存为 .xlsx"},
		{English: "copy or download it again", Other: "重新复制或下载该文件"},
		{English: "put a value that holds the delimiter in double quotes", Other: "含有分隔符的值要用双引号括起来"},
		{English: "the headers are %s", Other: "现有标题：{1}"},
		{English: "it has %s", Other: "现有：{1}"},
		{English: "%s at byte %d", Other: "{1}，位于第 {2} 字节"},
	},

	// values in general
	"*.required": {
		{English: "%s is required", Other: "必须填写 {1}"},
		{English: "%s is required and the sheet has no such column", Other: "必须填写 {1}，而表中没有这一列"},
		{English: "add a column %s, or name the one that holds it with --map 'HEADER=%s'", Other: "增加 {1} 列，或用 --map '标题={2}' 指定它所在的列"},
		{English: "type 000000, which is usual where a country has no postal codes", Other: "该国家或地区没有邮编，通常填写 000000"},
		{English: "required and not in the sheet: %s", Other: "必须填写而表中没有的列：{1}"},
		{English: "add a column tel_area with %s", Other: "增加 tel_area 列并填写 {1}"},
		{English: "add these columns, name them with --map, or use a contact with contact_ref", Other: "增加这些列，或用 --map 指定，或用 contact_ref 引用联系人"},
	},
	"*.ascii": {
		{English: "character %d, %q, is not allowed: only English letters, digits and signs are", Other: "第 {1} 个字符 {2} 不允许：只能用英文字母、数字和英文标点"},
		{English: "character %d, %q, is of another script and only looks like an English letter", Other: "第 {1} 个字符 {2} 属于另一种文字，只是看起来像英文字母"},
		{English: "type it again on the keyboard", Other: "请用键盘重新输入"},
		{English: "type it without accents", Other: "请去掉字母上的附加符号"},
		{English: "type the domain of the address as %s", Other: "邮箱地址的域名请填写 {1}"},
		{English: "type only the address", Other: "只填写邮箱地址"},
		{English: "type %s; Chinese belongs in zh_province", Other: "请填写 {1}；中文请填在 zh_province"},
		{English: "write it in pinyin or English", Other: "请用拼音或英文填写"},
		{English: "write it in pinyin or English; Chinese belongs in %s", Other: "请用拼音或英文填写；中文请填在 {1}"},
	},
	"*.long": {
		{English: "%d characters, at most %d are allowed", Other: "有 {1} 个字符，最多 {2} 个"},
		{English: "shorten it", Other: "请缩短"},
	},
	"*.damaged": {
		{English: "holds %s", Other: "含有{1}"},
		{English: "type it again, or accept the proposed value with --accept-fixes", Other: "重新填写，或用 --accept-fixes 采用建议值"},
	},
	"*.decimal": {
		{English: "digits with decimals: a program took them for an amount", Other: "数字带有小数：程序把它当成了数值"},
		{English: "type %s in a cell formatted as text", Other: "在文本格式的单元格中填写 {1}"},
	},
	"*.misplaced": {
		{English: "an e-mail address, where %s is expected", Other: "是邮箱地址，而这里应为 {1}"},
		{English: "a URL, where %s is expected", Other: "是网址，而这里应为 {1}"},
		{English: "a truth value, where %s is expected", Other: "是逻辑值，而这里应为 {1}"},
		{English: "digits only, where %s is expected", Other: "只有数字，而这里应为 {1}"},
		{English: "check whether two columns are swapped", Other: "请核对两列是否填反了"},
	},
	"*.grouped": {
		{English: "digits with separators of thousands: a program took them for an amount", Other: "数字带有千位分隔符：程序把它当成了数值"},
		{English: "type %s in a cell formatted as text", Other: "在文本格式的单元格中填写 {1}"},
	},
	"*.placeholder": {
		{English: "a word that stands for nothing, where a value is expected", Other: "是表示“没有”的字样，这里应填写内容"},
		{English: "type the value", Other: "请填写内容"},
	},
	"*.lost": {
		{English: "question marks in place of characters that were lost", Other: "只有问号，原来的字符已丢失"},
		{English: "holds 锟斤拷, which is what programs make of characters that they lost", Other: "含有“锟斤拷”，原来的字符已丢失"},
		{English: "a question mark, perhaps in place of a character that was lost", Other: "有问号，可能是丢失的字符"},
		{English: "check it, and type the value again", Other: "请核对并重新填写"},
		{English: "holds the sign � in place of a character that was lost", Other: "含有符号 �，原来的字符已丢失"},
		{English: "type the value again", Other: "重新填写该值"},
	},
	"*.date": {
		{English: "a date, where %s is expected: Excel may have made it of something like 1-2", Other: "是日期，而这里应为 {1}：可能是 Excel 把 1-2 之类的内容转成了日期"},
		{English: "a date, where %s is expected: Excel may have made it of %s", Other: "是日期，而这里应为 {1}：可能是 Excel 由 {2} 转成的"},
		{English: "format the cell as text and type the value again", Other: "把单元格设为文本格式后重新填写"},
	},
	"*.scientific": {
		{English: "a number in powers of ten", Other: "是科学计数法的数字"},
		{English: "a number in powers of ten: digits were lost when the file was made", Other: "是科学计数法的数字：生成文件时已丢失部分数字"},
		{English: "type the number again in a cell formatted as text", Other: "在文本格式的单元格中重新填写该号码"},
	},
	"cell.fault": {
		{English: "the cell shows the error %s of a formula", Other: "单元格显示公式错误 {1}"},
		{English: "correct the formula, or type the value", Other: "改正公式，或直接填写值"},
	},
	"cell.text": {{English: "a formula that only holds a text was read as that text", Other: "只含文本的公式已按该文本读取"}},
	"cell.formula": {
		{English: "the formula was never calculated: its result is not in the file", Other: "公式从未计算：文件中没有它的结果"},
		{English: "open the file in Excel or LibreOffice and save it, or type the value", Other: "用 Excel 或 LibreOffice 打开并保存，或直接填写值"},
	},

	// the domain
	"domain.blank": {
		{English: "no domain in this row", Other: "本行没有域名"},
		{English: "type the domain, or empty the whole row", Other: "填写域名，或清空整行"},
	},
	"domain.placeholder": {
		{English: "a word that stands for nothing, where a domain is expected", Other: "是表示“没有”的字样，这里应填写域名"},
		{English: "type the domain, or empty the whole row", Other: "填写域名，或清空整行"},
	},
	"domain.remark": {{English: "a remark behind the domain", Other: "域名后面有附注"}, {English: "type the domain alone", Other: "只填写域名本身"}},
	"domain.symbol": {
		{English: "the character %q is none that registries take: a name has letters, digits and hyphens", Other: "注册局不接受字符 {1}：域名只能用文字、数字和连字符"},
		{English: "check the domain", Other: "请核对域名"},
	},
	"domain.registry": {
		{English: "the character %q is neither Chinese nor English, and the registry takes no other letters", Other: "字符 {1} 既不是中文也不是英文，注册局不接受其他文字"},
		{English: "check the domain", Other: "请核对域名"},
	},
	"domain.dot": {
		{English: "no dot, so this is no domain", Other: "没有点，不是域名"},
		{English: "type the whole name, such as example.com", Other: "填写完整域名，例如 example.com"},
	},
	"domain.address": {
		{English: "an IP address or a number, no domain", Other: "是 IP 地址或数字，不是域名"},
		{English: "type the domain", Other: "请填写域名"},
	},
	"domain.several": {
		{English: "%d domains in one cell", Other: "一个单元格里有 {1} 个域名"},
		{English: "give each domain a row of its own", Other: "每个域名单独占一行"},
	},
	"domain.url": {
		{English: "a URL, no domain", Other: "是网址，不是域名"},
		{English: "part of a URL, no domain", Other: "是网址的一部分，不是域名"},
		{English: "a link, no domain", Other: "是链接，不是域名"},
		{English: "type the domain alone", Other: "只填写域名本身"},
	},
	"domain.email":        {{English: "an e-mail address, no domain", Other: "是邮箱地址，不是域名"}, {English: "type the domain alone", Other: "只填写域名本身"}},
	"domain.wildcard":     {{English: "a wildcard, no domain", Other: "是通配符，不是域名"}, {English: "type the domain alone", Other: "只填写域名本身"}},
	"domain.blank_inside": {{English: "a blank inside the domain", Other: "域名中间有空格"}, {English: "type the domain alone", Other: "只填写域名本身"}},
	"domain.invisible": {
		{English: "a character inside the domain that cannot be seen", Other: "域名中有不可见字符"}, {English: "type the domain alone", Other: "只填写域名本身"},
	},
	"domain.dots":  {{English: "begins or ends with too many dots", Other: "开头或结尾的点太多"}, {English: "type the domain alone", Other: "只填写域名本身"}},
	"domain.comma": {{English: "a comma in place of the dot", Other: "点写成了逗号"}, {English: "type the domain alone", Other: "只填写域名本身"}},
	"domain.quotes": {
		{English: "quotes or brackets round the domain", Other: "域名外有引号或括号"},
		{English: "the dot is written as a word or in brackets", Other: "点写成了文字或加了括号"},
		{English: "a punctuation mark behind the domain", Other: "域名后面有标点"},
		{English: "type the domain alone", Other: "只填写域名本身"},
	},
	"domain.dash": {{English: "a dash in place of the hyphen", Other: "连字符写成了破折号"}, {English: "type the domain alone", Other: "只填写域名本身"}},
	"domain.long": {{English: "longer than 253 characters", Other: "超过 253 个字符"}, {English: "check the domain", Other: "请核对域名"}},
	"domain.label": {
		{English: "not a valid domain name", Other: "不是有效的域名"},
		{English: "two dots in a row", Other: "有两个连续的点"},
		{English: "the part %q begins or ends with a hyphen", Other: "{1} 这一段以连字符开头或结尾"},
		{English: "the part %q is no valid punycode", Other: "{1} 这一段不是有效的 punycode"},
		{English: "the part %q has hyphens in places 3 and 4", Other: "{1} 这一段的第 3、4 位是连字符"},
		{English: "the character %q is in no domain name", Other: "字符 {1} 不能用于域名"},
		{English: "the part %q is longer than 63 characters", Other: "{1} 这一段超过 63 个字符"},
		{English: "the part %q holds a character that is in no domain name", Other: "{1} 这一段含有不能用于域名的字符"},
	},
	"domain.punycode": {{English: "punycode was turned into the form that the service takes", Other: "punycode 已转换为服务接受的形式"}},
	"domain.subdomain": {
		{English: "a name below a registered domain", Other: "是已注册域名之下的子域名"},
		{English: "registered is probably %s", Other: "注册的域名可能是 {1}"},
		{English: "did you mean %s?", Other: "是否是 {1}？"},
	},
	"domain.suffix": {
		{English: "a public suffix, under which domains are registered", Other: "是公共后缀，域名注册在它之下"},
		{English: "check the domain", Other: "请核对域名"},
	},
	"domain.tld": {{English: "the ending .%s is not known", Other: "后缀 .{1} 不认识"}},
	"domain.lookalike": {
		{English: "the part %q mixes letters of several scripts that look alike", Other: "{1} 这一段混用了几种文字中形状相似的字母"},
		{English: "the part %q has a letter that only looks like an English one", Other: "{1} 这一段含有看起来像英文的其他字母"},
		{English: "the part %q looks English and is in another script", Other: "{1} 这一段看起来像英文，实际是另一种文字"},
		{English: "type the name again on the keyboard", Other: "请用键盘重新输入"},
	},

	// action, contact types, profile and lock
	"action.word": {
		{English: "no known action", Other: "不认识的操作"},
		{English: "type %s, or leave it empty", Other: "请填写 {1}，或留空"},
	},
	"action.both": {
		{English: "the row gives both contact values and a profile id", Other: "本行既有联系人信息又有信息模板ID"},
		{English: "empty one of them, or type update-contact or update-profile as its action", Other: "清空其中一种，或把操作填为 update-contact 或 update-profile"},
	},
	"action.none": {
		{English: "the row does not say what to do", Other: "本行没有说明要做什么"},
		{English: "type an action, contact values or a profile id, or give --action for all such rows", Other: "填写操作、联系人信息或信息模板ID，或用 --action 统一指定"},
	},
	"action.unused": {
		{English: "%s is not used by %s", Other: "{2} 不使用 {1}"},
		{English: "the contact values of the row are not used by update-profile", Other: "update-profile 不使用本行的联系人信息"},
		{English: "empty them, or type update-contact", Other: "清空它们，或把操作填为 update-contact"},
	},
	"contact_type.placeholder": {
		{English: "a word that stands for nothing, where a value is expected", Other: "是表示“没有”的字样，这里应填写内容"},
		{English: "type %s, several separated by a comma, or all", Other: "请填写 {1}，多个用逗号分隔，或填 all"},
	},
	"contact_type.word": {
		{English: "%q is no contact type", Other: "{1} 不是联系人类型"},
		{English: "type %s, several separated by a comma, or all", Other: "请填写 {1}，多个用逗号分隔，或填 all"},
	},
	"profile_id.number": {
		{English: "no profile id", Other: "不是信息模板ID"},
		{English: "type the positive whole number that the console shows", Other: "填写控制台显示的正整数"},
	},
	"profile_id.digits": {
		{English: "a number this long loses its last digits in Excel", Other: "这么长的数字在 Excel 中会丢失末尾几位"},
		{English: "format the cell as text and type the number again", Other: "把单元格设为文本格式后重新填写"},
	},
	"priority.word": {
		{English: "no priority that is known; the row goes as a normal one", Other: "无法识别的优先级，本行按普通处理"},
		{English: "type high, normal or low, or a whole number from -1000 to 1000, of which the greater goes first", Other: "请填写“高”“中”或“低”，或 -1000 到 1000 的整数，数值大的先处理"},
	},
	"transfer_lock.word": {
		{English: "neither yes nor no", Other: "既不是“是”也不是“否”"},
		{English: "type yes or no, or leave it empty", Other: "请填写“是”或“否”，或留空"},
	},
	"transfer_lock.registrant": {
		{English: "the lock belongs to a change of the registrant and is not used here", Other: "转移锁只用于更改注册人，这里不使用"},
		{English: "empty the cell, or add registrant to the contact types", Other: "清空该单元格，或在联系人类型中加上注册人"},
	},

	// contact values
	"registrant_type.word": {
		{English: "neither individual nor enterprise", Other: "既不是个人也不是企业"},
		{English: "type individual or enterprise, or 1 or 2", Other: "请填写“个人”或“企业”，或 1 或 2"},
	},
	"country.name": {{English: "a country name was read as its code %s", Other: "国家名称已读作代码 {1}"}},
	"country.code": {
		{English: "no country code of ISO 3166", Other: "不是 ISO 3166 国家代码"},
		{English: "type the two letters, such as CN, HK or US", Other: "请填写两位字母，例如 CN、HK 或 US"},
	},
	"postal_code.syntax": {
		{English: "the character %q is in no postal code", Other: "字符 {1} 不能用于邮编"},
		{English: "type letters, digits, blanks and hyphens only", Other: "只能填字母、数字、空格和连字符"},
	},
	"postal_code.country": {
		{English: "one digit, a postal code of %s has %d", Other: "只有一位数字，而 {1} 的邮编有 {2} 位"},
		{English: "%d digits, a postal code of %s has %d", Other: "有 {1} 位数字，而 {2} 的邮编有 {3} 位"},
		{English: "a postal code of %s has another form, such as %s", Other: "{1} 的邮编是另一种形式，例如 {2}"},
	},
	"postal_code.zero": {
		{English: "%d digits, a postal code of %s has %d: a leading zero may be lost", Other: "有 {1} 位数字，而 {2} 的邮编有 {3} 位：可能丢失了开头的零"},
		{English: "%s: a leading zero may be lost", Other: "{1}：可能丢失了开头的零"},
		{English: "format the cell as text and type the zero", Other: "把单元格设为文本格式并补上零"},
	},
	"email.syntax": {
		{English: "begins with mailto:", Other: "以 mailto: 开头"},
		{English: "ends with a punctuation mark", Other: "以标点结尾"},
		{English: "holds more than one address", Other: "不止一个邮箱地址"},
		{English: "holds a blank", Other: "含有空格"},
		{English: "no e-mail address", Other: "不是邮箱地址"},
		{English: "the @ or a dot is written as a word", Other: "@ 或点写成了文字"},
		{English: "more than an e-mail address", Other: "除邮箱地址外还有别的内容"},
		{English: "%d characters before the @, at most 64 are allowed", Other: "@ 前有 {1} 个字符，最多 64 个"},
		{English: "a comma in place of the dot", Other: "点写成了逗号"},
		{English: "quotes or brackets round the address", Other: "邮箱地址外有引号或括号"},
		{English: "a link, no e-mail address", Other: "是链接，不是邮箱地址"},
		{English: "an IP address or a number stands behind the @", Other: "@ 后面是 IP 地址或数字"},
		{English: "no domain name behind the @", Other: "@ 后面没有域名"},
		{English: "type only the address", Other: "只填写邮箱地址"},
		{English: "take it away", Other: "请去掉"},
		{English: "type one such as owner@example.com", Other: "请填写，例如 owner@example.com"},
		{English: "type a full address such as owner@example.com", Other: "请填写完整地址，例如 owner@example.com"},
		{English: "use a shorter address", Other: "请用较短的地址"},
	},
	"email.domain": {
		{English: "what stands behind the @ is no domain name", Other: "@ 后面不是域名"},
		{English: "a public suffix stands behind the @, under which domains are registered", Other: "@ 后面是公共后缀，域名注册在它之下"},
	},
	"email.slip": {{English: "probably a typing slip: mail goes to %s", Other: "可能是打字错误：邮件会发往 {1}"}},
	"email.quoted": {
		{English: "a part in quotes before the @, which few services take", Other: "@ 前面是带引号的形式，很少有服务接受"},
		{English: "use another address if there is one", Other: "如有其他邮箱，请改用"},
	},
	"email.tld": {{English: "the ending .%s is not known", Other: "后缀 .{1} 不认识"}},
	"tel_area.syntax": {
		{English: "no country calling code", Other: "不是国际区号"},
		{English: "type its digits, such as 86", Other: "只填数字，例如 86"},
		{English: "a domestic area code, where the calling code of the country is expected", Other: "是国内长途区号，这里应为国际区号"},
		{English: "type 86 for China here, and the area code at the front of telephone", Other: "中国在此填 86，长途区号写在电话号码前面"},
		{English: "type %s, and the area code at the front of telephone", Other: "请填写 {1}，长途区号写在电话号码前面"},
		{English: "%d digits, a country calling code has at most 3", Other: "有 {1} 位数字，国际区号最多 3 位"},
		{English: "type the calling code of the country, such as 86", Other: "填写国际区号，例如 86"},
		{English: "a country calling code is digits only", Other: "国际区号只能是数字"},
	},
	"tel_area.unknown": {
		{English: "no country has the calling code %s", Other: "没有国家或地区使用国际区号 {1}"},
		{English: "type the calling code of the country, such as 86", Other: "填写国际区号，例如 86"},
	},
	"tel_area.country": {
		{English: "%s is not the calling code of %s, which is %s", Other: "{1} 不是 {2} 的国际区号，{2} 的是 {3}"},
		{English: "check the country and the calling code", Other: "请核对国家和国际区号"},
	},
	"telephone.length":  {{English: "%d digits, which no number behind the calling code %s has", Other: "有 {1} 位数字，国际区号 {2} 没有这种长度的号码"}, {English: "check the number", Other: "请核对号码"}},
	"telephone.local":   {{English: "the area code seems to be missing", Other: "似乎缺少长途区号"}, {English: "put it at the front of the number", Other: "请写在号码前面"}},
	"telephone.plan":    {{English: "no number in use behind the calling code %s looks like this one", Other: "国际区号 {1} 下没有这样的号码"}, {English: "check the number", Other: "请核对号码"}},
	"tel_ext.beside":    {{English: "the extension stands in telephone", Other: "分机号写在电话号码里了"}},
	"telephone.several": {{English: "more than one number", Other: "不止一个号码"}},
	"telephone.extension": {{English: "holds an extension", Other: "含有分机号"}, {English: "put the extension into tel_ext", Other: "把分机号填到 tel_ext 列"},
		{English: "one number holds what belongs in two columns", Other: "一个号码里含有应分两列填写的内容"},
		{English: "add a column tel_area or tel_ext, or accept how it is read with --accept-fixes", Other: "增加 tel_area 或 tel_ext 列，或用 --accept-fixes 接受这样的读法"}},
	"telephone.syntax": {
		{English: "holds characters that are in no telephone number", Other: "含有电话号码中没有的字符"},
		{English: "a telephone number is digits only", Other: "电话号码只能是数字"},
		{English: "begins with the calling code of tel_area", Other: "以国际区号开头"},
		{English: "type only the rest here", Other: "这里只填其余部分"},
		{English: "the area code stands in tel_area", Other: "长途区号填在 tel_area 里了"},
		{English: "put it at the front of the number", Other: "请写在号码前面"},
		{English: "one number holds what belongs in two columns", Other: "一个号码里含有应分两列填写的内容"},
		{English: "add a column tel_area or tel_ext, or accept how it is read with --accept-fixes", Other: "增加 tel_area 或 tel_ext 列，或用 --accept-fixes 接受这样的读法"},
		{English: "type digits only", Other: "只填数字"},
		{English: "type it without blanks, signs and the calling code", Other: "去掉空格、符号和国际区号"},
	},
	"telephone.country": {
		{English: "begins with a country calling code", Other: "以国际区号开头"},
		{English: "put the calling code into tel_area and only the rest here", Other: "把国际区号填到 tel_area 列，这里只填其余部分"},
	},
	"telephone.long": {
		{English: "%d digits with the calling code, at most %d are allowed", Other: "连同国际区号有 {1} 位数字，最多 {2} 位"},
		{English: "%d digits, at most %d are allowed", Other: "有 {1} 位数字，最多 {2} 位"},
		{English: "check the number", Other: "请核对号码"},
	},
	"telephone.zero": {
		{English: "no number in use behind the calling code %s looks like this one: a leading zero may be lost", Other: "国际区号 {1} 之后没有这样的号码：可能丢失了开头的零"},
		{English: "format the cell as text and type the zero", Other: "把单元格设为文本格式并补上零"},
	},
	"telephone.zeros": {
		{English: "%d zeros at the end: digits may have been lost in a number such as 1.38E+10", Other: "末尾有 {1} 个零：可能像 1.38E+10 那样丢失了数字"},
		{English: "compare it with where it came from", Other: "请与原始资料核对"},
	},
	"postal_code.swapped": {
		{English: "a telephone number, and telephone holds a postal code: the two are swapped", Other: "是电话号码，而 telephone 里是邮政编码：两列填反了"},
		{English: "exchange postal_code and telephone", Other: "请对调 postal_code 和 telephone"},
	},
	"city.swapped": {
		{English: "a province, and province holds something else: the two may be swapped", Other: "是省份，而 province 里是别的内容：两列可能填反了"},
		{English: "check city and province", Other: "请核对 city 和 province"},
	},
	"domain.width":    {{English: "full-width characters were read as ordinary ones", Other: "全角字符已按半角读取"}},
	"telephone.short": {{English: "a very short number", Other: "号码很短"}},
	"tel_ext.syntax": {
		{English: "an extension is at most 10 digits", Other: "分机号最多 10 位数字"},
		{English: "an extension is digits only", Other: "分机号只能是数字"},
		{English: "type digits, or leave the cell empty when there is none", Other: "只填数字，没有分机则留空"},
	},
	"zh.han": {
		{English: "holds no Chinese character", Other: "不含汉字"},
		{English: "type the Chinese form, or leave the cell empty", Other: "请填写中文，或留空"},
	},
	"zh_organization.long": {
		{English: "%d characters, for this domain at most %d are documented", Other: "有 {1} 个字符，按文档该域名最多 {2} 个"},
		{English: "shorten it as on the document", Other: "请按证件上的写法缩短"},
	},
	"zh_province.name": {
		{English: "not in the published list of regions", Other: "不在公布的地区列表中"},
		{English: "type the region without the word for province, such as 浙江", Other: "填写地区名，不带“省”字，例如 浙江"},
	},

	// named contacts
	"contact_ref.unknown": {
		{English: "no contact of this name is known", Other: "没有这个编号的联系人"},
		{English: "add it to the sheet Contacts or to the file of contacts", Other: "把它加到 Contacts 工作表或联系人文件中"},
	},
	"contact_ref.invalid": {
		{English: "the contact has a mistake: %s", Other: "引用的联系人有误：{1}"},
		{English: "correct the contact", Other: "请改正该联系人"},
	},
	"contacts.ref": {
		{English: "a contact without a name", Other: "联系人没有编号"},
		{English: "the sheet has no column ref, so its contacts cannot be named", Other: "工作表没有编号（ref）列，无法引用其中的联系人"},
		{English: "add a header row with ref and the contact columns", Other: "增加含 ref 和各联系人列的标题行"},
	},
	"contacts.both": {
		{English: "the file of contacts has this name too; the sheet goes before", Other: "联系人文件中也有这个编号；以工作表为准"},
		{English: "give one of them another name", Other: "给其中一个换个编号"},
	},
	"contacts.twice": {
		{English: "two contacts have this name", Other: "有两个联系人用了这个编号"},
		{English: "a contact in line %d has the same name", Other: "第 {1} 行的联系人用了同一编号"},
		{English: "rename one of them", Other: "给其中一个换个编号"},
	},
}
