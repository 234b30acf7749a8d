"""Packages put together part by part: rare but legal forms, and broken ones."""
import io
import struct
import zipfile
import zlib
from xml.sax.saxutils import escape

from common import ROWS, TABLE, Wants, path

W = Wants("handmade")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PKG = "http://schemas.openxmlformats.org/package/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SMALL = [["Domain", "Action"], ["alpha-example.com", "transfer-code"], ["beta-example.net", "transfer-code"]]
SMALL_ROWS = SMALL[1:]


def col(j):
    name = ""
    j += 1
    while j:
        j, r = divmod(j - 1, 26)
        name = chr(65 + r) + name
    return name


def inline(value, ref):
    return '<c r="%s" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (ref, escape(value))


def rows_xml(table, cell=inline, first=1):
    out = []
    for i, row in enumerate(table, start=first):
        cells = "".join(cell(v, col(j) + str(i)) for j, v in enumerate(row) if v != "")
        out.append('<row r="%d">%s</row>' % (i, cells))
    return "".join(out)


def sheet(rows, ns=MAIN, before="", after=""):
    return HEAD + '<worksheet xmlns="%s">%s<sheetData>%s</sheetData>%s</worksheet>' % (ns, before, rows, after)


def shared(table):
    """Cell maker and sharedStrings part for a table."""
    index = {}

    def cell(v, ref):
        n = index.setdefault(v, len(index))
        return '<c r="%s" t="s"><v>%d</v></c>' % (ref, n)
    body = rows_xml(table, cell)
    sst = HEAD + '<sst xmlns="%s" count="%d" uniqueCount="%d">%s</sst>' % (
        MAIN, len(index), len(index), "".join("<si><t>%s</t></si>" % escape(s) for s in index))
    return body, sst


def parts(sheet_xml, sst=None, sheet_part="xl/worksheets/sheet1.xml", target="worksheets/sheet1.xml", sst_target="sharedStrings.xml",
          sst_part="xl/sharedStrings.xml", styles=None, ns=MAIN, rel=REL, name="Domains", book="xl/workbook.xml", macro=False):
    types = ('<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
             '<Default Extension="xml" ContentType="application/xml"/>'
             '<Override PartName="/%s" ContentType="application/vnd.%s.main+xml"/>'
             '<Override PartName="/%s" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
             % (book, "ms-excel.sheet.macroEnabled" if macro else "openxmlformats-officedocument.spreadsheetml.sheet", sheet_part))
    rels = '<Relationship Id="rId1" Type="%s/worksheet" Target="%s"/>' % (rel, target)
    if sst is not None:
        types += '<Override PartName="/%s" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>' % sst_part
        rels += '<Relationship Id="rId2" Type="%s/sharedStrings" Target="%s"/>' % (rel, sst_target)
    if styles is not None:
        types += '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
        rels += '<Relationship Id="rId3" Type="%s/styles" Target="styles.xml"/>' % rel
    folder, leaf = book.rsplit("/", 1)
    out = {
        "[Content_Types].xml": HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">%s</Types>' % types,
        "_rels/.rels": HEAD + '<Relationships xmlns="%s"><Relationship Id="rId1" Type="%s/officeDocument" Target="%s"/></Relationships>' % (PKG, rel, book),
        book: HEAD + '<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="%s" sheetId="1" r:id="rId1"/></sheets></workbook>' % (ns, rel, name),
        "%s/_rels/%s.rels" % (folder, leaf): HEAD + '<Relationships xmlns="%s">%s</Relationships>' % (PKG, rels),
        sheet_part: sheet_xml,
    }
    if sst is not None:
        out[sst_part] = sst
    if styles is not None:
        out["xl/styles.xml"] = styles
    return out


def zipped(p, method=zipfile.ZIP_DEFLATED):
    buf = io.BytesIO()
    with zipfile.ZipFile(buf, "w", method) as z:
        for name, data in p.items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = method
            z.writestr(info, data if isinstance(data, bytes) else data.encode())
    return buf.getvalue()


def save(name, why, data, **kw):
    if isinstance(data, dict):
        data = zipped(data)
    with open(path(name), "wb") as f:
        f.write(data)
    W.want(name, why, **kw)


good = dict(records=ROWS, valid=4)
small = dict(records=SMALL_ROWS, valid=2)
body, sst = shared(TABLE)
sbody, ssst = shared(SMALL)

# --- rare but legal -----------------------------------------------------------------------------------------------
save("hand-inline.xlsx", "strings inside the cells, no styles, no shared strings", parts(sheet(rows_xml(TABLE))), **good)
save("hand-shared.xlsx", "shared strings, no styles", parts(sheet(body), sst), **good)
save("hand-stored.xlsx", "a package without compression", zipped(parts(sheet(body), sst), zipfile.ZIP_STORED), **good)
save("hand-absolute-targets.xlsx", "absolute part names in the relations",
     parts(sheet(body), sst, target="/xl/worksheets/sheet1.xml", sst_target="/xl/sharedStrings.xml"), **good)
save("hand-other-part-names.xlsx", "parts under other names", parts(sheet(body), sst, sheet_part="xl/data/one.xml", target="data/one.xml",
                                                                    sst_part="xl/strings/all.xml", sst_target="strings/all.xml"), **good)
save("hand-other-workbook-name.xlsx", "the workbook part under another name", parts(sheet(body), sst, book="xl/book2.xml"), **good)
save("hand-strict.xlsx", "strict Open XML namespaces", parts(sheet(rows_xml(TABLE), ns=STRICT), ns=STRICT, rel=STRICT_REL), **good)
prefixed = sheet(rows_xml(TABLE)).replace('xmlns="', 'xmlns:x="')
for tag in ("worksheet", "sheetData", "row", "c", "is", "t", "v"):
    for end in (" ", ">"):
        prefixed = prefixed.replace("<" + tag + end, "<x:" + tag + end)
    prefixed = prefixed.replace("</" + tag + ">", "</x:" + tag + ">")
save("hand-prefixed.xlsx", "every element with a prefix", parts(prefixed), **good)
norefs = sheet("".join("<row>%s</row>" % "".join('<c t="inlineStr"><is><t>%s</t></is></c>' % escape(v) if v else "<c/>" for v in row) for row in TABLE))
save("hand-no-references.xlsx", "rows and cells without r", parts(norefs), **good)
for dim in ("A1", "A1:XFD1048576", "Z9:A1", "nonsense", ""):
    save("hand-dimension-%s.xlsx" % (dim.replace(":", "-") or "blank"), "a dimension that is not true: %r" % dim,
         parts(sheet(body, before='<dimension ref="%s"/>' % dim), sst), **good)
phon = sst.replace("<si><t>Example Trading Ltd</t></si>",
                   '<si><t>Example Trading Ltd</t><rPh sb="0" eb="1"><t>イグザンプル</t></rPh><phoneticPr fontId="1"/></si>')
save("hand-phonetic.xlsx", "phonetic runs are no text", parts(sheet(body), phon), **good)
save("hand-phonetic-runs.xlsx", "nor are they when they are rich text themselves",
     parts(sheet(body), phon.replace("<t>イグザンプル</t>", "<r><t>イグザンプル</t></r>").replace("<si><t>Example Trading Ltd</t>", "<si><r><t>Example Trading Ltd</t></r>")), **good)
rich = sst.replace("<si><t>Example Trading Ltd</t></si>",
                   '<si><r><t xml:space="preserve">Example </t></r><r><rPr><b/></rPr><t>Trading Ltd</t></r></si>')
save("hand-rich-shared.xlsx", "rich text in the shared strings", parts(sheet(body), rich), **good)
save("hand-cdata-comment.xlsx", "comments and CDATA that contain row ends",
     parts(sheet('<!-- </row></sheetData> --><row r="1"><c r="A1" t="inlineStr"><is><t>Domain</t></is></c><c r="B1" t="inlineStr"><is><t>Action</t></is></c>'
                 '<c r="C1" t="inlineStr"><is><t>Note</t></is></c></row>'
                 '<row r="2"><c r="A2" t="inlineStr"><is><t>alpha-example.com</t></is></c><c r="B2" t="inlineStr"><is><t>transfer-code</t></is></c>'
                 '<c r="C2" t="inlineStr"><is><t><![CDATA[</row><c r="A3">]]></t></is></c></row>')),
     records=[["alpha-example.com", "transfer-code", '</row><c r="A3">']], valid=1)
save("hand-entities.xlsx", "character references and the five entities",
     parts(sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&#68;omain</t></is></c><c r="B1" t="inlineStr"><is><t>Action</t></is></c><c r="C1" t="inlineStr"><is><t>Note</t></is></c></row>'
                 '<row r="2"><c r="A2" t="inlineStr"><is><t>&#x4F8B;&#x5B50;.com</t></is></c><c r="B2" t="inlineStr"><is><t>transfer-code</t></is></c>'
                 '<c r="C2" t="inlineStr"><is><t>&lt;&amp;&gt;&quot;&apos;</t></is></c></row>')),
     records=[["例子.com", "transfer-code", "<&>\"'"]], valid=1)
save("hand-x-escapes.xlsx", "_x000D_ escapes in a note",
     parts(sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>Domain</t></is></c><c r="B1" t="inlineStr"><is><t>Action</t></is></c><c r="C1" t="inlineStr"><is><t>Note</t></is></c></row>'
                 '<row r="2"><c r="A2" t="inlineStr"><is><t>alpha-example.com</t></is></c><c r="B2" t="inlineStr"><is><t>transfer-code</t></is></c>'
                 '<c r="C2" t="inlineStr"><is><t>a_x000A_b_x005F_x0041_</t></is></c></row>')),
     records=[["alpha-example.com", "transfer-code", "a\nb_x0041_"]], valid=1)
save("hand-single-quotes.xlsx", "attributes in single quotes and blanks in tags",
     parts(sheet(rows_xml(TABLE)).replace('<row r="', "<row  r = '").replace('"><c r=', "' ><c r=").replace('" ?>', '"?>')), **good)
save("hand-self-closed-rows.xlsx", "empty rows as one tag", parts(sheet('<row r="1"/><row r="2"/>' + rows_xml(SMALL, first=3) + '<row r="9" ht="20" customHeight="1"/>')), **small)
save("hand-styled-empty-cells.xlsx", "cells with a style and no value",
     parts(sheet(rows_xml(SMALL).replace("</row>", '<c r="F1" s="0"/></row>', 1)), styles=HEAD + '<styleSheet xmlns="%s"><cellXfs count="1"><xf/></cellXfs></styleSheet>' % MAIN), **small)
save("hand-t-str-b-d.xlsx", "formula strings, booleans and ISO dates in cells",
     parts(sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>Domain</t></is></c><c r="B1" t="inlineStr"><is><t>Action</t></is></c><c r="C1" t="inlineStr"><is><t>Flag</t></is></c></row>'
                 '<row r="2"><c r="A2" t="str"><f>"a"</f><v>alpha-example.com</v></c><c r="B2" t="str"><v>transfer-code</v></c><c r="C2" t="b"><v>1</v></c></row>')),
     records=[["alpha-example.com", "transfer-code", "TRUE"]], valid=1)
save("hand-utf16-parts.xlsx", "a sheet part in UTF-16", parts(b"\xff\xfe" + sheet(rows_xml(SMALL)).replace("UTF-8", "UTF-16").encode("utf-16-le")), **small)
save("hand-bom-parts.xlsx", "a BOM before each part", {k: b"\xef\xbb\xbf" + v.encode() for k, v in parts(sheet(sbody), ssst).items()}, **small)
save("hand-macro.xlsm", "a macro workbook", dict(parts(sheet(body), sst, macro=True), **{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 not a real one"}), **good)
save("hand-many-parts.xlsx", "four hundred more parts", dict(parts(sheet(sbody), ssst), **{"xl/media/p%d.txt" % i: "x" for i in range(400)}), **small)
save("hand-directory-entries.xlsx", "entries for directories", dict({"xl/": b"", "xl/worksheets/": b""}, **parts(sheet(sbody), ssst)), **small)
save("hand-backslash-names.xlsx", "part names with backslashes, as some writers make them",
     {k.replace("/", "\\"): v for k, v in parts(sheet(sbody), ssst).items()}, **small)
save("hand-upper-case-names.xlsx", "part names in other case than the relations say",
     {k.replace("xl/worksheets/sheet1.xml", "xl/worksheets/Sheet1.xml"): v for k, v in parts(sheet(sbody), ssst).items()}, **small)
ff = zipped(parts(sheet(sbody), ssst))
save("hand-leading-bytes.xlsx", "bytes before the package, as mail gateways leave them", b"\r\n" + ff, **small)
save("hand-trailing-bytes.xlsx", "bytes after the package", ff + b"\r\n\r\n", **small)

# --- written by scripts: other encodings, names and packings --------------------------------------------------------
accents = [["Domain", "Action", "Note"], ["bücher-example.com", "transfer-code", "naïve"]]
chinese = [["Domain", "Action", "Note"], ["例子-example.com", "transfer-code", "中文"]]
save("hand-latin1-parts.xlsx", "a sheet part that says it is in ISO-8859-1, and is",
     parts(sheet(rows_xml(accents)).replace("UTF-8", "ISO-8859-1").encode("latin-1")), records=accents[1:], valid=1)
save("hand-gbk-parts.xlsx", "sheet and shared strings in GBK, as a script beside an old database writes them",
     {k: v.replace("UTF-8", "GBK").encode("gbk") for k, v in parts(*(lambda b: (sheet(b[0]), b[1]))(shared(chinese))).items()}, records=chinese[1:], valid=1)
save("hand-utf16be-all-parts.xlsx", "every part in UTF-16 without a byte order mark",
     {k: v.replace("UTF-8", "UTF-16").encode("utf-16-be") for k, v in parts(sheet(sbody), ssst).items()}, **small)
save("broken-gbk-byte.xlsx", "a byte that is no GBK", parts(sheet(rows_xml(chinese)).replace("UTF-8", "GBK").encode("gbk").replace("中文".encode("gbk"), b"\xff\xff")), error="GBK")
save("hand-percent-names.xlsx", "a relation that writes the blank in a part name as %20",
     parts(sheet(sbody), ssst, sheet_part="xl/worksheets/sheet one.xml", target="worksheets/sheet%20one.xml"), **small)
save("hand-backslash-targets.xlsx", "relations with backslashes", parts(sheet(sbody), ssst, target="\\xl\\worksheets\\sheet1.xml", sst_target="sharedStrings.xml"), **small)
save("broken-packing.xlsx", "parts packed by bzip2", zipped(parts(sheet(sbody), ssst), zipfile.ZIP_BZIP2), error="packed")
save("broken-two-values.xlsx", "a cell with two values", parts(sheet(rows_xml(SMALL) + '<row r="4"><c r="A4"><v>1</v><v>2</v></c></row>')), error="A4")
lost = parts(sheet(sbody), ssst)
lost["xl/workbook.xml"] = lost["xl/workbook.xml"].replace('r:id="rId1"', 'r:id="rId9"')
save("broken-sheet-without-part.xlsx", "a sheet whose relation is not there", lost, error="sheet Domains")
module = parts(sheet(sbody), ssst)
module["xl/workbook.xml"] = module["xl/workbook.xml"].replace("</sheets>", '<sheet name="Module1" sheetId="2" state="veryHidden" r:id=""/></sheets>')
save("hand-macro-module.xlsx", "a module of macros among the sheets, as workbooks of 1995 keep it", module, **small)
save("hand-extended-strings.xlsx", "texts of an extension inside of strings are no part of them",
     parts(sheet(sbody), ssst.replace("<si><t>Domain</t>", "<si><extLst><ext><t>no</t></ext></extLst><t>Domain</t>")), **small)
formats = ["[$-407]d. mmmm yyyy", "[$-419]d mmmm yyyy", '[DBNum1][$-804]yyyy"年"m"月"d"日"', "[DBNum2][$-804]General", "G/通用格式", "0.##", "# ?/?;[Red]-# ?/?", "[<0]0;0"]
values = ["45413", "45413", "45413", "12345", "7.5", "12", "-1.5", "-3"]
shown = ["1. Mai 2024", "1 мая 2024", "二〇二四年五月一日", "壹万贰仟叁佰肆拾伍", "7.5", "12", "-1 1/2", "3"]
fmts = "".join('<numFmt numFmtId="%d" formatCode="%s"/>' % (164 + i, escape(f, {'"': "&quot;"})) for i, f in enumerate(formats))
xfs = "<xf/>" + "".join('<xf numFmtId="%d" applyNumberFormat="1"/>' % (164 + i) for i in range(len(formats)))
head = rows_xml([["Domain", "Action"] + ["Note %d" % i for i in range(len(formats))]])
cells = "".join('<c r="%s2" s="%d"><v>%s</v></c>' % (col(i + 2), i + 1, v) for i, v in enumerate(values))
save("hand-rare-formats.xlsx", "formats of other languages, and rare ones",
     parts(sheet(head + '<row r="2">' + inline("alpha-example.com", "A2") + inline("transfer-code", "B2") + cells + "</row>"),
           styles=HEAD + '<styleSheet xmlns="%s"><numFmts>%s</numFmts><cellXfs>%s</cellXfs></styleSheet>' % (MAIN, fmts, xfs)),
     records=[["alpha-example.com", "transfer-code"] + shown], valid=1)
dxfs = ('<styleSheet xmlns="%s"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm"/></numFmts><cellXfs count="3"><xf/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs>'
        '<dxfs count="2"><dxf><numFmt numFmtId="14" formatCode="0.00%%"/></dxf><dxf><numFmt numFmtId="164" formatCode="0000"/></dxf></dxfs></styleSheet>' % MAIN)
save("hand-formats-of-conditions.xlsx", "the formats of conditions and tables have numbers of their own",
     parts(sheet(rows_xml([["Domain", "Action", "Day", "Month"]]) + '<row r="2">' + inline("alpha-example.com", "A2") + inline("transfer-code", "B2")
                 + '<c r="C2" s="1"><v>45413</v></c><c r="D2" s="2"><v>45413</v></c></row>'), styles=HEAD + dxfs),
     records=[["alpha-example.com", "transfer-code", "5/1/2024", "2024-05"]], valid=1)

# --- broken -------------------------------------------------------------------------------------------------------
whole = sheet(rows_xml(TABLE))
save("broken-sheet-cut.xlsx", "the sheet part ends in the middle", parts(whole[: len(whole) // 2]), error="sheet1.xml")
save("broken-sheet-cut-after-row.xlsx", "the sheet part ends neatly after a row", parts(whole[: whole.index("</row>", whole.index("</row>") + 6) + 6]), error="sheet1.xml")
save("broken-byte.xlsx", "a byte that is no UTF-8", parts(whole.encode().replace(b"Li Si", b"Li \xff\xfe")), error="sheet1.xml")
save("broken-ampersand.xlsx", "a bare ampersand", parts(whole.replace("Li Si", "Li & Si")), error="sheet1.xml")
save("broken-tag.xlsx", "a tag that is closed by another", parts(whole.replace("</is></c>", "</c></is>", 9)), error="sheet1.xml")
save("broken-control.xlsx", "a control character that XML does not allow", parts(whole.replace("Li Si", "Li\x01Si")), error="sheet1.xml")
save("broken-shared-index.xlsx", "an index beyond the shared strings", parts(sheet(sbody.replace("<v>2</v>", "<v>99999999</v>")), ssst), error="A2")
save("broken-shared-negative.xlsx", "a negative index", parts(sheet(sbody.replace("<v>2</v>", "<v>-5</v>")), ssst), error="A2")
save("broken-shared-missing.xlsx", "no shared strings though cells need them", parts(sheet(sbody)), error="shared")
save("broken-shared-cut.xlsx", "the shared strings end in the middle", parts(sheet(sbody), ssst[: len(ssst) // 2]), error="sharedStrings.xml")
save("broken-rows-backwards.xlsx", "rows out of order",
     parts(sheet(rows_xml(SMALL[:1]) + rows_xml(SMALL[2:], first=3) + rows_xml(SMALL[1:2], first=2))), error="row 2")
save("broken-row-twice.xlsx", "a row twice", parts(sheet(rows_xml(SMALL) + rows_xml(SMALL[2:], first=3))), error="row 3")
save("broken-cells-backwards.xlsx", "cells out of order",
     parts(sheet(rows_xml(SMALL[:1]) + '<row r="2">' + inline("transfer-code", "B2") + inline("alpha-example.com", "A2") + "</row>")), error="A2")
save("broken-cell-twice.xlsx", "a cell twice", parts(sheet(rows_xml(SMALL[:1]) + '<row r="2">' + inline("alpha-example.com", "A2") + inline("beta-example.net", "A2") + "</row>")), error="A2")
save("broken-cell-in-wrong-row.xlsx", "a cell that says another row", parts(sheet(rows_xml(SMALL[:1]) + '<row r="2">' + inline("alpha-example.com", "A7") + "</row>")), error="A7")
for ref, what in (("ZZZZ2", "a column that does not exist"), ("A0", "row nought"), ("2A", "a reference back to front"), ("A1048577", "a row beyond the last")):
    save("broken-ref-%s.xlsx" % ref, what, parts(sheet(rows_xml(SMALL[:1]) + '<row r="2">' + inline("alpha-example.com", ref) + "</row>")), error=ref)
for r in ("2147483647", "1048577", "0", "-3", "two"):
    save("broken-row-%s.xlsx" % r, "a row number out of range", parts(sheet(rows_xml(SMALL[:1]) + '<row r="%s"><c t="inlineStr"><is><t>alpha-example.com</t></is></c></row>' % r)), error=r)
save("hostile-doctype.xlsx", "a DOCTYPE has no place in a workbook", parts(whole.replace("<worksheet", "<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet", 1)), error="DOCTYPE")
lol = '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">' + "".join('<!ENTITY a%d "%s">' % (i, ("&a%s;" % (i - 1 if i else "")) * 10) for i in range(9)) + "]>"
save("hostile-laughs.xlsx", "nested entities", parts(whole.replace("<worksheet", lol + "<worksheet", 1).replace("Li Si", "&a8;")), error="DOCTYPE")
save("hostile-deep.xlsx", "elements nested ten thousand deep", parts(sheet(rows_xml(SMALL), after="<x>" * 10000 + "</x>" * 10000)), error="nest")
save("hostile-blanks.xlsx", "a sheet of 300 MB of blanks in a small file", parts(HEAD + '<worksheet xmlns="%s"><sheetData>' % MAIN + " " * (300 << 20) + rows_xml(SMALL) + "</sheetData></worksheet>"), error="too large")
save("hostile-shared-blanks.xlsx", "one shared string of 300 MB", parts(sheet(sbody), ssst.replace("<t>Domain</t>", "<t>Domain" + " " * (300 << 20) + "</t>")), error="too l")
save("hostile-styles.xlsx", "styles of 300 MB", parts(sheet(sbody), ssst, styles=HEAD + "<styleSheet>" + " " * (300 << 20) + "</styleSheet>"), error="too large")
save("hostile-many-entries.xlsx", "ten thousand entries", dict(parts(sheet(sbody), ssst), **{"x/%d" % i: "" for i in range(10000)}), error="entries")
save("hostile-dotdot.xlsx", "an entry that points outside", dict(parts(sheet(sbody), ssst), **{"../../etc/evil": "x"}), error="..")
lying = bytearray(zipped(parts(whole)))
at = lying.rindex(b"PK\x01\x02", 0, lying.rindex(b"xl/worksheets/sheet1.xml"))
struct.pack_into("<I", lying, at + 24, 10)
save("broken-size-lie.xlsx", "the directory says 10 bytes", bytes(lying), error="sheet1.xml")
crc = bytearray(zipped(parts(whole)))
at = crc.rindex(b"PK\x01\x02", 0, crc.rindex(b"xl/worksheets/sheet1.xml"))
struct.pack_into("<I", crc, at + 16, zlib.crc32(b"something else"))
save("broken-crc.xlsx", "a checksum that does not fit", bytes(crc), error="sheet1.xml")
cut = zipped(parts(whole))
save("broken-zip-cut.xlsx", "a download that stopped", cut[: len(cut) * 2 // 3], error="cut")
nosheet = parts(whole)
del nosheet["xl/worksheets/sheet1.xml"]
save("broken-part-missing.xlsx", "the relation names a part that is not there", nosheet, error="sheet1.xml")
nobook = parts(whole)
del nobook["xl/workbook.xml"]
save("broken-no-workbook.xlsx", "no workbook part", nobook, error="workbook")

# --- something else -----------------------------------------------------------------------------------------------
save("other-zip.xlsx", "a ZIP of something else", {"readme.txt": "hello"}, error="ZIP")
save("other-docx.xlsx", "a Word document", {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}, error="Word")
save("other-numbers.xlsx", "an Apple Numbers file", {"Index/Document.iwa": "x", "Metadata/Properties.plist": "x"}, error="Numbers")
save("other-pdf.xlsx", "a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", error="PDF")
save("other-html.xls", "an HTML page named .xls, as web exports make", b"<html><body><table><tr><td>Domain</td></tr></table></body></html>", error="HTML")
save("other-xml2003.xls", "an XML spreadsheet of 2003", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', error="XML")
save("other-png.xlsx", "a picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", error="picture")
save("other-json.csv", "JSON", b'[{"domain":"alpha-example.com"}]\n', error="JSON")
save("other-gzip.csv", "compressed text", b"\x1f\x8b\x08\x00" + b"\x00" * 20, error="gzip")
save("other-random.bin", "noise", bytes((i * 197 + 31) % 256 for i in range(4096)), error="")
save("other-empty.xlsx", "no bytes at all", b"", error="empty")
save("~$portfolio.xlsx", "the lock file that Excel leaves beside an open workbook", b"\x05admin" + b" " * 50 + b"\x00" * 100, error="~$")
W.save()
