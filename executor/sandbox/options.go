package sandbox

import (
	"log/slog"
	"time"
)

// DefaultAccount owns everything that names no account.
const DefaultAccount = "100000000001"

// Options says how an emulator behaves. The zero value is a difficult one with
// no domains and one generated access key.
type Options struct {
	Seed int64            // decides ids, delays, codes and faults
	Now  func() time.Time // time.Now when nil
	Log  *slog.Logger     // nothing is logged when nil; no contact values, codes or secrets ever are

	Keys     map[string]string // access key id → secret; when empty one pair is generated, see Server.Key
	Accounts map[string]string // access key id → account; DefaultAccount for those not named
	Versions []string          // API versions served; both when empty
	Denied   []string          // operations that RAM refuses

	Domains       []Domain
	AdoptUnknown  bool // accounts own every well-formed domain but those that magic names exclude
	Profiles      []Profile
	AdoptProfiles bool // every positive profile id exists; implied by AdoptUnknown
	Emails        []Email

	TaskTime  TaskTime
	TimeScale float64 // delays are divided by it; 1 when zero

	Quota       map[string]Quota // key: operation, "submit", "query" or "*", looked up in that order; nil means defaults, empty none
	RateHeaders bool             // throttled answers carry x-ratelimit headers

	NonceMemory   NonceMemory
	SignatureLife time.Duration // how far a timestamp may be off; 15 minutes when zero
	ClockSkew     time.Duration // the server's clock is ahead of Now by this much

	ListLag    time.Duration // age at which a task shows in QueryTaskList; 0 default, negative none
	HistoryAge time.Duration // age at which finished work moves to the history operations; 30 days when zero
	MaxURL     int           // longest request target in bytes; 0 default, negative unlimited
	MaxBatch   int           // most domains in one call; 0 unlimited, as nothing is documented
	Latency    time.Duration // added to every answer
	Backlog    int           // finished, unacknowledged details of somebody else on every account

	Calm   bool // nuisances that are on by default are off unless set
	Quirks Quirks
	Faults []Fault

	Ledger string // path of the ledger file; in memory when empty
}

// TaskTime bounds the two phases of a detail. Zero fields take defaults of
// well under a second to wait and about two seconds to execute.
type TaskTime struct {
	WaitMin, WaitMax       time.Duration // WAITING_EXECUTE
	ExecuteMin, ExecuteMax time.Duration // EXECUTING, one try
	Slow                   time.Duration // -slow names; an hour when zero
	Busy                   time.Duration // -busy names; three seconds when zero
	Cancel                 time.Duration // CANCELLING before it is COMPLETE; a second when zero
}

// Quota allows Calls calls at once and then one each Per/Calls: a token bucket
// for each operation and account. Calls 0 means unlimited.
type Quota struct {
	Calls int
	Per   time.Duration // a second when zero
}

// NonceMemory says how well the gateway remembers nonces.
type NonceMemory string

// The kinds of nonce memory. Exact is the default.
const (
	NonceExact NonceMemory = "exact" // a used nonce is refused as long as its timestamp could be valid
	NonceLossy NonceMemory = "lossy" // half of the nonces are forgotten
	NonceNone  NonceMemory = "none"  // a replay is always accepted
)

// Quirks are ways of answering that were seen in documents or are thought
// possible, off unless named.
type Quirks struct {
	SingleRowAsObject    bool // a list of one row is printed as that row (JSON)
	TaskResultAsNumber   bool // transfer codes are digits, printed without quotes (JSON)
	LowerCamelKeys       bool // requestId, taskNo, … (JSON)
	ParameterIllegall    bool // the misspelt code of the documents
	OldDates             bool // CreateTime of QueryTaskList as "Dec 26,2017 11:00:54"
	PartialAcceptance    bool // bad domains of a batch become failed details instead of refusing it
	ClientIPEcho         bool // Clientip of a task is the UserClientIp of its submit
	OmitFailReason       bool // FailReason is absent, as in older models
	OtherKindsPass       bool // only tasks of the same kind exclude each other on a domain
	NoBusyCheck          bool // a second task for a busy domain is accepted; the ledger counts it
	CodesByMail          bool // transfer codes of two-letter suffixes are mailed, TaskResult stays empty
	StableCodes          bool // asking again gives the same transfer code
	HistoryMirrors       bool // the history operations also show what is still in the live lists
	RequireVerifiedEmail bool // a registrant's e-mail must be among the verified Emails
	OwnerChangeLocks     bool // a new owner's domain is locked against updates for 60 days

	// Calm implies these.
	PlainCodes    bool // transfer codes are letters and digits only
	NoRetries     bool // details succeed at the first try
	NoReview      bool // owner changes under .cn and its Chinese forms take no longer than others
	NoSuccessText bool // ErrorMsg is absent on success
}

// Domain is one domain of an account. Zero fields take values derived from the
// name.
type Domain struct {
	Name    string
	Account string

	Contacts       map[string]Contact // by registrant, admin, billing, tech
	RegistrantType string             // "1" or "2"
	RealNameStatus string             // NONAUDIT, AUDITING, SUCCEED, FAILED

	RegisteredAt time.Time
	ExpiresAt    time.Time

	EmailUnverified   bool
	EmailHold         bool      // off the DNS because nobody answered the mail; implies EmailUnverified
	LockedUntil       time.Time // end of the 60-day lock after an owner change
	TransferLock      bool      // transfer prohibition lock
	UpdateLock        bool      // update prohibition lock
	TransferOut       bool      // a transfer to another registrar is pending
	RegistrantPending bool      // an owner change outside the emulator is pending
}

// Contact is the set of values behind one contact of a domain or profile.
type Contact struct {
	Name, Organization                           string
	Country, Province, City, Address, PostalCode string
	Email, TelArea, Telephone, TelExt            string
	ZhName, ZhOrganization, ZhProvince, ZhCity   string
	ZhAddress                                    string
}

// Profile is a registrant profile of an account.
type Profile struct {
	ID              int64
	Account         string
	Type            string // "common" or "cnnic"
	RegistrantType  string
	RealNameStatus  string // SUCCEED when empty
	EmailUnverified bool
	Default         bool
	Contact         Contact
	CreatedAt       time.Time // a year before the start when zero
	UpdatedAt       time.Time // as CreatedAt when zero
}

// Email is an address of an account, verified or not.
type Email struct {
	Address    string
	Account    string
	Verified   bool
	SentAt     time.Time // of the latest mail; a month before the start when zero
	VerifiedAt time.Time // an hour after SentAt when zero
}
