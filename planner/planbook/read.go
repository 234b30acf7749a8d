package planbook

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"domainbatch/planner"
)

// Errors of Read that callers look for with errors.Is.
var (
	// ErrNotAPlan says that a workbook holds no plan.
	ErrNotAPlan = errors.New("the workbook holds no plan")
	// ErrEdited says that a row no longer says what the plan says.
	ErrEdited = errors.New("the plan cannot be changed in the workbook")
)

// Limits of what is read: a plan's workbook is small beside the rows it was
// made from, and a file that unpacks to more was not written here.
const (
	maxUnpacked = 1 << 30
	maxPart     = 16 << 20
	maxNames    = 1 << 20
)

// IsPlan reports whether a file is a workbook with a plan in it. It looks at
// the names of the sheets only.
func IsPlan(file io.ReaderAt, size int64) bool {
	z, err := zip.NewReader(file, size)
	if err != nil {
		return false
	}
	part, err := z.Open("xl/workbook.xml")
	if err != nil {
		return false
	}
	defer part.Close()
	text, err := io.ReadAll(io.LimitReader(part, maxNames))
	return err == nil && bytes.Contains(text, []byte(`name="`+sheetPlan+`"`))
}

// Read reads a workbook that Write wrote, with the approvals that people put
// into it. Errors: ErrNotAPlan, ErrEdited, those of planner.Decode.
func Read(file io.ReaderAt, size int64, tmp string) (*planner.Plan, error) {
	f, err := excelize.OpenReader(io.NewSectionReader(file, 0, size), excelize.Options{
		UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxPart, TmpDir: tmp, RawCellValue: true,
	})
	if err != nil {
		return nil, fmt.Errorf("reading the plan: %w", err)
	}
	defer f.Close()
	p, err := unpack(f)
	if err != nil {
		return nil, fmt.Errorf("reading the plan: %w", err)
	}
	if err := approvals(f, p); err != nil {
		return nil, fmt.Errorf("reading the plan: %w", err)
	}
	return p, nil
}

func unpack(f *excelize.File) (*planner.Plan, error) {
	if i, err := f.GetSheetIndex(sheetPlan); err != nil || i < 0 {
		return nil, ErrNotAPlan
	}
	rows, err := f.Rows(sheetPlan)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var packed strings.Builder
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		if len(cells) > 0 {
			packed.WriteString(cells[0])
		}
	}
	if err := rows.Error(); err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(packed.String())))
	if err != nil {
		return nil, fmt.Errorf("the plan inside the workbook is damaged: %w", err)
	}
	return planner.Decode(io.LimitReader(z, maxUnpacked))
}

// approvals reads the Approve cells and compares all others with the plan.
// The rows may have been sorted, filtered or deleted: a row is known by its
// id, and one that is not there is not approved.
func approvals(f *excelize.File, p *planner.Plan) error {
	known := map[string]Line{}
	for _, l := range Lines(p) {
		known[l.ID] = l
	}
	rows, err := f.Rows(sheetChanges)
	if err != nil {
		return fmt.Errorf("%w: there is no sheet %q", ErrEdited, sheetChanges)
	}
	defer rows.Close()
	yes, seen := map[string]bool{}, map[string]int{}
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return err
		}
		if n == 1 || strings.Join(cells, "") == "" {
			continue
		}
		l, ok := known[at(cells, colID)]
		if !ok {
			return fmt.Errorf("%w: row %d has an id that is not in the plan; make the plan again from the sheet of domains", ErrEdited, n)
		}
		if first := seen[l.ID]; first != 0 {
			return fmt.Errorf("%w: rows %d and %d are the same change", ErrEdited, first, n)
		}
		seen[l.ID] = n
		if column := edited(l, cells); column != "" {
			return fmt.Errorf("%w: %s of row %d was changed; change it in the sheet of domains and make the plan again", ErrEdited, column, n)
		}
		switch answer := strings.ToLower(strings.TrimSpace(at(cells, colApprove))); answer {
		case Yes, "y", "是", "true", "1":
			yes[l.ID] = true
		case "", No, "n", "否", "false", "0":
		default:
			return fmt.Errorf("%w: the Approve cell of row %d says neither yes nor no", ErrEdited, n)
		}
	}
	if err := rows.Error(); err != nil {
		return err
	}
	for i := range p.Batches {
		for j := range p.Batches[i].Changes {
			c := &p.Batches[i].Changes[j]
			c.Approved = yes[c.ID]
		}
	}
	return nil
}

// edited names the column that no longer says what the plan says. Blanks do
// not count: programs that save workbooks treat line ends differently.
func edited(l Line, cells []string) string {
	for col, want := range l.cells() {
		if col == colApprove {
			continue
		}
		if strings.Join(strings.Fields(at(cells, col)), " ") != strings.Join(strings.Fields(want), " ") {
			return headers[col]
		}
	}
	return ""
}

func at(cells []string, col int) string {
	if col < len(cells) {
		return cells[col]
	}
	return ""
}
