package ingest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/width"
)

// actionWords are the spellings of each action: ours, the names of the API's
// operations, Chinese.
var actionWords = map[Action][]string{
	ActionUpdateContact: {
		"update contact", "update contacts", "contact", "change contact", "modify contact", "set contact", "update contact info", "new contact",
		"SaveBatchTaskForUpdatingContactInfoByNewContact", "UpdatingContactInfoByNewContact",
		"修改联系人", "修改联系人信息", "更新联系人", "变更联系人", "更改联系人", "修改信息", "修改域名信息",
	},
	ActionUpdateProfile: {
		"update profile", "profile", "change profile", "set profile", "update template", "template", "by profile",
		"SaveSingleTaskForUpdatingContactInfo", "SaveBatchTaskForUpdatingContactInfo",
		"SaveBatchTaskForUpdatingContactInfoByRegistrantProfileId", "UpdatingContactInfoByRegistrantProfileId",
		"修改模板", "更换模板", "更新模板", "变更模板", "使用模板", "信息模板", "更换信息模板", "修改信息模板", "模板过户",
	},
	ActionTransferCode: {
		"transfer code", "transfer codes", "auth code", "authcode", "get auth code", "get transfer code", "epp code", "authorization code",
		"transfer authorization code", "query transfer code", "get authorization code", "auth info", "auth", "epp", "epp auth code", "authorisation code",
		"SaveSingleTaskForQueryingTransferAuthorizationCode", "QueryingTransferAuthorizationCode",
		"转移密码", "转移码", "获取转移密码", "获取转移码", "查询转移密码", "转出密码", "转移授权码", "域名转移密码",
	},
	ActionSkip: {"skip", "ignore", "none", "no", "nothing", "-", "跳过", "忽略", "不处理", "无"},
}

// contactWords are the spellings of each contact type.
var contactWords = map[ContactType][]string{
	Registrant: {"registrant", "owner", "holder", "registrant contact", "domain owner", "注册人", "注册者", "所有者", "持有者", "域名所有者", "域名持有者", "注册联系人", "所有人", "持有人",
		"Inhaber", "Titulaire", "Titular", "Titolare", "Propietario", "登録者"},
	Admin: {"admin", "administrative", "administrator", "admin contact", "administrative contact", "管理", "管理员", "管理人", "管理联系人", "管理者",
		"Verwaltung", "Administrateur", "Administratif", "Administrativo", "Administrador", "管理担当者"},
	Tech: {"tech", "technical", "tech contact", "technical contact", "技术", "技术员", "技术联系人", "技术人员", "Technik", "Technisch", "Technique", "Técnico", "Tecnico", "技術担当者"},
	Billing: {"billing", "bill", "payment", "billing contact", "付费", "缴费", "付款", "账单", "财务", "付费联系人", "缴费联系人", "账单联系人", "付款联系人",
		"Rechnung", "Facturation", "Facturación", "Facturacion", "経理担当者", "請求担当者"},
}

var allContactWords = []string{"all", "every", "any", "全部", "所有", "全部联系人", "所有联系人"}

var (
	actionByWord  = sync.OnceValue(func() map[string]Action { return wordIndex(actionWords) })
	contactByWord = sync.OnceValue(func() map[string]ContactType { return wordIndex(contactWords) })

	actionSpellings  = sync.OnceValue(func() vocabulary { return newVocabulary(spellings(actionWords), foldWord) })
	contactSpellings = sync.OnceValue(func() vocabulary { return newVocabulary(spellings(contactWords), foldWord) })
)

func wordIndex[T ~string](words map[T][]string) map[string]T {
	m := map[string]T{}
	for value, spellings := range words {
		m[foldWord(string(value))] = value
		for _, s := range spellings {
			m[foldWord(s)] = value
		}
	}
	return m
}

// foldWord is foldHeader for words that may consist of a hyphen alone.
func foldWord(s string) string {
	if f := foldHeader(s); f != "" {
		return f
	}
	return strings.TrimSpace(width.Fold.String(s))
}

func mainWords[T ~string](values ...T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

func parseAction(v string) (Action, []finding) {
	if a, ok := actionByWord()[foldWord(v)]; ok {
		return a, nil
	}
	names := mainWords(ActionUpdateContact, ActionUpdateProfile, ActionTransferCode, ActionSkip)
	f := finding{Severity: Error, Rule: "action.word", Message: "no known action", Cure: "type " + orList(names) + ", or leave it empty"}
	if near := actionSpellings().closest(foldWord(v)); near != "" {
		f.Proposed, f.fix = string(actionByWord()[foldWord(near)]), isASCII(v) // 转移 is no slip of 转移码, but half of it
		f.Cure = "did you mean " + f.Proposed + "?"
	}
	return ActionInfer, []finding{f}
}

func spellings[T ~string](words map[T][]string) []string {
	var out []string
	for value, list := range words {
		out = append(append(out, string(value)), list...)
	}
	slices.Sort(out) // a map has no order, a proposal must have one
	return out
}

func orList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// parseContactTypes reads one or several contact types, in the order typed.
// A proposal can be taken only where the cell holds a single word.
func parseContactTypes(v string) ([]ContactType, []finding) {
	if t, ok := contactByWord()[foldWord(v)]; ok {
		return []ContactType{t}, nil
	}
	var types []ContactType
	var found []finding
	for _, part := range strings.FieldsFunc(width.Fold.String(v), contactSeparator) {
		word := foldWord(part)
		t, ok := contactByWord()[word]
		switch {
		case word == "" || word == "and" || word == "和" || word == "contact" || word == "contacts":
		case slices.Contains(allContactWords, word):
			for _, t := range ContactTypes() {
				types = appendNew(types, t)
			}
		case ok:
			types = appendNew(types, t)
		default:
			found = append(found, contactTypeFinding(part))
		}
	}
	if len(types) == 0 && len(found) == 0 {
		found = append(found, contactTypeFinding(v))
	}
	if len(types) == 0 && len(found) == 1 {
		found[0].fix = found[0].Proposed != ""
	}
	return types, found
}

func contactSeparator(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune(",;/、|+&和", r)
}

func appendNew(types []ContactType, t ContactType) []ContactType {
	if slices.Contains(types, t) {
		return types
	}
	return append(types, t)
}

func contactTypeFinding(word string) finding {
	f := finding{
		Severity: Error, Rule: "contact_type.word", Message: fmt.Sprintf("%q is no contact type", strings.TrimSpace(word)),
		Cure: "type " + orList(mainWords(ContactTypes()...)) + ", several separated by a comma, or all",
	}
	if near := contactSpellings().closest(foldWord(word)); near != "" {
		f.Proposed = string(contactByWord()[foldWord(near)])
		f.Cure = "did you mean " + f.Proposed + "?"
	}
	return f
}

// grouped matches a number with separators of thousands, or blanks anywhere.
var grouped = regexp.MustCompile(`^(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?: [0-9]+)+)$`)

func parseProfileID(v string, kind cellKind) (int64, []finding) {
	f := finding{Severity: Error, Rule: "profile_id.number", Message: "no profile id", Cure: "type the positive whole number that the console shows"}
	if s, is := scientificFinding(FieldProfileID, v); is {
		return 0, []finding{s}
	}
	if kind == kindNumber && len(v) > 15 {
		f.Rule, f.Message = "profile_id.digits", "a number this long loses its last digits in Excel"
		f.Cure = "format the cell as text and type the number again"
		return 0, []finding{f}
	}
	if !allDigits(v) {
		if s, is := madeOfNumber(FieldProfileID, v); is {
			return 0, []finding{s}
		}
		if clean := soundCell(v); grouped.MatchString(clean) || allDigits(clean) {
			f.Proposed, f.fix = strings.NewReplacer(" ", "", ",", "").Replace(clean), true
		}
		return 0, []finding{f}
	}
	id, err := strconv.ParseInt(v, 10, 64)
	if err != nil || id <= 0 {
		return 0, []finding{f}
	}
	return id, nil
}

func parseLock(v string) (Lock, []finding) {
	whole, _ := cutDecimals(v) // 1.0
	switch foldWord(whole) {
	case "yes", "y", "true", "1", "on", "lock", "locked", "enable", "enabled", "是", "有", "开", "开启", "锁定", "真", "启用", "需要", "要", "锁", "是的":
		return LockOn, nil
	case "no", "n", "false", "0", "off", "unlock", "unlocked", "none", "disable", "disabled", "否", "无", "不", "关", "关闭", "不锁定", "假", "禁用", "不需要", "不要", "不锁", "不启用", "未锁定":
		return LockOff, nil
	}
	return LockUnset, []finding{{
		Severity: Error, Rule: "transfer_lock.word", Message: "neither yes nor no", Cure: "type yes or no, or leave it empty",
	}}
}

// MostPriority bounds Row.Priority, to both sides. The words are numbers
// between.
const (
	MostPriority = 1000
	highPriority = 10
)

var wholeNumber = regexp.MustCompile(`^[+-]?[0-9]{1,9}$`)

// parsePriority reads a word or a whole number, of which the greater goes
// first.
func parsePriority(v string) (int, []finding) {
	if text := strings.TrimSpace(width.Fold.String(v)); wholeNumber.MatchString(text) {
		if n, err := strconv.Atoi(text); err == nil && n >= -MostPriority && n <= MostPriority {
			return n, nil
		}
	} else {
		switch foldWord(v) {
		case "high", "urgent", "高", "紧急", "优先":
			return highPriority, nil
		case "normal", "medium", "default", "中", "普通", "正常", "一般":
			return 0, nil
		case "low", "低":
			return -highPriority, nil
		}
	}
	return 0, []finding{{
		Severity: Warning, Rule: "priority.word", Message: "no priority that is known; the row goes as a normal one",
		Cure: "type high, normal or low, or a whole number from -1000 to 1000, of which the greater goes first",
	}}
}
