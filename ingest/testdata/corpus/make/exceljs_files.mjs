// Workbooks as exceljs writes them, streamed and whole. Needs: npm install exceljs
// (anywhere; NODE_PATH or EXCELJS names the folder that holds node_modules).
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const require = createRequire(path.join(process.env.EXCELJS ?? here, 'x.js'));
const ExcelJS = require('exceljs');
const files = path.join(here, '..', 'files');
const parts = path.join(here, '.parts');
fs.mkdirSync(files, { recursive: true });
fs.mkdirSync(parts, { recursive: true });

const shared = JSON.parse(fs.readFileSync(path.join(parts, 'table.json'), 'utf8'));
const HEADER = shared[0];
const ROWS = shared.slice(1);
const wants = [];
const want = (file, why, more) => wants.push({ file, maker: 'exceljs', why, ...more });
const good = { records: ROWS, valid: 4 };
const cells = (row) => row.map((v) => (v === '' ? null : v));

function book(rows = shared, name = 'Domains', options = {}) {
  const wb = new ExcelJS.Workbook();
  const ws = wb.addWorksheet(name, options);
  for (const r of rows) ws.addRow(cells(r));
  return [wb, ws];
}
async function save(wb, file, why, more) {
  await wb.xlsx.writeFile(path.join(files, file));
  want(file, why, more);
}

{
  const [wb] = book();
  await save(wb, 'ejs-plain.xlsx', 'the plain table', good);
}
{
  const [wb, ws] = book();
  ws.getCell('J2').value = { richText: [{ text: '1 Wen ' }, { font: { bold: true }, text: 'San' }, { text: ' Lu' }] };
  await save(wb, 'ejs-rich-text.xlsx', 'rich text is its text', good);
}
{
  const [wb, ws] = book();
  ws.getCell('A2').value = { text: 'alpha-example.com', hyperlink: 'https://elsewhere.example/' };
  await save(wb, 'ejs-hyperlink.xlsx', 'of a link the text counts', good);
}
{
  const [wb, ws] = book();
  ws.getCell('A2').value = { formula: 'LOWER("ALPHA-EXAMPLE.COM")', result: 'alpha-example.com' };
  ws.getCell('K2').value = { formula: '310000+24', result: 310024 };
  await save(wb, 'ejs-formula-cached.xlsx', 'a formula by its cached value, text and number', good);
}
{
  const [wb, ws] = book();
  ws.getCell('L2').value = { formula: 'VLOOKUP(1,A1:B2,2)', result: { error: '#N/A' } };
  await save(wb, 'ejs-formula-error.xlsx', 'a formula whose value is an error', { problems: { '2:email': '#N/A' }, valid: 3 });
}
{
  const [wb, ws] = book([['Domain', 'Action', 'Contact Type', 'Profile Id', 'Transfer Lock'], ['alpha-example.com', 'update-profile', 'registrant', 1000001, true]]);
  ws.getCell('E2').value = { formula: 'TRUE()', result: true };
  await save(wb, 'ejs-formula-boolean.xlsx', 'a formula whose value is a boolean', { records: [['alpha-example.com', 'update-profile', 'registrant', '1000001', 'TRUE']], valid: 1 });
}
{
  const [wb, ws] = book([['Domain', 'Action', 'Renewal'], ['alpha-example.com', 'transfer-code', null]]);
  ws.getCell('C2').value = new Date(Date.UTC(2026, 10, 5));
  ws.getCell('C2').numFmt = 'yyyy-mm-dd';
  wb.properties.date1904 = true;
  await save(wb, 'ejs-date1904.xlsx', 'the 1904 calendar', { records: [['alpha-example.com', 'transfer-code', '2026-11-05']], valid: 1 });
}
{
  const [wb, ws] = book([HEADER]);
  void ws;
  wb.removeWorksheet(1);
  const t = wb.addWorksheet('Domains');
  t.addTable({ name: 'Portfolio', ref: 'B3', headerRow: true, columns: HEADER.map((name) => ({ name, filterButton: true })), rows: ROWS.map(cells) });
  const totals = HEADER.map((name, i) => (i === 0 ? { name, totalsRowLabel: 'Totals' } : { name, totalsRowFunction: i === 13 ? 'count' : 'none' }));
  const [summed] = book([HEADER]);
  summed.removeWorksheet(1);
  summed.addWorksheet('Domains').addTable({ name: 'Portfolio', ref: 'B3', headerRow: true, totalsRow: true, columns: totals, rows: ROWS.map(cells) });
  await save(summed, 'ejs-table-totals.xlsx', 'the totals row of a table, with a formula', {
    records: ROWS.map((r) => ['', ...r]), remarks: ['Portfolio (row 8)'], valid: 4,
  });
  await save(wb, 'ejs-table-at-b3.xlsx', 'a table that begins at B3', { records: ROWS.map((r) => ['', ...r]), valid: 4 });
}
{
  const [wb, ws] = book();
  ws.views = [{ state: 'frozen', xSplit: 1, ySplit: 1 }];
  ws.autoFilter = 'A1:O5';
  ws.getRow(3).outlineLevel = 1;
  ws.getRow(3).hidden = true;
  await save(wb, 'ejs-outline-collapsed.xlsx', 'a collapsed outline hides rows that are rows', good);
}
{
  const [wb, ws] = book();
  ws.mergeCells('F2:F3');
  await save(wb, 'ejs-merged-down.xlsx', 'a value merged over two rows belongs to both', good);
}
{
  const [wb] = book(shared, '域名 & <Domains>');
  await save(wb, 'ejs-awkward-sheet-name.xlsx', 'a sheet name with signs that XML must escape', good);
}
{
  const rows = [...shared, ...ROWS.map((r) => [r[0].replace('.', '-2.'), ...r.slice(1, 14), 'a & b < c > d \u{1F600} \u0007 _x0041_'.replace('\u0007', '')])];
  const [wb] = book(rows);
  await save(wb, 'ejs-xml-signs.xlsx', 'signs that XML must escape, an emoji, and an escape that exceljs leaves as one', { records: rows.slice(1).map((r) => r.map((v) => v.replace('_x0041_', 'A'))), valid: 8 });
}
for (const useSharedStrings of [true, false]) {
  const file = useSharedStrings ? 'ejs-stream-shared.xlsx' : 'ejs-stream-inline.xlsx';
  const wb = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path.join(files, file), useSharedStrings, useStyles: !useSharedStrings });
  const ws = wb.addWorksheet('Domains');
  for (const r of shared) ws.addRow(cells(r)).commit();
  await ws.commit();
  await wb.commit();
  want(file, useSharedStrings ? 'streamed, shared strings' : 'streamed, strings in the cells', good);
}
{
  const [wb, ws] = book();
  ws.getCell('A2').dataValidation = { type: 'list', formulae: ['"a,b"'] };
  ws.getCell('B3').note = 'remember';
  ws.getColumn(5).hidden = true;
  const id = wb.addImage({ buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'), extension: 'png' });
  ws.addImage(id, 'Q1:R2');
  await save(wb, 'ejs-picture-note.xlsx', 'a picture, a note and a dropdown do not matter', good);
}
{
  const [wb, ws] = book();
  ws.getCell('N2').value = 13800000000;
  ws.getCell('N2').numFmt = '0';
  ws.getCell('N5').value = 13911112222;
  ws.getCell('N5').numFmt = '#,##0';
  const rows = ROWS.map((r) => [...r]);
  await save(wb, 'ejs-phone-formats.xlsx', 'digit formats; a thousands comma is not part of a phone', { valid: 4 });
  void rows;
}
fs.writeFileSync(path.join(parts, 'exceljs.json'), JSON.stringify(wants, null, 1));
