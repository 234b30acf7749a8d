"""Workbooks as openpyxl writes them."""
import datetime

import openpyxl
from openpyxl.comments import Comment
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo

from common import HEADER, ROWS, TABLE, Wants, path

W = Wants("openpyxl")


def book(rows=TABLE, top=1, left=1, title="Domains"):
    wb = openpyxl.Workbook()
    ws = wb.active
    ws.title = title
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if value != "":
                c = ws.cell(row=top + i, column=left + j, value=value)
                if isinstance(value, str):
                    c.number_format = "@"
                    c.data_type = "s"
    return wb, ws


def save(wb, name, why, **kw):
    wb.save(path(name))
    W.want(name, why, **kw)


wb, ws = book()
save(wb, "opx-plain.xlsx", "the plain table", records=ROWS, valid=4)

wb, ws = book(title="Portfolio 2026")
save(wb, "opx-only-sheet.xlsx", "the only sheet, under another name", records=ROWS, valid=4)

wb, ws = book(top=4)
ws["A1"] = "Domain portfolio of Example Trading"
ws["A1"].font = Font(size=18, bold=True)
ws.merge_cells("A1:O1")
ws["A2"] = "printed 2026-11-01"
save(wb, "opx-title-rows.xlsx", "a merged title and a date line above the header", records=ROWS, valid=4)

wb, ws = book(top=18)
ws["A1"] = "Report"
save(wb, "opx-header-row-18.xlsx", "the header stands as low as row 18", records=ROWS, valid=4)

wb, ws = book(left=3)
save(wb, "opx-from-column-c.xlsx", "two empty columns at the left", records=[["", ""] + r for r in ROWS], valid=4)

wb, ws = book()
other = wb.create_sheet("Notes", 0)
other["A1"] = "Things to remember"
wb.create_sheet("Empty")
save(wb, "opx-domains-sheet-second.xlsx", "the sheet Domains is not the first", records=ROWS, valid=4)

wb, ws = book(title="Data")
other = wb.create_sheet("Prices", 0)
other.append(["Item", "Price"])
other.append(["Renewal", 12])
save(wb, "opx-only-one-with-header.xlsx", "two sheets, one has a header that fits", records=ROWS, valid=4)

wb, ws = book(title="A")
wb2 = wb.copy_worksheet(ws)
wb2.title = "B"
save(wb, "opx-two-candidates.xlsx", "two sheets fit and none is named Domains: a choice is asked for", error="--sheet")
W.want("opx-two-candidates.xlsx", "the choice by option", records=ROWS, valid=4, sheet="B")
W.want("opx-two-candidates.xlsx", "a sheet that is not there", error="Nope", sheet="Nope")

wb, ws = book()
ws.row_dimensions[3].hidden = True
save(wb, "opx-hidden-row.xlsx", "a hidden row is a row", records=ROWS, valid=4)

wb, ws = book()
ws.column_dimensions["E"].hidden = True
save(wb, "opx-hidden-column.xlsx", "a hidden column is a column", records=ROWS, valid=4)

wb, ws = book()
ws.auto_filter.ref = "A1:O5"
ws.auto_filter.add_filter_column(1, ["update-contact"])
ws.row_dimensions[4].hidden = True
save(wb, "opx-filtered.xlsx", "rows a filter hides are rows", records=ROWS, valid=4)

wb, ws = book()
hid = wb.copy_worksheet(ws)
hid.title = "Old"
hid.sheet_state = "hidden"
vh = wb.copy_worksheet(ws)
vh.title = "Older"
vh.sheet_state = "veryHidden"
save(wb, "opx-hidden-sheets.xlsx", "hidden sheets are not candidates", records=ROWS, valid=4)

wb, ws = book()
for r, fmt in ((2, "000000"), (3, "000000")):
    c = ws.cell(row=r, column=11)
    c.value = int(ROWS[r - 2][10])
    c.number_format = fmt
save(wb, "opx-postal-number-padded.xlsx", "a postal code kept as a number with format 000000 reads as it looks", records=ROWS, valid=4)

wb, ws = book()
ws.cell(row=3, column=11).value = 10010
ws.cell(row=3, column=11).number_format = "General"
lost = [list(r) for r in ROWS]
lost[1][10] = "10010"
save(wb, "opx-postal-zero-lost.xlsx", "the zero that Excel ate is noticed", records=lost, problems={"3:postal_code": "zero"})

wb, ws = book()
for r in (2, 5):
    c = ws.cell(row=r, column=14)
    c.value = int(ROWS[r - 2][13])
    c.number_format = "General"
save(wb, "opx-phone-number.xlsx", "a phone kept as a number reads as its digits", records=ROWS, valid=4)

wb, ws = book()
for r in (2, 5):
    c = ws.cell(row=r, column=14)
    c.value = int(ROWS[r - 2][13])
    c.number_format = "0.00E+00"
save(wb, "opx-phone-scientific-format.xlsx", "a phone shown as 1.38E+10 still holds its digits", records=ROWS, valid=4)

wb, ws = book()
ws.cell(row=2, column=14).value = "1.38E+10"
bad = [list(r) for r in ROWS]
bad[0][13] = "1.38E+10"
save(wb, "opx-phone-scientific-text.xlsx", "digits that were lost for good", records=bad, problems={"2:telephone": "1.38E+10"}, valid=3)

wb, ws = book()
for r in (2, 3, 5):
    for col in (4, 13):
        c = ws.cell(row=r, column=col)
        c.value = int(ROWS[r - 2][col - 1])
        c.number_format = "General"
save(wb, "opx-small-numbers.xlsx", "whole numbers read without a decimal point", records=ROWS, valid=4)

wb, ws = book([HEADER[:3] + ["Profile Id", "Transfer Lock"],
               ["alpha-example.com", "update-profile", "registrant", 1000001, True],
               ["beta-example.net", "update-profile", "registrant", 1000002.0, False]])
save(wb, "opx-bool-and-ids.xlsx", "booleans and ids",
     records=[["alpha-example.com", "update-profile", "registrant", "1000001", "TRUE"],
              ["beta-example.net", "update-profile", "registrant", "1000002", "FALSE"]], valid=2)

wb, ws = book([["Domain", "Action", "Renewal"], ["alpha-example.com", "transfer-code", None], ["beta-example.net", "transfer-code", None],
               ["gamma-example.org", "transfer-code", None]])
for r, (v, f) in enumerate(((datetime.date(2026, 11, 5), "yyyy-mm-dd"), (datetime.date(2026, 11, 5), "dd/mm/yyyy"),
                            (datetime.datetime(2026, 11, 5, 13, 30), "yyyy-mm-dd hh:mm")), start=2):
    ws.cell(row=r, column=3, value=v).number_format = f
save(wb, "opx-dates.xlsx", "dates by their format",
     records=[["alpha-example.com", "transfer-code", "2026-11-05"], ["beta-example.net", "transfer-code", "05/11/2026"],
              ["gamma-example.org", "transfer-code", "2026-11-05 13:30"]], valid=3)

wb, ws = book([["Domain", "Action", "Renewal"], ["alpha-example.com", "transfer-code", None]])
wb.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
ws.cell(row=2, column=3, value=datetime.date(2026, 11, 5)).number_format = "yyyy-mm-dd"
save(wb, "opx-date1904.xlsx", "the 1904 calendar", records=[["alpha-example.com", "transfer-code", "2026-11-05"]], valid=1)

wb, ws = book([["Domain", "Action", "Discount"], ["alpha-example.com", "transfer-code", 0.125], ["beta-example.net", "transfer-code", 0.5]])
ws["C2"].number_format = "0.0%"
ws["C3"].number_format = "0%"
save(wb, "opx-percent.xlsx", "percents by their format",
     records=[["alpha-example.com", "transfer-code", "12.5%"], ["beta-example.net", "transfer-code", "50%"]], valid=2)

wb, ws = book()
ws["L2"] = "#N/A"
ws["L2"].data_type = "e"
bad = [list(r) for r in ROWS]
bad[0][11] = "#N/A"
save(wb, "opx-error-cell.xlsx", "an error cell is a problem, not a value", records=bad, problems={"2:email": "#N/A"}, valid=3)

wb, ws = book()
ws["A2"] = '="alpha-example"&".com"'
save(wb, "opx-formula-no-cache.xlsx", "a formula that was never calculated has no value to read", problems={"2:domain": "formula"}, valid=3)

wb, ws = book()
for r in range(2, 6):
    ws.cell(row=r, column=1).hyperlink = "http://" + ROWS[r - 2][0] + "/"
    if ROWS[r - 2][11]:  # openpyxl writes the address of a link into an empty cell
        ws.cell(row=r, column=12).hyperlink = "mailto:x@example.com"
save(wb, "opx-hyperlinks.xlsx", "of a link the text counts", records=ROWS, valid=4)

wb, ws = book()
ws["A2"].comment = Comment("who owns this?", "me")
dv = DataValidation(type="list", formula1='"update-contact,transfer-code"')
ws.add_data_validation(dv)
dv.add("B2:B100")
ws.conditional_formatting.add("G2:G9", CellIsRule(operator="equal", formula=['"CN"'], fill=PatternFill("solid", bgColor="00FF00")))
ws.freeze_panes = "B2"
save(wb, "opx-comment-validation-format.xlsx", "comments, dropdowns and conditional formats do not matter", records=ROWS, valid=4)

wb, ws = book()
ws.add_table(Table(displayName="T1", ref="A1:O5", tableStyleInfo=TableStyleInfo(name="TableStyleMedium9", showRowStripes=True)))
save(wb, "opx-table.xlsx", "the rows are an Excel table", records=ROWS, valid=4)

wb, ws = book()
ws.add_table(Table(displayName="T1", ref="A1:O5"))
ws["R1"], ws["S1"], ws["R2"], ws["S2"] = "Code", "Meaning", "x", "y"
ws.add_table(Table(displayName="T2", ref="R1:S2"))
save(wb, "opx-two-tables.xlsx", "a second table beside the rows",
     records=[ROWS[0] + ["", "", "x", "y"]] + ROWS[1:], remarks=["Meaning"], valid=4)

def totals(name, ref):
    """A table whose last row holds totals."""
    t = Table(displayName=name, ref=ref, totalsRowCount=1)
    t._initialise_columns()
    return t


wb, ws = book()
ws["A6"], ws["O6"] = "Total", "4"
ws.add_table(totals("Portfolio", "A1:O6"))
save(wb, "opx-table-totals.xlsx", "the totals below a table are no row", records=ROWS, remarks=["Portfolio (row 6)"], valid=4)

wb, ws = book()
ws.add_table(Table(displayName="Portfolio", ref="A1:O5"))
for at, value in {"R1": "Code", "S1": "Meaning", "R2": "x", "S2": "y", "R3": "Total", "S3": "1"}.items():
    ws[at] = value
ws.add_table(totals("Codes", "R1:S3"))
save(wb, "opx-two-tables-totals.xlsx", "totals of a table beside a row leave the row alone",
     records=[ROWS[0] + ["", "", "x", "y"]] + ROWS[1:], remarks=["Codes (row 3)"], valid=4)

wb, ws = book(top=30)
for n in range(1, 26):
    ws.cell(row=n, column=1, value="domain")
    ws.cell(row=n, column=2, value="action")
    ws.cell(row=n, column=3, value="what these words mean")
ws.add_table(Table(displayName="Portfolio", ref="A30:O34"))
save(wb, "opx-table-far-down.xlsx", "a table says where its header is, be it below words that read like one", records=ROWS, valid=4)

wb, ws = book()
for n in (3, 4):
    ws.row_dimensions[n].hidden = True
ws["A6"] = "Total"
t = totals("Portfolio", "A1:O6")
t.autoFilter.ref = "A1:O5"
ws.add_table(t)
ws.row_dimensions[6].hidden = False
save(wb, "opx-table-filtered.xlsx", "rows that the filter of a table hides are rows, its totals are none", records=ROWS,
     remarks=["rows that are hidden or filtered out: 2", "Portfolio (row 6)"], valid=4)

wb, ws = book()
ws.merge_cells("F2:F3")
save(wb, "opx-merged-down.xlsx", "a value merged over two rows belongs to both", records=ROWS, valid=4)

wb, ws = book([["Where", "", "", "Who", "", ""], ["Domain", "Action", "Contact Type", "Profile Id", "Note", "Note 2"],
               ["alpha-example.com", "update-profile", "tech", "1000001", "a", "b"]])
ws.merge_cells("A1:C1")
ws.merge_cells("D1:F1")
save(wb, "opx-group-header.xlsx", "a row of merged group titles above the header",
     records=[["alpha-example.com", "update-profile", "tech", "1000001", "a", "b"]], valid=1)

wb, ws = book()
ws["J2"] = "1 Wen San Lu\nFloor 3"
ws["J2"].alignment = Alignment(wrap_text=True)
two = [list(r) for r in ROWS]
two[0][9] = "1 Wen San Lu\nFloor 3"
save(wb, "opx-newline-in-cell.xlsx", "a line break inside an address cannot be sent", records=two, problems={"2:address": "line break"}, valid=3)

wb, ws = book()
ws["A2"] = "  ALPHA-Example.COM. "
ws["L2"] = " owner@example.com\u00a0"
blank = [list(r) for r in ROWS]
blank[0][0], blank[0][11] = "  ALPHA-Example.COM. ", " owner@example.com\u00a0"
save(wb, "opx-blanks-around.xlsx", "blanks round values, upper case and a last dot in a domain", records=blank, valid=4)

wb, ws = book()
ws["O2"] = "x" * 32767
long = [list(r) for r in ROWS]
long[0][14] = "x" * 32767
save(wb, "opx-longest-cell.xlsx", "the longest text a cell can hold", records=long, valid=4)

wb, ws = book()
cs = wb.create_chartsheet("Chart", 0)
chart = BarChart()
chart.add_data(Reference(ws, min_col=4, min_row=1, max_row=5), titles_from_data=True)
cs.add_chart(chart)
save(wb, "opx-chartsheet-first.xlsx", "a chart sheet is no sheet of rows", records=ROWS, valid=4)

wb, ws = book()
ws.protection.sheet = True
ws.protection.password = "secret"
wb.security = WorkbookProtection(workbookPassword="secret", lockStructure=True)
save(wb, "opx-protected.xlsx", "protection against editing does not hinder reading", records=ROWS, valid=4)

wb, ws = book([])
save(wb, "opx-empty.xlsx", "an empty sheet", error="empty")
wb, ws = book([HEADER])
save(wb, "opx-header-only.xlsx", "a header and no rows", records=[], valid=0)
wb, ws = book(ROWS)
save(wb, "opx-no-header.xlsx", "rows without a header", error="header")
wb, ws = book([r[1:] for r in TABLE])
save(wb, "opx-no-domain-column.xlsx", "no column says which domain", error="domain")
wb, ws = book([["Domain", "Action", "Domain Name"], ["alpha-example.com", "transfer-code", "beta-example.net"]])
save(wb, "opx-two-domain-columns.xlsx", "two headers for one field", error="C1")

wb, ws = book()
ws.insert_rows(3, amount=3)
save(wb, "opx-blank-rows-between.xlsx", "blank rows between are nothing", records=ROWS, valid=4)
wb, ws = book()
for r in range(6, 506):
    ws.cell(row=r, column=1).fill = PatternFill("solid", fgColor="FFFF00")
save(wb, "opx-formatted-blank-tail.xlsx", "coloured empty rows at the end are nothing", records=ROWS, valid=4)

zh = ["域名", "操作", "联系人类型", "类型", "联系人", "单位", "国家", "省份", "城市", "地址", "邮编", "邮箱", "区号", "电话", "备注"]
wb, ws = book([zh] + ROWS)
save(wb, "opx-chinese-header.xlsx", "Chinese headers", records=ROWS, valid=4)
api = ["DomainName", "Operation", "ContactType", "RegistrantType", "RegistrantName", "RegistrantOrganization", "Country", "Province",
       "City", "Address", "PostalCode", "Email", "TelArea", "Telephone", "Note"]
wb, ws = book([api] + ROWS)
save(wb, "opx-api-header.xlsx", "headers as the API spells them", records=ROWS, valid=4)
odd = ["ｄｏｍａｉｎ", "ACTION", "contact-type", "registrant_type", "Registrant Name", "Company", "Country Code", "State", "Town",
       "Street", "ZIP", "E-Mail", "Country Calling Code", "Phone", "Remarks"]
wb, ws = book([odd] + ROWS)
save(wb, "opx-odd-header.xlsx", "full-width letters, other cases and everyday words", records=ROWS, valid=4)
wb, ws = book([["Domain", "Acton", "Kontact"], ["alpha-example.com", "transfer-code", "x"]])
save(wb, "opx-mistyped-header.xlsx", "a mistyped header is named, with what was meant",
     records=[["alpha-example.com", "transfer-code", "x"]], remarks=["Acton"])

wide = HEADER + ["x%d" % i for i in range(200)]
wb, ws = book([wide] + [r + ["v%d" % i for i in range(200)] for r in ROWS])
save(wb, "opx-wide.xlsx", "two hundred more columns", records=[r + ["v%d" % i for i in range(200)] for r in ROWS], valid=4)

stream = openpyxl.Workbook(write_only=True)
ws = stream.create_sheet("Domains")
for r in TABLE:
    ws.append([v if v != "" else None for v in r])
save(stream, "opx-write-only.xlsx", "as the write-only mode writes", records=ROWS, valid=4)

wb, ws = book()
for c in ws[2]:
    c.quotePrefix = True
save(wb, "opx-quote-prefix.xlsx", "text typed with a leading apostrophe", records=ROWS, valid=4)

wb, ws = book([["Domain", "Action"], ["https://www.alpha-example.com/path", "transfer-code"], ["owner@beta-example.net", "transfer-code"],
               ["gamma-example", "transfer-code"], ["de lta.com", "transfer-code"], ["xn--fsqu00a.com", "transfer-code"]])
save(wb, "opx-not-domains.xlsx", "a URL, an address, a word and a blank inside; punycode is understood",
     problems={"2:domain": "alpha-example.com", "3:domain": "beta-example.net", "4:domain": "domain", "5:domain": "domain"}, valid=1)

wb, ws = book([["Domain", "Action", "Contact Type", "contact_ref"], ["alpha-example.com", "update-contact", "all", "HQ"],
               ["beta-example.net", "update-contact", "admin;tech", "HQX"]])
cs = wb.create_sheet("Contacts")
cs.append(["Ref"] + HEADER[3:14])
cs.append(["HQ"] + ROWS[0][3:14])
save(wb, "opx-contacts-sheet.xlsx", "named contacts on a sheet of their own",
     records=[["alpha-example.com", "update-contact", "all", "HQ"], ["beta-example.net", "update-contact", "admin;tech", "HQX"]],
     problems={"3:contact_ref": "HQ"}, valid=1)

wb, ws = book()
for j in range(15):
    ws.column_dimensions[get_column_letter(j + 1)].width = 4
save(wb, "opx-narrow-columns.xlsx", "columns too narrow to show the value", records=ROWS, valid=4)

W.save()
