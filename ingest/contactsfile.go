package ingest

import (
	"errors"
	"fmt"

	"github.com/gocarina/gocsv"
)

// contactRecord is one record of a file of contacts.
type contactRecord struct {
	Ref            string `csv:"contact_ref"`
	RegistrantType string `csv:"registrant_type"`
	Name           string `csv:"name"`
	Organization   string `csv:"organization"`
	Country        string `csv:"country"`
	Province       string `csv:"province"`
	City           string `csv:"city"`
	Address        string `csv:"address"`
	PostalCode     string `csv:"postal_code"`
	Email          string `csv:"email"`
	TelArea        string `csv:"tel_area"`
	Telephone      string `csv:"telephone"`
	TelExt         string `csv:"tel_ext"`
	ZhName         string `csv:"zh_name"`
	ZhOrganization string `csv:"zh_organization"`
	ZhProvince     string `csv:"zh_province"`
	ZhCity         string `csv:"zh_city"`
	ZhAddress      string `csv:"zh_address"`
}

func (r contactRecord) contact() Contact {
	return Contact{
		RegistrantType: r.RegistrantType, Name: r.Name, Organization: r.Organization, Country: r.Country,
		Province: r.Province, City: r.City, Address: r.Address, PostalCode: r.PostalCode, Email: r.Email,
		TelArea: r.TelArea, Telephone: r.Telephone, TelExt: r.TelExt, ZhName: r.ZhName,
		ZhOrganization: r.ZhOrganization, ZhProvince: r.ZhProvince, ZhCity: r.ZhCity, ZhAddress: r.ZhAddress,
	}
}

// ReadContacts reads a library of named contacts: a CSV file with a column
// ref and the contact columns. What is wrong with a value is a problem with
// its place; a contact with an error stays in the result, and rows that name
// it are told so. A file that cannot be read is a *FileError.
func ReadContacts(in Input) (map[string]Contact, []Problem, error) {
	t, err := readTyped(in, contactColumn)
	if err != nil {
		return nil, nil, err
	}
	if err := t.need(string(FieldContactRef), "ref"); err != nil {
		return nil, nil, err
	}
	var records []contactRecord
	if err := gocsv.UnmarshalCSV(t, &records); err != nil {
		return nil, nil, &FileError{File: in.Name, Rule: "csv.record", Message: "the file cannot be read", Cure: "export it again as CSV UTF-8", Err: err}
	}
	contacts := map[string]Contact{}
	seen := map[string]int{}
	var problems []Problem
	for i, r := range records {
		line := t.lines[i+1]
		ref := trim(r.Ref)
		if ref == "" {
			problems = append(problems, t.problem(i+1, FieldContactRef, finding{Severity: Error, Rule: "contacts.ref", Message: "a contact without a name", Cure: "fill the cell"}))
			continue
		}
		if first, twice := seen[foldWord(ref)]; twice {
			problems = append(problems, t.problem(i+1, FieldContactRef, finding{
				Severity: Error, Rule: "contacts.twice", Message: fmt.Sprintf("a contact in line %d has the same name", first), Cure: "rename one of them",
			}))
			continue
		}
		seen[foldWord(ref)] = line
		contact, found := judgeContact(r.contact(), nil, Options{})
		contacts[ref] = contact
		for _, f := range found {
			problems = append(problems, t.problem(i+1, f.field, f.finding))
		}
	}
	return contacts, problems, nil
}

// contactColumn names the columns of a file of contacts; a column of the
// rows that is no contact value is carried along unused.
func contactColumn(header string) (string, error) {
	r := readHeader(header)
	f, ok := r.field, r.field != ""
	switch {
	case ok && r.guess:
		return "", fmt.Errorf("did you mean %s?", f)
	case ok && (f == FieldContactRef || isContactField(f)):
		return string(f), nil
	case ok:
		return "", nil
	}
	if near := suggestField(header); near != "" {
		return "", fmt.Errorf("did you mean %s?", near)
	}
	return "", errors.New("use ref and the contact columns, such as name, organization and email")
}
