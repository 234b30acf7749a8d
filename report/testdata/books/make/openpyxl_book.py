"""A workbook with most of what openpyxl can put into one: ./openpyxl_book.py OUT PICTURE"""
import sys

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo

out, picture = sys.argv[1:]
wb = Workbook()
ws = wb.active
ws.title = "Domains"
thin = Side(style="thin", color="999999")
ws["A1"] = "Domains to move"
ws["A1"].font = Font(name="Georgia", size=16, bold=True, color="7A1F1F")
ws.merge_cells("A1:E1")
for i, head in enumerate(["Domain", "Operation", "Contact Type", "Email", "Note"], 1):
    c = ws.cell(3, i, head)
    c.font, c.fill = Font(name="Georgia", bold=True, color="FFFFFF"), PatternFill("solid", fgColor="7A1F1F")
for n in range(30):
    row = 4 + n
    for i, v in enumerate(["shop-%02d.example" % n, "transfer-code", None, "owner@example.com", "=CONCATENATE(A%d,\" !\")" % row], 1):
        c = ws.cell(row, i, v)
        c.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        c.font = Font(name="Georgia", size=10)
        c.alignment = Alignment(vertical="center")
        c.protection = Protection(locked=i != 5)
        if n % 2:
            c.fill = PatternFill("solid", fgColor="F6EAEA")
ws["A5"].comment = Comment("ask Li Wei first", "Wang Fang")
ws["A6"].hyperlink = "https://example.com/"
ws.freeze_panes = "B4"
ws.column_dimensions["A"].width = 32
ws.column_dimensions["C"].hidden = True
ws.row_dimensions[9].hidden = True
ws.row_dimensions.group(20, 25, outline_level=1, hidden=True)
dv = DataValidation(type="list", formula1='"transfer-code,skip"', allow_blank=True)
dv.add("B4:B33")
ws.add_data_validation(dv)
ws.conditional_formatting.add("A4:A33", CellIsRule(operator="equal", formula=['"shop-07.example"'], fill=PatternFill("solid", bgColor="FFFF00")))
ws.auto_filter.ref = "A3:E33"
ws.auto_filter.add_filter_column(1, ["transfer-code"])
ws.print_title_rows = "3:3"
ws.print_area = "A1:E33"
ws.oddFooter.center.text = "Page &P of &N"
ws.page_setup.orientation = "landscape"
ws.add_image(Image(picture), "H2")
ws.protection.sheet = True
ws.protection.password = "secret"

costs = wb.create_sheet("Costs")
costs.append(["Team", "Domains", "Cost"])
for i, t in enumerate(["Web", "Shop", "Press"]):
    costs.append([t, "=COUNTIF(Domains!A4:A33,\"shop-%d*\")" % i, 10.5 * (i + 1)])
costs.add_table(Table(displayName="Costs", ref="A1:C4", tableStyleInfo=TableStyleInfo(name="TableStyleMedium9", showRowStripes=True)))
costs.conditional_formatting.add("C2:C4", ColorScaleRule(start_type="min", start_color="FFFFFF", end_type="max", end_color="FF0000"))
chart = BarChart()
chart.add_data(Reference(costs, min_col=3, min_row=1, max_row=4), titles_from_data=True)
chart.set_categories(Reference(costs, min_col=1, min_row=2, max_row=4))
costs.add_chart(chart, "E2")
hidden = wb.create_sheet("Lists")
hidden.sheet_state = "veryHidden"
hidden["A1"] = "transfer-code"
name = DefinedName("Owners", attr_text="Domains!$D$4:$D$33")
wb.defined_names.append(name) if hasattr(wb.defined_names, "append") else wb.defined_names.add(name)
wb.properties.creator = "Wang Fang"
wb.save(out)
