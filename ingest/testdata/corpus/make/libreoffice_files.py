"""The same table as LibreOffice writes it, in every format it knows."""
import os
import shutil
import subprocess
import tempfile

from common import ROWS, Wants, path

W = Wants("libreoffice")
TEXT = ",".join("%d/2" % i for i in range(1, 16))  # every column as text


def convert(source, target, name):
    with tempfile.TemporaryDirectory() as tmp:
        copy = os.path.join(tmp, "Domains." + source.rsplit(".", 1)[1])
        shutil.copy(source, copy)
        subprocess.run(["soffice", "-env:UserInstallation=file://" + tmp + "/profile", "--headless",
                        "--infilter=" + IN.get(source.rsplit(".", 1)[1], ""), "--convert-to", target, "--outdir", tmp + "/out", copy],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        made = os.listdir(tmp + "/out")[0]
        shutil.copy(os.path.join(tmp, "out", made), path(name))


IN = {"csv": "Text - txt - csv (StarCalc):44,34,76,1," + TEXT.replace(",", "/"), "xlsx": "Calc MS Excel 2007 XML"}
base = path("opx-plain.xlsx")
convert(path("csv-utf8.csv"), "xlsx:Calc MS Excel 2007 XML", "lo-from-csv.xlsx")
W.want("lo-from-csv.xlsx", "text opened and saved by LibreOffice", records=ROWS, valid=4)
convert(base, "xlsx:Calc MS Excel 2007 XML", "lo-saved.xlsx")
W.want("lo-saved.xlsx", "a workbook saved again by LibreOffice", records=ROWS, valid=4)
convert(path("opx-dates.xlsx"), "xlsx:Calc MS Excel 2007 XML", "lo-dates.xlsx")
W.want("lo-dates.xlsx", "dates saved again by LibreOffice",
       records=[["alpha-example.com", "transfer-code", "2026-11-05"], ["beta-example.net", "transfer-code", "05/11/2026"],
                ["gamma-example.org", "transfer-code", "2026-11-05 13:30"]], valid=3)
convert(path("opx-merged-down.xlsx"), "xlsx:Calc MS Excel 2007 XML", "lo-merged.xlsx")
W.want("lo-merged.xlsx", "merged cells saved again by LibreOffice", records=ROWS, valid=4)
convert(path("opx-formula-no-cache.xlsx"), "xlsx:Calc MS Excel 2007 XML", "lo-formula.xlsx")
W.want("lo-formula.xlsx", "a formula that LibreOffice calculated",
       records=ROWS, valid=4)
convert(base, "csv:Text - txt - csv (StarCalc):44,34,76", "lo-utf8.csv")
W.want("lo-utf8.csv", "text as LibreOffice writes it", records=ROWS, valid=4)
convert(base, "csv:Text - txt - csv (StarCalc):59,34,76", "lo-semicolon.csv")
W.want("lo-semicolon.csv", "text with semicolons", records=ROWS, valid=4)
for ext, what in (("xls", ".xls"), ("ods", "OpenDocument"), ("fods", "OpenDocument"), ("pdf", "PDF"), ("html", "HTML")):
    convert(base, ext, "lo-other." + ext)
    W.want("lo-other." + ext, "a file of another kind is named for what it is", error=what)
W.save()
