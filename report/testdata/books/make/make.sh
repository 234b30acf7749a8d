#!/bin/sh
# Makes the workbooks in .. anew. Needs python3 with openpyxl, Pillow, node with exceljs
# (EXCELJS names the folder that holds node_modules), Go, and LibreOffice. The
# workbooks are kept, so that the tests need none of these.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
${PYTHON:-python3} - "$work/picture.png" <<'PNG'
import struct, sys, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
rows = b"".join(b"\0" + bytes([31, 58, 95]) * 24 for _ in range(24))
open(sys.argv[1], "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 24, 24, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
PNG
${PYTHON:-python3} openpyxl_book.py "$PWD/../openpyxl.xlsx" "$work/picture.png"
node exceljs_book.mjs "$PWD/../exceljs.xlsx" "$work/picture.png"
go run ./excelize "$PWD/../excelize.xlsm" "$work/picture.png"
# LibreOffice opens what openpyxl made and saves it in its own words.
cp ../openpyxl.xlsx "$work/libreoffice.xlsx"
soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to 'xlsx:Calc MS Excel 2007 XML' --outdir "$work/out" "$work/libreoffice.xlsx" >/dev/null
cp "$work/out/libreoffice.xlsx" ..
