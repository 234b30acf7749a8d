"""Delimited text, byte by byte, as programs and people leave it."""
import csv
import io

from common import HEADER, ROWS, TABLE, Wants, path

W = Wants("csv")


def text(delimiter=",", end="\r\n", rows=TABLE, quoting=csv.QUOTE_MINIMAL):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return out.getvalue()


def save(name, why, data, **kw):
    with open(path(name), "wb") as f:
        f.write(data)
    W.want(name, why, **kw)


good = dict(records=ROWS, valid=4)
save("csv-utf8.csv", "UTF-8", text().encode(), **good)
save("csv-utf8-bom.csv", "UTF-8 with BOM, as Excel's 'CSV UTF-8' writes", b"\xef\xbb\xbf" + text().encode(), **good)
save("csv-bom-quoted-header.csv", "BOM before a quoted header", b"\xef\xbb\xbf" + text(quoting=csv.QUOTE_ALL).encode(), **good)
save("csv-utf16le.csv", "UTF-16 LE", b"\xff\xfe" + text().encode("utf-16-le"), **good)
save("csv-utf16be.csv", "UTF-16 BE", b"\xfe\xff" + text().encode("utf-16-be"), **good)
save("csv-utf16le-tab.txt", "Excel's 'Unicode Text': UTF-16 LE and tabs", b"\xff\xfe" + text("\t").encode("utf-16-le"), **good)
save("csv-gb18030.csv", "GB18030, as Chinese Excel saves", text().encode("gb18030"), **good)
save("csv-gbk.csv", "GBK", text().encode("gbk"), **good)
save("csv-big5.csv", "Big5 by option", text(rows=[HEADER, ROWS[0][:14] + ["備註"]]).encode("big5"),
     records=[ROWS[0][:14] + ["備註"]], valid=1, encoding="big5")
save("csv-shiftjis.csv", "Shift-JIS by option", text(rows=[HEADER, ROWS[0][:14] + ["メモ"]]).encode("shift_jis"),
     records=[ROWS[0][:14] + ["メモ"]], valid=1, encoding="shift-jis")
save("csv-latin1.csv", "latin-1 is a guess and said to be one", text(rows=[HEADER, ROWS[0][:14] + ["Büro Zürich"]]).encode("latin-1"),
     remarks=["encoding"])
W.want("csv-latin1.csv", "latin-1 by option", records=[ROWS[0][:14] + ["Büro Zürich"]], valid=1, encoding="latin1")
save("csv-semicolon.csv", "semicolons, as Excel saves in most of Europe", text(";").encode(), **good)
save("csv-tab.tsv", "tabs", text("\t").encode(), **good)
save("csv-pipe.csv", "pipes", text("|").encode(), **good)
save("csv-sep-line.csv", "a sep= line", b"sep=;\r\n" + text(";").encode(), **good)
save("csv-more-commas-than-semicolons.csv", "semicolons part the fields though commas are more frequent",
     text(";", rows=[["Domain", "Action", "Note"], ["alpha-example.com", "transfer-code", "a,b,c,d,e,f"], ["beta-example.net", "transfer-code", "g,h,i,j,k"]]).encode(),
     records=[["alpha-example.com", "transfer-code", "a,b,c,d,e,f"], ["beta-example.net", "transfer-code", "g,h,i,j,k"]], valid=2)
save("csv-lf.csv", "line feeds", text(end="\n").encode(), **good)
save("csv-cr.csv", "carriage returns, as old Macs write", text(end="\r").encode(), **good)
mixed = text(end="\n").split("\n")
save("csv-mixed-ends.csv", "three kinds of line ends in one file", (mixed[0] + "\r\n" + mixed[1] + "\n" + mixed[2] + "\r" + mixed[3] + "\n" + mixed[4]).encode(), **good)
save("csv-no-last-newline.csv", "no line end after the last row", text().rstrip().encode(), **good)
save("csv-all-quoted.csv", "every cell quoted", text(quoting=csv.QUOTE_ALL).encode(), **good)
nl = [list(r) for r in ROWS]
nl[2][14] = "line one\nline two\n\nline four"
save("csv-quoted-newlines.csv", "line breaks inside quotes; later rows keep their line numbers", text(end="\n", rows=[HEADER] + nl).encode(), records=nl, valid=4)
save("csv-blank-lines.csv", "blank lines between and after", ("\r\n\r\n" + text().replace("\r\n", "\r\n\r\n") + "\r\n\r\n").encode(), **good)
save("csv-commas-only-lines.csv", "rows of nothing but commas", (text() + ",,,,,,,,,,,,,,\r\n" * 5).encode(), **good)
save("csv-title-lines.csv", "a title above the header", ("Domain portfolio\r\nprinted 2026-11-01\r\n\r\n" + text()).encode(), **good)
save("csv-short-rows.csv", "short rows are filled with blanks, and that is said", b"Domain,Action,Note\r\nalpha-example.com,transfer-code\r\nbeta-example.net,transfer-code,x\r\n",
     records=[["alpha-example.com", "transfer-code"], ["beta-example.net", "transfer-code", "x"]], remarks=["fewer cells than the header: 1"], valid=2)
save("csv-long-rows.csv", "cells beyond the header are kept and said", b"Domain,Action\r\nalpha-example.com,transfer-code,extra,more\r\n",
     records=[["alpha-example.com", "transfer-code", "extra", "more"]])
save("csv-unclosed-quote.csv", "a quote that never closes is named by the line where it opened",
     b'Domain,Action,Note\r\nalpha-example.com,transfer-code,fine\r\nbeta-example.net,transfer-code,"oops\r\ngamma-example.org,transfer-code,x\r\n', error="line 3")
save("csv-quote-inside.csv", "a quote inside an unquoted cell is text", b'Domain,Action,Note\r\nalpha-example.com,transfer-code,19" rack\r\n',
     records=[["alpha-example.com", "transfer-code", '19" rack']], valid=1)
save("csv-doubled-quotes.csv", "doubled quotes", b'Domain,Action,Note\r\nalpha-example.com,transfer-code,"say ""hi"""\r\n',
     records=[["alpha-example.com", "transfer-code", 'say "hi"']], valid=1)
save("csv-nul.csv", "NUL bytes are no text", b"Domain,Action\r\nalpha-example.com,transfer-\x00code\r\n", error="NUL")
save("csv-formula-safe.csv", "the apostrophe that a careful writer put before a formula sign is taken off again",
     b"Domain,Action,Note\r\nalpha-example.com,transfer-code,'=1+1\r\nbeta-example.net,transfer-code,'tis\r\n",
     records=[["alpha-example.com", "transfer-code", "=1+1"], ["beta-example.net", "transfer-code", "'tis"]], valid=2)
save("csv-one-column.csv", "one column needs no delimiter", b"Domain\r\nalpha-example.com\r\nbeta-example.net\r\n",
     records=[["alpha-example.com"], ["beta-example.net"]], valid=2, action="transfer-code")
save("csv-empty.csv", "an empty file", b"", error="empty")
save("csv-only-blank-lines.csv", "nothing but line ends", b"\r\n\r\n\n", error="empty")
save("csv-header-only.csv", "a header and no rows", text(rows=[HEADER]).encode(), records=[], valid=0)
save("csv-no-header.csv", "rows without a header", text(rows=ROWS).encode(), error="header")
save("csv-no-domain.csv", "no column says which domain", b"Action,Note\r\ntransfer-code,x\r\n", error="domain")
save("csv-duplicate-header.csv", "two headers for one field", b"Domain,Action,domain name\r\na-example.com,transfer-code,b-example.com\r\n", error="line 1")
save("csv-wrong-option-delimiter.csv", "the delimiter by option", text("^").encode(), delimiter="^", **good)
save("csv-unknown-encoding-option.csv", "an encoding nobody knows", text().encode(), error="klingon", encoding="klingon")
save("csv-bad-utf8.csv", "one broken byte in an otherwise plain UTF-8 file is doubted, not hidden",
     text().encode().replace(b"first", b"fi\xffrst"), remarks=["encoding"])
save("csv-utf16-cut.csv", "UTF-16 cut in the middle of a character", (b"\xff\xfe" + text().encode("utf-16-le"))[:-1], error="UTF-16")
save("csv-spaces-after-delimiter.csv", "blanks after the commas", b"Domain, Action, Note\r\nalpha-example.com, transfer-code, x\r\n",
     records=[["alpha-example.com", " transfer-code", " x"]], valid=1)
save("csv-scientific.csv", "a phone that Excel destroyed", text().replace("13800000000", "1.38E+10").encode(), problems={"2:telephone": "1.38E+10"}, valid=3)
save("csv-fullwidth-digits.csv", "full-width digits", text().replace("13800000000", "１３８００００００００").encode(), problems={"2:telephone": "full-width"})
save("csv-plus-area.csv", "a plus sign in the calling code", text().replace(",86,", ",+86,").encode(), problems={"2:tel_area": "86"})
save("csv-date-name.csv", "a street number that became a date", text().replace("1 Wen San Lu", "2-Jan").encode(), problems={"2:address": "date"})
save("csv-nbsp.csv", "no-break spaces in a domain", text().replace("alpha-example.com", "alpha-example.com\u00a0").encode(),
     records=[["alpha-example.com\u00a0"] + ROWS[0][1:]] + ROWS[1:], valid=4)
save("csv-lookalike.csv", "a Cyrillic letter among Latin ones", text().replace("alpha-example", "\u0430lpha-example").encode(), problems={"2:domain": "look"})
save("csv-smart-quotes.csv", "typographic quotes in an address", text().replace("1 Wen San Lu", "1 “Wen San” Lu").encode(), problems={"2:address": ""})

W.save()
