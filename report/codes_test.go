package report

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"domainbatch/executor"
)

func TestCodesAreReadAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[=+@'"a-zA-Z0-9,;#-]{1,12}`)
		codes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Code {
			c := Code{RunID: "r1", SealedCode: executor.SealedCode{Domain: text.Draw(t, "domain"), TaskNo: text.Draw(t, "task"), DetailNo: text.Draw(t, "detail"), Sealed: []byte{}}}
			if rapid.Bool().Draw(t, "known") {
				c.Plain = executor.Secret(text.Draw(t, "code"))
			} else {
				c.Sealed = rapid.SliceOfN(rapid.Byte(), 1, 60).Draw(t, "sealed")
			}
			return c
		}), 1, 5).Draw(t, "codes")
		var file bytes.Buffer
		if err := WriteCodes(&file, codes); err != nil {
			t.Fatal(err)
		}
		got, err := ReadCodes(&file)
		if err != nil || !reflect.DeepEqual(got, codes) {
			t.Fatalf("%#v, %v, want %#v", got, err, codes)
		}
	})
}

func TestADamagedFileOfCodesIsRefusedUnquoted(t *testing.T) {
	var file bytes.Buffer
	if err := WriteCodes(&file, []Code{{Plain: "Canary-Code-1", SealedCode: executor.SealedCode{Domain: "a.com"}}}); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty": "", "other": "a,b\n", "cut": strings.TrimSuffix(file.String(), ",,,,\r\n") + "\"x", "sealed": strings.TrimSuffix(file.String(), "\r\n") + "!\r\n",
	} {
		if _, err := ReadCodes(strings.NewReader(text)); err == nil || strings.Contains(err.Error(), "Canary") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestASealedCodeIsAMaskInEveryColumn(t *testing.T) {
	r := executor.RowResult{Result: executor.OK, CodeFor: "age1x"}
	if v := resultValue("Transfer Code", r, &voice{}); v.text != masked {
		t.Errorf("the cell shows %q", v.text)
	}
	if row := rowJSON(r); row.TransferCode != masked {
		t.Errorf("JSON shows %q", row.TransferCode)
	}
	if !wantsCodes(Run{}, []executor.RowResult{r}) || Summarize([]executor.RowResult{r}).CodesSealed != 1 {
		t.Error("a sealed code is not counted as one")
	}
}
