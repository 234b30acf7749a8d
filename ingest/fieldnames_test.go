package ingest

import "testing"

// TestNamesWithMarks composes every name of a contact value with every word for its
// owner and every mark of a language.
func TestNamesWithMarks(t *testing.T) {
	plain := fieldByName()
	check := func(key string, want Field) {
		t.Helper()
		if f, taken := plain[key]; taken {
			want = f
		}
		if got, ok := fieldNamed(key); !ok || got != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
	for name, f := range plain {
		if !isContactField(f) || f == FieldRegistrantType {
			check(name, f)
			continue
		}
		for _, w := range ownerWords {
			check(w+name, f)
		}
		for _, mark := range englishMarks {
			check(mark+name, f)
			check(name+mark, f)
		}
		zh, has := chineseOf[f]
		for _, mark := range chineseMarks {
			if !has {
				break
			}
			check(mark+name, zh)
			check(name+mark, zh)
			for _, w := range ownerWords {
				check(mark+w+name, zh)
				check(w+name+mark, zh)
			}
		}
	}
	for _, none := range []string{"", "zh", "en", "ownerdomain", "zhdomain", "zhemail", "registranttypeen", "colour", "enen"} {
		if got, ok := fieldNamed(none); ok {
			t.Errorf("%q was taken for %s", none, got)
		}
	}
}
