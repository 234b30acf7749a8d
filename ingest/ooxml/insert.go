package ooxml

// order is where the children of a worksheet stand, which programs check.
var order = func() map[string]int {
	places := map[string]int{}
	for i, name := range []string{
		"sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
		"protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr",
		"conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
		"rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing",
		"legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
	} {
		places[name] = i
	}
	return places
}()

// rank is the place of a child of a worksheet. What the standard does not
// name stands, where it is found, for the objects behind the drawings.
func rank(local string, known bool) int {
	if r, found := order[local]; found && known {
		return r
	}
	return order["oleObjects"]
}

// insertion is an element that a sheet gets beside its rows.
type insertion struct {
	name string // local name
	text []byte
}

// insert writes what belongs before a child of that rank.
func (x *rewriter) insert(before int) {
	kept := x.pending[:0]
	for _, p := range x.pending {
		if order[p.name] >= before {
			kept = append(kept, p)
			continue
		}
		x.out.Write(p.text)
	}
	x.pending = kept
}
