// A workbook with most of what exceljs can put into one: node exceljs_book.mjs OUT PICTURE
// EXCELJS names the folder that holds node_modules/exceljs.
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.env.EXCELJS, 'x.js'));
const ExcelJS = require('exceljs');
const [out, picture] = process.argv.slice(2);
const wb = new ExcelJS.Workbook();
wb.creator = 'Zhao Liu';
const ws = wb.addWorksheet('域名 & more', { views: [{ state: 'frozen', xSplit: 1, ySplit: 2 }], properties: { tabColor: { argb: 'FF00AA00' } } });
ws.addRow(['Portfolio', null, null, null]);
ws.addTable({
  name: 'Portfolio', ref: 'A2', headerRow: true, totalsRow: true, style: { theme: 'TableStyleMedium4', showRowStripes: true },
  columns: [{ name: '域名', filterButton: true }, { name: '操作' }, { name: 'Cost', totalsRowFunction: 'sum' }, { name: 'Remark', totalsRowLabel: 'all' }],
  rows: Array.from({ length: 20 }, (_, i) => [`例子-${i}.cn`, i % 5 === 4 ? 'skip' : 'transfer-code', i * 1.5, `第 ${i} 行`]),
});
ws.getCell('A4').note = { texts: [{ font: { bold: true }, text: 'rich ' }, { text: 'note' }] };
ws.getCell('D5').value = { richText: [{ font: { color: { argb: 'FFFF0000' } }, text: 'red' }, { text: ' and plain' }] };
ws.getCell('D6').value = { text: 'link', hyperlink: 'https://example.com/?a=1&b=2' };
ws.getCell('B3').dataValidation = { type: 'list', formulae: ['"transfer-code,skip"'] };
ws.addConditionalFormatting({ ref: 'C3:C22', rules: [{ type: 'dataBar', cfvo: [{ type: 'min' }, { type: 'max' }], color: { argb: 'FF638EC6' } }] });
ws.addConditionalFormatting({ ref: 'A3:A22', rules: [{ type: 'expression', formulae: ['MOD(ROW(),2)=0'], style: { fill: { type: 'pattern', pattern: 'solid', bgColor: { argb: 'FFEEEEEE' } } } }] });
ws.columns.forEach((c, i) => { c.width = [30, 16, 10, 44][i] ?? 10; });
ws.addImage(wb.addImage({ filename: picture, extension: 'png' }), 'G2:H6');
const other = wb.addWorksheet('Legend', { state: 'visible' });
other.addRow(['this sheet is the person’s own']);
await other.protect('secret', { formatCells: true });
wb.definedNames.add("'域名 & more'!$A$3:$A$22", 'Names');
await wb.xlsx.writeFile(out);
