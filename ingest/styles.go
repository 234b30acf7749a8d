package ingest

import "strconv"

// Limits of the styles; programs write far less.
const (
	maxFormats     = 1 << 16
	maxFormatCodes = 1 << 20 // bytes of those that are used
	maxStyles      = 1 << 18
)

// readStyles gives the number format of every cell style. A missing part is
// errNoPart.
func readStyles(p *parts, name string) ([]*numberFormat, error) {
	codes := map[int]string{}
	var ids []int
	inFormats, inCells := false, false
	err := p.scan(name, func(x *xmlScanner) error {
		switch string(x.name) {
		case "numFmts":
			inFormats = true
		case "numFmt":
			if !inFormats { // of a conditional format or a table, whose numbers are their own
				return nil
			}
			code, err := x.attrText("formatCode")
			if err != nil {
				return err
			}
			if id, err := strconv.Atoi(string(x.attr("numFmtId"))); err == nil {
				codes[id] = code
			}
			if len(codes) > maxFormats {
				return tooLarge("the workbook has too many number formats")
			}
		case "cellXfs":
			inFormats, inCells = false, true
		case "fonts", "fills", "borders", "cellStyleXfs", "cellStyles", "dxfs":
			inFormats, inCells = false, false
		case "xf":
			if inCells {
				id, _ := strconv.Atoi(string(x.attr("numFmtId")))
				if ids = append(ids, id); len(ids) > maxStyles {
					return tooLarge("the workbook has too many cell styles")
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	made, long := map[int]*numberFormat{}, 0
	styles := make([]*numberFormat, len(ids))
	for i, id := range ids {
		if made[id] == nil {
			code, custom := codes[id]
			if !custom {
				code = builtInFormat(id)
			}
			if long += len(code); long > maxFormatCodes {
				return nil, tooLarge("the number formats of the workbook are too long")
			}
			made[id] = parseFormat(code)
		}
		styles[i] = made[id]
	}
	return styles, nil
}
