package main

import (
	"errors"
	"sync"

	"domainbatch/ingest"
	"domainbatch/ingest/phrase"
)

// inLanguage is an error in the language of texts, for the commands that only
// read and write files: those who work with them may read Chinese alone. An
// error without a phrase stays as it is.
func inLanguage(err error, lang string) error {
	var file *ingest.FileError
	var f *failure
	switch {
	case lang != "zh":
	case errors.As(err, &f):
		book := failureBook()
		said := *f
		said.chinese = true
		said.message, _ = book.Say("", f.message)
		said.hint, _ = book.Say("", f.hint)
		return &said
	case errors.As(err, &file):
		return file.In(lang)
	}
	return err
}

// failureBook has what check and init say when they cannot do what they were
// asked for.
var failureBook = sync.OnceValue(func() *phrase.Book {
	return phrase.New(map[string][]phrase.Phrase{"": failurePhrases}, nil, nil)
})

var failurePhrases = []phrase.Phrase{
	{English: "cannot read %s: no such file", Other: "无法读取 {1}：没有这个文件"},
	{English: "cannot read %s: permission denied", Other: "无法读取 {1}：没有权限"},
	{English: "cannot read %s: %s", Other: "无法读取 {1}：{2}"},
	{English: "check the name; a name with blanks needs quotes", Other: "请核对文件名；含空格的文件名要加引号"},
	{English: "ask its owner for permission, or copy it", Other: "请向所有者申请权限，或复制一份"},
	{English: "check the name", Other: "请核对文件名"},
	{English: "%s is a folder", Other: "{1} 是文件夹"},
	{English: "name a file in it", Other: "请指定其中的一个文件"},
	{English: "%s is not a regular file", Other: "{1} 不是普通文件"},
	{English: "standard input is the keyboard", Other: "标准输入是键盘"},
	{English: "give a file, or pipe one in: domainbatch COMMAND - < FILE", Other: "请指定文件，或用管道输入：domainbatch COMMAND - < FILE"},
	{English: "cannot write %s: no such folder", Other: "无法写入 {1}：没有这个文件夹"},
	{English: "cannot write %s: it is a symbolic link", Other: "无法写入 {1}：它是符号链接"},
	{English: "cannot write %s: it is a folder", Other: "无法写入 {1}：它是文件夹"},
	{English: "cannot write %s: it is not a regular file", Other: "无法写入 {1}：它不是普通文件"},
	{English: "cannot write %s: %s", Other: "无法写入 {1}：{2}"},
	{English: "create the folder, or give another one with -o", Other: "请先建立文件夹，或用 -o 另指定一个"},
	{English: "create the folder, or give another one", Other: "请先建立文件夹，或另指定一个"},
	{English: "name the file it points to with -o", Other: "请用 -o 指定它所指向的文件"},
	{English: "name the file it points to", Other: "请指定它所指向的文件"},
	{English: "name a file with -o", Other: "请用 -o 指定一个文件"},
	{English: "name a file", Other: "请指定一个文件"},
	{English: "name a file in a folder you can write to with -o", Other: "请用 -o 指定可写文件夹中的文件"},
	{English: "name a file in a folder you can write to", Other: "请指定可写文件夹中的文件"},
	{English: "%s exists and was not written by domainbatch", Other: "{1} 已存在，而且不是 domainbatch 写的"},
	{English: "%s exists", Other: "{1} 已存在"},
	{English: "give another name with -o, or overwrite it with --force", Other: "请用 -o 另取一个名字，或用 --force 覆盖"},
	{English: "give another name, or overwrite it with --force", Other: "请另取一个名字，或用 --force 覆盖"},
	{English: "give another name with -o", Other: "请用 -o 另取一个名字"},
	{English: "-o names the input itself, which stays as it is", Other: "-o 指定的就是输入文件，输入文件不会改动"},
	{English: "the input is CSV, so the results are CSV, and %s is no name for that", Other: "输入是 CSV，结果也是 CSV，{1} 不是合适的名字"},
	{English: "the results are a workbook, and %s is no name for that", Other: "结果是工作簿，{1} 不是合适的名字"},
	{English: "the template is a workbook, and %s is no name for that", Other: "模板是工作簿，{1} 不是合适的名字"},
	{English: "use a name that ends in .xlsx", Other: "请用以 .xlsx 结尾的名字"},
	{English: "use a name that ends in .%s", Other: "请用以 .{1} 结尾的名字"},
	{English: "--%s cannot be %q", Other: "--{1} 不能是 {2}"},
	{English: "use one of: %s", Other: "可用的值：{1}"},
	{English: "did you mean %s", Other: "是否是 {1}"},
	{English: "did you mean %s?", Other: "是否是 {1}？"},
	{English: "--header-row cannot be %d", Other: "--header-row 不能是 {1}"},
	{English: "rows are numbered from 1, or leave it out", Other: "行号从 1 开始，也可以不写"},
	{English: "--allow-missing: %q is no column", Other: "--allow-missing：{1} 不是列名"},
	{English: "--allow-missing: %s is no column of a contact", Other: "--allow-missing：{1} 不是联系人的列"},
	{English: "name columns as in --allow-missing postal_code,telephone", Other: "请写列名，例如 --allow-missing postal_code,telephone"},
	{English: "--map %q has no header and field", Other: "--map {1} 缺少标题或字段"},
	{English: "write it as --map 'Owner mail=email'", Other: "请写成 --map '标题=email'"},
	{English: "--map %q: %q is no column of ours", Other: "--map {1}：{2} 不是可用的字段"},
	{English: "see the table of columns in the README", Other: "请看 README 中的列名表"},
	{English: "--map gives the header %q two meanings: %s and %s", Other: "--map 给标题 {1} 指定了两个含义：{2} 和 {3}"},
	{English: "keep one of them", Other: "请只保留一个"},
	{English: "--explain has no place in --format csv", Other: "--format csv 中没有 --explain 的内容"},
	{English: "use --format json, which has everything", Other: "请用 --format json，其中包含全部内容"},
	{English: "--batch-size cannot be %d", Other: "--batch-size 不能是 {1}"},
	{English: "give 1 to %d; %d is the default", Other: "请填 1 到 {1}，默认 {2}"},
	{English: "save the file anew in a spreadsheet program as .xlsx, or use --format csv", Other: "用表格软件重新另存为 .xlsx，或用 --format csv"},
	{English: "pass it on standard input: %s", Other: "请从标准输入传入：{1}"},
	{English: "cannot keep standard input: %s", Other: "无法保存标准输入：{1}"},
	{English: "set TMPDIR to a folder with space", Other: "请把 TMPDIR 设为有空间的文件夹"},
	{English: "cannot read standard input: %s", Other: "无法读取标准输入：{1}"},
	{English: "try again", Other: "请重试"},
	{English: "stopped", Other: "已停止"},
}
