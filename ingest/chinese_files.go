package ingest

import "domainbatch/ingest/phrase"

// chineseFilePhrases are the sentences about a file as a whole, its rows and
// its columns.
var chineseFilePhrases = map[string][]phrase.Phrase{
	// rows and columns
	"row.long": {
		{English: "cell %s stands right of the last header and is not used", Other: "单元格 {1} 在最后一个标题右边，不会使用"},
		{English: "give its column a header, or empty it", Other: "给这一列加上标题，或清空它"},
		{English: "%d cells, the header has %d", Other: "有 {1} 个单元格，标题只有 {2} 个"},
		{English: "%d cells, the header has %d: a value that holds the delimiter may stand without quotes", Other: "有 {1} 个单元格，标题只有 {2} 个：可能有含分隔符的值没有加引号"},
		{English: "put such a value in double quotes", Other: "这样的值要用双引号括起来"},
	},
	"csv.stray": {
		{English: "text follows the closing quote of cell %d", Other: "第 {1} 个单元格的结束引号后面还有文字"},
		{English: "double a quote that is part of the text", Other: "文字中的引号要写两遍"},
	},
	"csv.short": {
		{English: "records with fewer cells than the header: %d; the missing cells are read as blank", Other: "有 {1} 行的单元格比标题少；缺少的按空白处理"},
		{English: "check that no delimiter is missing", Other: "检查是否漏了分隔符"},
	},
	"csv.long": {
		{English: "the line is longer than 4 MiB, so this is no table", Other: "一行超过 4 MiB，不是表格"},
		{English: "check the file, or save it as .xlsx", Other: "检查文件，或另存为 .xlsx"},
	},
	"contacts.many": {
		{English: "more than 20000 contacts, which is no list of contacts to choose from", Other: "联系人超过 20000 个，不像是供选用的联系人表"},
		{English: "keep those that the rows name, or write the contacts into the rows", Other: "只保留各行引用的联系人，或把联系人直接写在各行里"},
	},
	"csv.wide": {
		{English: "the line has more than 16384 cells, so this is no table", Other: "一行超过 16384 个单元格，不是表格"},
		{English: "check the file and its delimiter, or name that with --delimiter", Other: "检查文件和分隔符，或用 --delimiter 指定分隔符"},
	},
	"csv.quote": {
		{English: "the quote that opens a cell in this line is never closed", Other: "本行某个单元格的引号没有结束"},
		{English: "close it, or double it if it is part of the text", Other: "补上结束引号；如果引号是文字的一部分，请写两遍"},
	},
	"csv.zero": {
		{English: "a NUL byte stands in the text, so this is damaged or no text file", Other: "文字中有 NUL 字节，文件已损坏或不是文本文件"},
		{English: "export it again as CSV UTF-8, or save it as .xlsx", Other: "重新导出为 CSV UTF-8，或另存为 .xlsx"},
	},
	"csv.record": {
		{English: "the file cannot be read", Other: "无法读取该文件"},
		{English: "export it again as CSV UTF-8", Other: "重新导出为 CSV UTF-8"},
	},
	"sheet.hidden": {
		{English: "rows that are hidden or filtered out: %d; they are %s", Other: "有 {1} 行被隐藏或筛选掉；它们{2}"},
		{English: "use --skip-hidden to leave them out", Other: "用 --skip-hidden 可以略过它们"},
		{English: "do without --skip-hidden to read them", Other: "去掉 --skip-hidden 就会读取它们"},
	},
	"sheet.hidden_columns": {
		{English: "hidden columns: %s; they are %s", Other: "隐藏的列：{1}；它们{2}"},
		{English: "use --skip-hidden to leave them out", Other: "用 --skip-hidden 可以略过它们"},
		{English: "do without --skip-hidden to read them", Other: "去掉 --skip-hidden 就会读取它们"},
	},
	"sheet.totals": {
		{English: "totals below the data of a table are not read: %s", Other: "表格数据下方的汇总行不会读取：{1}"},
		{English: "if such a row holds a domain, turn the totals of the table off", Other: "如果这样的行里有域名，请关闭表格的汇总行"},
	},
	"sheet.far": {
		{English: "cells right of column %s that hold something and are not read: %d", Other: "{1} 列右边有 {2} 个单元格有内容，不会读取"},
		{English: "move what is needed to the left", Other: "把需要的内容移到左边"},
	},
	"sheet.merged": {
		{English: "cells are merged over several rows and their value counts for each row; cells filled so: %d", Other: "有跨行合并的单元格，其值用于每一行；这样填充的单元格：{1} 个"},
		{English: "unmerge the cells if it should count for the first row only", Other: "如果只应用于第一行，请取消合并"},
	},
	"header.unknown": {
		{English: "columns that are not understood are carried through untouched: %s", Other: "不认识的列会原样保留：{1}"},
		{English: "rename a column that should be used, or use --map 'HEADER=field'", Other: "需要使用的列请改名，或用 --map '标题=字段'"},
		{English: "the header %q is not known here", Other: "标题 {1} 在这里不认识"},
		{English: "use ref and the contact columns, such as name, organization and email", Other: "请用 ref 和各联系人列，例如 name、organization、email"},
		{English: "a mapping file has the columns header and field", Other: "映射文件有 header 和 field 两列"},
	},
	"series.drag": {
		{English: "%s goes up by one from row %d to row %d while the rest stays: a cell may have been dragged down", Other: "{1} 从第 {2} 行到第 {3} 行逐行加一，其余不变：可能是下拉填充造成的"},
		{English: "if all of them should be the same, copy the first cell and paste it into the others", Other: "如果应当相同，请复制第一个单元格并粘贴到其他行"},
	},
	"header.second": {
		{English: "row %d below the header reads like headers too, and is taken for data: %s", Other: "标题下面的第 {1} 行看起来也是标题，却会当作数据：{2}"},
		{English: "put all headers into one row, or name it with --header-row", Other: "把标题放在同一行，或用 --header-row 指定"},
	},
	"*.order": {
		{English: "the same parts stand in another order in row %d, which has the same e-mail address", Other: "与邮箱相同的第 {1} 行相比，姓和名的顺序相反"},
		{English: "check which is the given name and which the family name", Other: "请核对哪个是姓、哪个是名"},
	},
	"header.guess": {
		{English: "headers that were understood only in part: %s", Other: "只认出一部分的标题：{1}"},
		{English: "rename such a column to the field it holds, or leave it out with --map 'HEADER=-'", Other: "把这样的列改名为它所含的字段，或用 --map '标题=-' 忽略"},
	},
	"header.part": {
		{English: "columns that hold a part of a name are not used, and a column name beside them may hold the rest only: %s", Other: "只含姓名一部分的列不会使用，旁边的姓名列可能只含另一部分：{1}"},
		{English: "put the whole name into one column with the header name", Other: "把完整姓名放进标题为 name 的一列"},
		{English: "columns that go on with an address are not used, as the service takes one line: %s", Other: "地址的续行列不会使用，服务只接受一行地址：{1}"},
		{English: "put the whole address into the column address", Other: "把完整地址放进 address 列"},
	},
	"header.unused": {
		{English: "the international site does not take these columns, they are not used: %s", Other: "国际站不接受这些列，不会使用：{1}"},
		{English: "nothing to do, unless the account is one of the China site: --site cn", Other: "无需处理；如果是中国站账号，请用 --site cn"},
	},
	"header.hidden": {
		{English: "the column of the domains is hidden", Other: "域名列被隐藏"},
		{English: "show it, or leave out --skip-hidden", Other: "取消隐藏，或去掉 --skip-hidden"},
	},
	"header.twice": {
		{English: "the headers %q (%s) and %q (%s) both mean %s", Other: "标题 {1}（{2}）和 {3}（{4}）都表示 {5}"},
		{English: "the headers %q and %q both mean %s", Other: "标题 {1} 和 {2} 都表示 {3}"},
		{English: "rename one, or leave one out with --map '%s=-'", Other: "给其中一个改名，或用 --map '{1}=-' 忽略一个"},
		{English: "rename one: --map cannot tell headers of the same name apart", Other: "给其中一个改名：--map 无法区分同名的标题"},
	},
	"header.domain": {
		{English: "leave %q out of the mapping, which says that the column is not to be used", Other: "从映射中去掉 {1}：它指定不使用该列"},
		{English: "no column domain; the headers are %s", Other: "没有域名（domain）列；现有标题：{1}"},
		{English: "domains stand below %q: rename it to domain, or use --map '%s=domain'", Other: "{1} 下面是域名：请改名为 domain，或用 --map '{2}=domain'"},
		{English: "rename %q to domain, or use --map '%s=domain'", Other: "把 {1} 改名为 domain，或用 --map '{2}=domain'"},
		{English: "name the column that holds the domains, such as --map 'HEADER=domain'", Other: "指定域名所在的列，例如 --map '标题=domain'"},
	},
	"header.none": {
		{English: "no header row was found in the first 20 rows; the first one reads %s", Other: "前 20 行没有找到标题行；第一行是 {1}"},
		{English: "add a header row with a column domain, or name it with --header-row and --map 'HEADER=domain'", Other: "增加含 domain 列的标题行，或用 --header-row 和 --map '标题=domain' 指定"},
		{English: "domains stand below %q: rename it to domain, or use --map '%s=domain'", Other: "{1} 下面是域名：请改名为 domain，或用 --map '{2}=domain'"},
		{English: "this row is blank, so it is no header row", Other: "这一行是空的，不是标题行"},
		{English: "correct --header-row", Other: "请改正 --header-row"},
	},
	"header.missing": {{English: "there is no column %s", Other: "没有 {1} 列"}},
	"map.unknown": {
		{English: "there is no header %s, which --map names", Other: "--map 指定的标题 {1} 不存在"},
		{English: "did you mean %q?", Other: "是否是 {1}？"},
	},
	"map.record": {
		{English: "no header in this line", Other: "这一行没有标题"},
		{English: "name the header of the sheet", Other: "填写表中的标题"},
		{English: "%q is no field", Other: "{1} 不是字段"},
		{English: "use a field such as domain, email or telephone, or - to leave the column alone", Other: "请用 domain、email、telephone 等字段，或用 - 忽略该列"},
		{English: "the header %q is mapped twice", Other: "标题 {1} 映射了两次"},
	},
	"sheet.unknown": {
		{English: "there is no sheet %q", Other: "没有工作表 {1}"},
		{English: "did you mean --sheet %q? %s", Other: "是否是 --sheet {1}？{2}"},
	},
	"sheet.none": {
		{English: "no sheet has a header row with a column domain; the sheets are %s", Other: "没有一个工作表含有域名（domain）列；工作表有 {1}"},
		{English: "name the sheet with --sheet, and the column with --map 'HEADER=domain'", Other: "用 --sheet 指定工作表，用 --map '标题=domain' 指定列"},
	},
	"sheet.several": {
		{English: "several sheets have a column domain: %s", Other: "有几个工作表含有域名（domain）列：{1}"},
		{English: "choose one with --sheet", Other: "用 --sheet 选择一个"},
	},

	// encoding and delimiter
	"encoding.detected": {
		{English: "the text was read as %s", Other: "文本按 {1} 编码读取"},
		{English: "the encoding is not known; the text was read as windows-1252", Other: "编码不明，按 windows-1252 读取"},
		{English: "if characters look wrong, name the encoding with --encoding", Other: "如果出现乱码，请用 --encoding 指定编码"},
	},
	"encoding.name": {
		{English: "%q is no known encoding", Other: "不认识的编码 {1}"},
		{English: "use one such as utf-8, utf-16le, gb18030, big5, shift_jis or windows-1252", Other: "请用 utf-8、utf-16le、gb18030、big5、shift_jis 或 windows-1252 等"},
	},
	"encoding.damaged": {
		{English: "a character cannot be read as %s", Other: "有字符不能按 {1} 读取"},
		{English: "say how the file is written, such as --encoding gb18030", Other: "请指定文件的编码，例如 --encoding gb18030"},
		{English: "bytes that are part of no character in the encoding utf-8, as which all else was read: %d, the first in this line", Other: "有 {1} 个字节不是 utf-8 字符（其余部分按 utf-8 读取），第一个在这一行"},
		{English: "repair these lines, or say how the file is written with --encoding", Other: "修复这些行，或用 --encoding 指定文件的编码"},
	},
	"encoding.cut": {
		{English: "the file ends in the middle of a character of UTF-%d, so its end is missing", Other: "文件在一个 UTF-{1} 字符中间结束，缺少结尾"},
		{English: "copy or export it again", Other: "重新复制或导出"},
	},
	"delimiter.name": {
		{English: "%q cannot delimit cells", Other: "{1} 不能作分隔符"},
		{English: "use one character, or tab, comma, semicolon or pipe", Other: "请用一个字符，或 tab、comma、semicolon、pipe"},
	},

	"csv.limit": {
		{English: "the file is larger than 4 GiB", Other: "文件超过 4 GiB"},
		{English: "the file has more than %d million rows", Other: "文件超过 {1} 百万行"},
		{English: "the file has more than %d million cells", Other: "文件的单元格超过 {1} 百万个"},
		{English: "split it into several files", Other: "请拆分成几个文件"},
	},

	// the file as a whole
	"file.blank": {
		{English: "nothing is in it", Other: "里面什么都没有"},
		{English: "give a file with a header row and at least one domain", Other: "请提供有标题行和至少一个域名的文件"},
	},
	"file.empty": {
		{English: "the file is empty", Other: "文件是空的"},
		{English: "give a file with a header row and at least one domain", Other: "请提供有标题行和至少一个域名的文件"},
	},
	"file.encrypted": {
		{English: "the workbook is encrypted", Other: "工作簿已加密"},
		{English: "the workbook is encrypted in a way that is not read (%.40s)", Other: "工作簿的加密方式无法读取（{1}）"},
		{English: "save a copy without a password", Other: "请另存一份不带密码的"},
		{English: "give its password with --password-file, or save a copy without one", Other: "用 --password-file 提供密码，或另存一份不加密的"},
		{English: "the ZIP is encrypted", Other: "ZIP 文件已加密"},
		{English: "unpack it with its password first", Other: "请先用密码解压"},
	},
	"file.password": {
		{English: "the password does not open the workbook", Other: "密码不能打开该工作簿"},
		{English: "check the password, or save a copy without one", Other: "检查密码，或另存一份不加密的"},
	},
	"file.lock": {
		{English: "the lock file that Excel keeps while a workbook is open, not the workbook", Other: "这是 Excel 打开工作簿时的锁定文件，不是工作簿本身"},
		{English: "the lock file that Excel keeps while the workbook is open, not the workbook", Other: "这是 Excel 打开工作簿时的锁定文件，不是工作簿本身"},
		{English: "give %s", Other: "请提供 {1}"},
	},
	"file.format": {
		{English: "this is %s, which is not read", Other: "这是{1}，无法读取"},
		{English: "this is a workbook, a CSV file is needed here", Other: "这是工作簿，这里需要 CSV 文件"},
		{English: "save the sheet as CSV UTF-8", Other: "把工作表另存为 CSV UTF-8"},
		{English: "a ZIP archive with %s in it", Other: "ZIP 压缩包，里面有 {1}"},
		{English: "export the table as .xlsx or CSV from where it was made", Other: "从制作它的软件中把表格导出为 .xlsx 或 CSV"},
		{English: "unpack it first", Other: "请先解压"},
		{English: "give the table itself as .xlsx or CSV", Other: "请提供 .xlsx 或 CSV 格式的表格本身"},
		{English: "export the table as CSV", Other: "把表格导出为 CSV"},
		{English: "export it from Numbers as Excel (.xlsx)", Other: "从 Numbers 导出为 Excel（.xlsx）"},
		{English: "export the data as CSV", Other: "把数据导出为 CSV"},
		{English: "give a table as .xlsx or CSV", Other: "请提供 .xlsx 或 CSV 表格"},
		{English: "give the workbook itself", Other: "请提供工作簿本身"},
		{English: "save the table in it as .xlsx or CSV", Other: "把其中的表格另存为 .xlsx 或 CSV"},
		{English: "unpack it and give that file", Other: "解压后提供那个文件"},
	},
	"xlsx.zip": {{English: "the file is cut off or damaged (it begins as a workbook and has no end)", Other: "文件不完整或已损坏（开头是工作簿，但没有结尾）"}},
	"xlsx.limit": {
		{English: "the file is larger than 1 GiB", Other: "文件超过 1 GiB"},
		{English: "the merged cells cover more than 4 million rows", Other: "合并单元格覆盖超过 400 万行"},
		{English: "the part %s is too large: it inflates to more than %d MiB", Other: "部件 {1} 太大：解压后超过 {2} MiB"},
		{English: "the part %s is too large: it inflates to more than 200 times its size", Other: "部件 {1} 太大：解压后超过原来的 200 倍"},
		{English: "the workbook has more than %d parts", Other: "工作簿的部件超过 {1} 个"},
		{English: "the workbook holds too much text: 16 million strings and 256 MiB are read", Other: "工作簿的文字太多：最多读取 1600 万个字符串和 256 MiB"},
		{English: "the sheets of the workbook are too large: together they inflate to more than 2 GiB", Other: "工作簿的工作表太大：解压后合计超过 2 GiB"},
		{English: "the row holds more than 4 MiB of text", Other: "一行的文字超过 4 MiB"},
		{English: "the workbook has more than %d sheets", Other: "工作簿的工作表超过 {1} 个"},
		{English: "the workbook has too many relations between its parts", Other: "工作簿各部件之间的关系太多"},
		{English: "the workbook has too many number formats", Other: "工作簿的数字格式太多"},
		{English: "the workbook has too many cell styles", Other: "工作簿的单元格样式太多"},
		{English: "the number formats of the workbook are too long", Other: "工作簿的数字格式太长"},
		{English: "the sheet has more than %d million cells", Other: "工作表的单元格超过 {1} 百万个"},
		{English: "the encrypted workbook is larger than %d MiB", Other: "加密的工作簿超过 {1} MiB"},
		{English: "the file wants its password hashed %d times, which no program does", Other: "文件要求把密码散列 {1} 次，没有程序会这样做"},
		{English: "save a copy without a password", Other: "请另存一份不带密码的"},
		{English: "copy the rows into a new workbook and save that", Other: "把数据复制到新工作簿并保存"},
	},
	"xlsx.styles": {
		{English: "the part %s with the formats of the cells is missing: numbers and dates are read as they are stored", Other: "缺少存放单元格格式的部件 {1}：数字和日期按存储的样子读取"},
		{English: "open it in a spreadsheet program, let it repair the file, and save it as .xlsx", Other: "用表格软件打开并修复，再另存为 .xlsx"},
	},
	"xlsx.damaged": {
		{English: "the sheet has a table that is not in the file", Other: "工作表里的一个表格不在文件中"},
		{English: "the part %s cannot be unpacked", Other: "部件 {1} 无法解压"},
		{English: "the part %s is damaged or cut off", Other: "部件 {1} 已损坏或不完整"},
		{English: "the encrypted workbook is damaged or cut off", Other: "加密的工作簿已损坏或不完整"},
		{English: "copy or download it again", Other: "请重新复制或下载"},
		{English: "the part %s is packed in a way that no spreadsheet program writes", Other: "部件 {1} 的压缩方式不是表格软件使用的"},
		{English: "the part %s is damaged: a character that is no %s", Other: "部件 {1} 已损坏：有不属于 {2} 编码的字符"},
		{English: "the workbook does not say which part holds the cells", Other: "工作簿没有说明单元格存放在哪个部件"},
		{English: "the cell has two values", Other: "单元格有两个值"},
		{English: "the part %s is damaged: %s", Other: "部件 {1} 已损坏：{2}"},
		{English: "the part %s is not as long as the file says", Other: "部件 {1} 的长度与文件记录不符"},
		{English: "the part %s with the cells is missing", Other: "缺少存放单元格的部件 {1}"},
		{English: "the part name %.60q leads out of the file with ..", Other: "部件名 {1} 用 .. 指向文件之外"},
		{English: "the workbook names no sheet", Other: "工作簿没有工作表"},
		{English: "two parts are named %s", Other: "有两个部件名为 {1}"},
		{English: "the sheets %.40q and %.40q are the same part of the file", Other: "工作表 {1} 和 {2} 是文件的同一部件"},
		{English: "a cell inside a cell", Other: "单元格里又有单元格"},
		{English: "a cell of this row says that it is %.20q", Other: "本行有单元格自称是 {1}"},
		{English: "a row inside a row", Other: "行里又有行"},
		{English: "behind this row stands one with the impossible number %.20q", Other: "本行之后的行号 {1} 不可能存在"},
		{English: "more cells than a row can have", Other: "一行的单元格太多"},
		{English: "row %d stands behind row %d: rows are repeated or out of order", Other: "第 {1} 行在第 {2} 行之后：行重复或顺序错误"},
		{English: "the cell has an impossible style", Other: "单元格的样式不存在"},
		{English: "the cell holds more text than a cell can hold", Other: "单元格的文字超过上限"},
		{English: "the cell is of the unknown type %.20q", Other: "单元格类型 {1} 不认识"},
		{English: "the cell is repeated or out of order", Other: "单元格重复或顺序错误"},
		{English: "the sheet has more rows than a sheet can have", Other: "工作表的行数超过上限"},
		{English: "the sheet has no place for cells", Other: "工作表没有存放单元格的位置"},
		{English: "the sheet has two places for cells", Other: "工作表有两处存放单元格"},
	},
}
