package planner_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"domainbatch/ingest"
	"domainbatch/planner"
)

func TestOnlyAndExcludeLeaveChangesOut(t *testing.T) {
	rows := []ingest.Row{
		contactRow("a.com", li, registrant, admin),
		contactRow("shop-b.com", li, registrant),
		contactRow("c.cn", li, registrant),
		contactRow("d.com.cn", li, tech),
		contactRow("例子.中国", li, registrant),
		codeRow("a.com"),
	}
	all := "registrant:a.com admin:a.com registrant:shop-b.com registrant:c.cn tech:d.com.cn registrant:例子.中国 transfer-code:a.com"
	for _, c := range []struct {
		name          string
		only, exclude []string
		sent          string
	}{
		{name: "nothing said", sent: all},
		{name: "one domain", only: []string{"A.com"}, sent: "registrant:a.com admin:a.com transfer-code:a.com"},
		{name: "a pattern", only: []string{"shop-*.com"}, sent: "registrant:shop-b.com"},
		{name: "a pattern that just does not fit", only: []string{"shop-?.net"}, sent: ""},
		{name: "a top level domain", only: []string{".cn"}, sent: "registrant:c.cn tech:d.com.cn"},
		{name: "a second level", only: []string{".com.cn"}, sent: "tech:d.com.cn"},
		{name: "a Chinese top level domain", only: []string{".中国"}, sent: "registrant:例子.中国"},
		{name: "a Chinese domain in punycode", only: []string{"xn--fsqu00a.xn--fiqs8s"}, sent: "registrant:例子.中国"},
		{name: "a contact type", only: []string{"registrant"}, sent: "registrant:a.com registrant:shop-b.com registrant:c.cn registrant:例子.中国"},
		{name: "two contact types", only: []string{"admin", "tech"}, sent: "admin:a.com tech:d.com.cn"},
		{name: "a contact type of some domains", only: []string{"registrant", ".com"}, sent: "registrant:a.com registrant:shop-b.com"},
		{name: "codes", only: []string{"transfer-code"}, sent: "transfer-code:a.com"},
		{name: "without a contact type", exclude: []string{"registrant"}, sent: "admin:a.com tech:d.com.cn transfer-code:a.com"},
		{name: "without a domain", exclude: []string{"a.com"}, sent: "registrant:shop-b.com registrant:c.cn tech:d.com.cn registrant:例子.中国"},
		{name: "both", only: []string{".com"}, exclude: []string{"transfer-code", "shop-b.com"}, sent: "registrant:a.com admin:a.com"},
	} {
		p := build(t, planner.Settings{Only: c.only, Exclude: c.exclude}, planner.Options{}, rows...)
		var got []string
		for _, b := range p.Batches {
			for _, x := range b.Changes {
				got = append(got, b.Kind()+":"+x.Domain)
			}
		}
		if !sameSet(got, strings.Fields(c.sent)) {
			t.Errorf("%s: sent %v, want %s", c.name, got, c.sent)
		}
		for _, r := range p.Rows {
			if (r.Disposition == planner.RowPlanned) != (len(r.Changes) > 0) || r.Disposition == planner.RowLeftOut && r.Comment == "" {
				t.Errorf("%s: row %+v", c.name, r)
			}
		}
	}
}

func TestARowThatIsLeftOutInPartSaysSo(t *testing.T) {
	p := build(t, planner.Settings{Only: []string{"admin"}}, planner.Options{}, contactRow("a.com", li, registrant, admin, tech))
	r := p.Rows[0]
	if r.Disposition != planned || r.Code != planner.CodeOnly || r.Comment != "Left out by --only: the registrant contact and tech contact. Run again without it." {
		t.Errorf("%+v", r)
	}
	present := presentOf(map[string]planner.DomainFacts{"a.com": owned(contacts{admin: li})})
	p = build(t, planner.Settings{Only: []string{"admin"}}, planner.Options{Present: present}, contactRow("a.com", li, registrant, admin, tech))
	if r := p.Rows[0]; r.Disposition != planner.RowLeftOut {
		t.Errorf("nothing of it is sent, part of it was left out: %+v", r)
	}
}

func TestLimitCountsRowsThatWouldBeSent(t *testing.T) {
	rows := []ingest.Row{
		{Domain: "skip.com", Action: ingest.ActionSkip}, contactRow("a.com", li, admin), {Domain: "bad.com"},
		contactRow("b.com", li, admin), contactRow("a.com", li, admin), contactRow("c.com", li, admin),
	}
	for limit, want := range map[int]int{0: 4, 1: 1, 2: 2, 3: 3, 4: 4, 5: 4} {
		p := build(t, planner.Settings{Limit: limit}, planner.Options{}, rows...)
		c := p.Counts()
		if c.Rows[planned] != want || c.Rows[planned]+c.Rows[planner.RowLeftOut] != 4 {
			t.Errorf("limit %d: %v", limit, c.Rows)
		}
	}
}

func TestLimitsThatMeanNothingAreRefused(t *testing.T) {
	for _, s := range []planner.Settings{
		{Only: []string{"owner"}}, {Exclude: []string{""}}, {Only: []string{"."}}, {Only: []string{"[a.com"}}, {Limit: -1}, {Canary: -1}, {Wave: -1},
	} {
		if _, err := planner.Build(sheet(), source, s, planner.Options{}); err == nil {
			t.Errorf("%+v is taken", s)
		}
	}
}

// Waves cut the sequence of changes where they must and nowhere else: each
// holds exactly as many changes as was asked, in the fewest calls for it.
func TestWavesHoldWhatWasAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := drawSettings(t)
		rows := rapid.SliceOfN(rapid.Custom(drawRow), 0, 30).Draw(t, "rows")
		plain := mustBuild(t, set, rows)
		set.Canary = rapid.IntRange(0, 3).Draw(t, "canary")
		set.Wave = rapid.IntRange(0, 4).Draw(t, "wave")
		p := mustBuild(t, set, rows)
		checkOrderOfWaves(t, set, p)
		if !slices.Equal(changeIDs(plain), changeIDs(p)) {
			t.Fatal("waves change what is sent")
		}
	})
}

func checkOrderOfWaves(t *rapid.T, set planner.Settings, p *planner.Plan) {
	size := map[int]int{}
	last, total := 0, 0
	type key struct {
		wave int
		wish string
	}
	calls, changes := map[key]int{}, map[key]int{}
	for _, b := range p.Batches {
		if b.Wave < last {
			t.Fatalf("%s of wave %d comes after wave %d", b.ID, b.Wave, last)
		}
		last = b.Wave
		size[b.Wave] += len(b.Changes)
		total += len(b.Changes)
		h := b
		h.ID, h.Changes, h.After, h.Call, h.Contact = "", nil, nil, "", nil
		wish := strings.Join([]string{h.Account, h.Kind(), string(h.Lock), string(h.Operation)}, "|")
		if b.Contact != nil {
			wish += fmt.Sprintf("|%q", *b.Contact)
		}
		if b.Operation == planner.TransferCode || b.Changes[0].InstanceID != "" && b.ProfileID != 0 {
			continue
		}
		k := key{b.Wave, fmt.Sprint(wish, "|", b.ProfileID)}
		calls[k]++
		changes[k] += len(b.Changes)
	}
	if set.Canary+set.Wave == 0 {
		if size[0] != total {
			t.Fatalf("waves where none are asked for: %v", size)
		}
		return
	}
	left := total
	for wave := 1; left > 0; wave++ {
		want := left
		switch {
		case wave == 1 && set.Canary > 0:
			want = min(left, set.Canary)
		case set.Wave > 0:
			want = min(left, set.Wave)
		}
		if size[wave] != want {
			t.Fatalf("wave %d holds %d changes, want %d (%+v)", wave, size[wave], want, size)
		}
		left -= want
	}
	for k, n := range calls {
		if most := (changes[k] + set.BatchSize - 1) / set.BatchSize; n > most {
			t.Fatalf("wave %d takes %d calls for %d changes of one wish", k.wave, n, changes[k])
		}
	}
}
