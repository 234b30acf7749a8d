package ooxml

import (
	"fmt"
	"io"
	"path"
	"strings"
)

// Chart is a bar for each of a few cells that stand below one another, or,
// with Stacks, a column for each, piled up from several. Cells and sizes are
// those of the sheet that it stands on.
type Chart struct {
	Title       string
	Names       []string
	Values      []float64 // without Stacks
	Colors      []RGB     // without Stacks
	NamesAt     Span
	ValuesAt    Span // without Stacks
	Stacks      []Stack
	From, To    Corner
	Description string // for those who hear the sheet read to them
}

// Stack is one layer of columns: what its cells are called and hold.
type Stack struct {
	Name     string
	NameAt   Span
	Values   []float64
	ValuesAt Span
	Color    RGB
}

// Span is a run of cells of one column: column 0-based, rows 1-based.
type Span struct{ Column, Top, Bottom int }

// Corner is the upper left corner of a cell, both 0-based.
type Corner struct{ Column, Row int }

const (
	drawingType = "application/vnd.openxmlformats-officedocument.drawing+xml"
	chartType   = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
)

// drawingSpaces are the namespaces of drawings in the form of the standard
// that the workbook is written in.
type drawingSpaces struct{ place, main, chart, relation string }

func (b *Workbook) drawingSpaces() drawingSpaces {
	base := "http://schemas.openxmlformats.org/drawingml/2006/"
	if strings.Contains(b.namespace(), "purl.oclc.org") {
		base = "http://purl.oclc.org/ooxml/drawingml/"
	}
	return drawingSpaces{place: base + "spreadsheetDrawing", main: base + "main", chart: base + "chart", relation: b.relationSpace()}
}

// putChart writes the parts of a chart and gives the element that the sheet
// gets for it.
func (b *Workbook) putChart(p putSheet) string {
	c, spaces := p.sheet.Chart, b.drawingSpaces()
	if c == nil {
		return ""
	}
	drawing := b.freeNumbered(path.Join(path.Dir(b.part), "drawings", "drawing%d.xml"))
	chart := b.freeNumbered(path.Join(path.Dir(b.part), "charts", "chart%d.xml"))
	b.declare(drawing, drawingType)
	b.declare(chart, chartType)
	id := b.relateTo(p.part, "drawing", drawing)
	inner := b.relateTo(drawing, "chart", chart)
	b.change.set(b.pack, drawing, func(w io.Writer) error {
		_, err := io.WriteString(w, c.drawing(spaces, inner))
		return err
	})
	b.change.set(b.pack, chart, func(w io.Writer) error {
		_, err := io.WriteString(w, c.chart(spaces, p.sheet.Name))
		return err
	})
	return fmt.Sprintf(`<drawing xmlns:r="%s" r:id="%s"/>`, spaces.relation, id)
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// drawing says where the chart stands.
func (c *Chart) drawing(s drawingSpaces, id string) string {
	corner := func(name string, at Corner) string {
		return fmt.Sprintf(`<xdr:%[1]s><xdr:col>%[2]d</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>%[3]d</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:%[1]s>`, name, at.Column, at.Row)
	}
	return xmlHead + fmt.Sprintf(`<xdr:wsDr xmlns:xdr="%s" xmlns:a="%s"><xdr:twoCellAnchor editAs="oneCell">%s%s`+
		`<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Chart 1" descr="%s"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>`+
		`<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="%[6]s"><c:chart xmlns:c="%[6]s" xmlns:r="%[7]s" r:id="%[8]s"/></a:graphicData></a:graphic></xdr:graphicFrame>`+
		`<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>`,
		s.place, s.main, corner("from", c.From), corner("to", c.To), appendEscaped(nil, c.Description), s.chart, s.relation, id)
}

// chart is the chart itself, with what the cells hold so that it can be drawn
// before anything is computed.
func (c *Chart) chart(s drawingSpaces, sheet string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `%s<c:chartSpace xmlns:c="%s" xmlns:a="%s" xmlns:r="%s"><c:roundedCorners val="0"/><c:chart>`, xmlHead, s.chart, s.main, s.relation)
	fmt.Fprintf(&b, `<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1100" b="1"/></a:pPr><a:r><a:rPr sz="1100" b="1"/><a:t>%s</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>`, appendEscaped(nil, c.Title))
	b.WriteString(`<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>`)
	if len(c.Stacks) > 0 {
		c.columns(&b, sheet)
	} else {
		c.bars(&b, sheet)
	}
	b.WriteString(`<c:spPr><a:noFill/></c:spPr></c:plotArea>`)
	if len(c.Stacks) > 0 {
		b.WriteString(`<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>`)
	}
	b.WriteString(`<c:plotVisOnly val="0"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>`)
	return b.String()
}

const (
	lineOfAxis = `<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="BFBFBF"/></a:solidFill></a:ln></c:spPr>`
	lineOfGrid = `<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="E3E3E3"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>`
)

// bars lie, the first at the top, each with its value at its end.
func (c *Chart) bars(b *strings.Builder, sheet string) {
	b.WriteString(`<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/>`)
	for i, color := range c.Colors {
		if i == 0 {
			fmt.Fprintf(b, `<c:spPr>%s</c:spPr><c:invertIfNegative val="0"/>`, solid(color))
		}
		fmt.Fprintf(b, `<c:dPt><c:idx val="%d"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/><c:spPr>%s</c:spPr></c:dPt>`, i, solid(color))
	}
	b.WriteString(`<c:dLbls><c:numFmt formatCode="#,##0" sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>`)
	c.names(b, sheet)
	numbers(b, sheet, c.ValuesAt, c.Values)
	b.WriteString(`</c:ser><c:gapWidth val="35"/><c:axId val="11"/><c:axId val="12"/></c:barChart>`)
	b.WriteString(`<c:catAx><c:axId val="11"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>` + lineOfAxis + `<c:crossAx val="12"/><c:crosses val="autoZero"/><c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx>`)
	b.WriteString(`<c:valAx><c:axId val="12"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="1"/><c:axPos val="t"/><c:numFmt formatCode="#,##0" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="11"/><c:crosses val="autoZero"/></c:valAx>`)
}

// columns stand side by side, each piled up from its stacks.
func (c *Chart) columns(b *strings.Builder, sheet string) {
	b.WriteString(`<c:barChart><c:barDir val="col"/><c:grouping val="stacked"/><c:varyColors val="0"/>`)
	for i, s := range c.Stacks {
		fmt.Fprintf(b, `<c:ser><c:idx val="%[1]d"/><c:order val="%[1]d"/><c:tx><c:strRef><c:f>%[2]s</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>%[3]s</c:v></c:pt></c:strCache></c:strRef></c:tx><c:spPr>%[4]s</c:spPr><c:invertIfNegative val="0"/>`,
			i, appendEscaped(nil, s.NameAt.formula(sheet)), appendEscaped(nil, s.Name), solid(s.Color))
		c.names(b, sheet)
		numbers(b, sheet, s.ValuesAt, s.Values)
		b.WriteString(`</c:ser>`)
	}
	b.WriteString(`<c:gapWidth val="40"/><c:overlap val="100"/><c:axId val="11"/><c:axId val="12"/></c:barChart>`)
	b.WriteString(`<c:catAx><c:axId val="11"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>` + lineOfAxis + `<c:crossAx val="12"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx>`)
	b.WriteString(`<c:valAx><c:axId val="12"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>` + lineOfGrid + `<c:numFmt formatCode="#,##0" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr><c:crossAx val="11"/><c:crosses val="autoZero"/></c:valAx>`)
}

func (c *Chart) names(b *strings.Builder, sheet string) {
	fmt.Fprintf(b, `<c:cat><c:strRef><c:f>%s</c:f><c:strCache><c:ptCount val="%d"/>`, appendEscaped(nil, c.NamesAt.formula(sheet)), len(c.Names))
	for i, name := range c.Names {
		fmt.Fprintf(b, `<c:pt idx="%d"><c:v>%s</c:v></c:pt>`, i, appendEscaped(nil, name))
	}
	b.WriteString(`</c:strCache></c:strRef></c:cat>`)
}

func numbers(b *strings.Builder, sheet string, at Span, values []float64) {
	fmt.Fprintf(b, `<c:val><c:numRef><c:f>%s</c:f><c:numCache><c:formatCode>#,##0</c:formatCode><c:ptCount val="%d"/>`, appendEscaped(nil, at.formula(sheet)), len(values))
	for i, v := range values {
		fmt.Fprintf(b, `<c:pt idx="%d"><c:v>%v</c:v></c:pt>`, i, v)
	}
	b.WriteString(`</c:numCache></c:numRef></c:val>`)
}

func solid(color RGB) string {
	return `<a:solidFill><a:srgbClr val="` + string(color) + `"/></a:solidFill>`
}

// formula is the span as formulas write it.
func (s Span) formula(sheet string) string {
	return area{s.Column, s.Top, s.Column, s.Bottom}.absolute(sheet)
}
