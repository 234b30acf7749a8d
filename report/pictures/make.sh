#!/usr/bin/env bash
# Makes the pictures in samples/pictures from what a rehearsal of the sample
# really writes. Needs LibreOffice (soffice), poppler (pdftoppm, pdftotext,
# pdfinfo), Chromium and ImageMagick (convert).
#
#	report/pictures/make.sh          from anywhere in the repository
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for tool in go soffice pdftoppm pdftotext pdfinfo chromium convert; do
  command -v "$tool" >/dev/null || { echo "missing: $tool" >&2; exit 1; }
done

(cd "$root" && go build -o "$work/domainbatch" ./cmd/domainbatch)
cp "$root/samples/portfolio.xlsx" "$work/"
cd "$work"
export HOME=$work TZ=UTC LANG=C.UTF-8
code=0
./domainbatch apply --sandbox portfolio.xlsx >/dev/null 2>&1 || code=$?
[ "$code" = 4 ] || { echo "apply ended with $code, not 4" >&2; exit 1; }
./domainbatch report --lang en -o page.html 2>/dev/null

# small makes a picture small enough for a page: no margins, few colours.
small() { convert "$1" -trim -bordercolor white -border 14 +dither -colors "$3" -define png:compression-level=9 "png8:$2"; }

soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf portfolio.results.xlsx >/dev/null 2>&1
pages=$(pdfinfo portfolio.results.pdf | sed -n 's/^Pages: *//p')
for page in $(seq "$pages"); do
  if [[ $(pdftotext -f "$page" -l "$page" portfolio.results.pdf -) == "Results of"* ]]; then
    pdftoppm -r 110 -f "$page" -l "$page" -singlefile -png portfolio.results.pdf summary
  fi
done
small summary.png "$root/samples/pictures/summary.png" 128

chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/browser" --window-size=1360,2120 \
  --screenshot="$work/page.png" "file://$work/page.html#result=FAILED,HELD" >/dev/null 2>&1
small page.png "$root/samples/pictures/page.png" 128
ls -l "$root"/samples/pictures/*.png
