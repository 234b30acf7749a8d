#!/usr/bin/python3
"""Makes the corpus anew: ./make.py [DIR-THAT-HOLDS-NODE_MODULES/exceljs]

Needs openpyxl (Debian: python3-openpyxl), LibreOffice (libreoffice-calc), node
with exceljs, and Go for the excelize part. The outputs are kept in ../files, so
that the tests need none of these.
"""
import glob
import json
import os
import subprocess
import sys

from common import HERE, PARTS, TABLE

os.makedirs(PARTS, exist_ok=True)
with open(os.path.join(PARTS, "table.json"), "w", encoding="utf-8") as f:
    json.dump(TABLE, f, ensure_ascii=False)

env = dict(os.environ)
if len(sys.argv) > 1:
    env["EXCELJS"] = sys.argv[1]
for step in ([sys.executable, "openpyxl_files.py"], [sys.executable, "csv_files.py"], [sys.executable, "handmade_files.py"],
             ["node", "exceljs_files.mjs"], ["go", "run", "./excelize"], [sys.executable, "libreoffice_files.py"]):
    print(" ".join(step))
    subprocess.run(step, cwd=HERE, env=env, check=True)

manifest = []
for part in sorted(glob.glob(os.path.join(PARTS, "*.json"))):
    if os.path.basename(part) == "table.json":
        continue
    with open(part, encoding="utf-8") as f:
        manifest += json.load(f)
with open(os.path.join(os.path.dirname(HERE), "manifest.json"), "w", encoding="utf-8") as f:
    f.write("[\n" + ",\n".join(json.dumps(e, ensure_ascii=False) for e in manifest) + "\n]\n")
print(len(manifest), "expectations,", len({e["file"] for e in manifest}), "files")
