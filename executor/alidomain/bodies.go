package alidomain

import (
	"strings"
	"time"
)

// validator is a body that can tell whether it answers the question. A body
// that lacks what its operation documents proves nothing, least of all that a
// list is empty: an empty list also needs the request id.
type validator interface{ validate() error }

// pageBody is the head of every paged answer.
type pageBody struct {
	RequestID      text `json:"RequestId"`
	CurrentPageNum integer
	PageSize       integer
	TotalItemNum   *integer
	TotalPageNum   integer
	NextPage       boolean
}

func (b pageBody) page(a answer) Page {
	p := Page{
		RequestID:  string(b.RequestID),
		ServerTime: a.serverTime,
		PageNum:    int(b.CurrentPageNum),
		PageSize:   int(b.PageSize),
		TotalPages: int(b.TotalPageNum),
		Next:       bool(b.NextPage) || b.CurrentPageNum < b.TotalPageNum,
	}
	if b.TotalItemNum != nil {
		p.TotalItems = int(*b.TotalItemNum)
	}
	return p
}

// dataPage is a page whose rows are under Data.
type dataPage[T any] struct {
	pageBody
	Data rows[T]
}

func (b dataPage[T]) validate() error {
	if b.Data == nil && b.TotalItemNum == nil || len(b.Data) == 0 && b.RequestID == "" {
		return errShape
	}
	return nil
}

// historyPage is a page of a history operation; C is its cursor.
type historyPage[T, C any] struct {
	RequestID      text `json:"RequestId"`
	Objects        rows[T]
	NextPageCursor *C
}

func (b historyPage[T, C]) validate() error {
	if b.Objects == nil || len(b.Objects) == 0 && b.RequestID == "" {
		return errShape
	}
	return nil
}

type receiptBody struct {
	RequestID text `json:"RequestId"`
	TaskNo    text
}

func (b receiptBody) validate() error {
	if b.TaskNo == "" {
		return errNoTaskNo
	}
	return nil
}

type detailBody struct {
	TaskNo              text
	TaskDetailNo        text
	DomainName          text
	InstanceID          text `json:"InstanceId"`
	TaskType            text
	TaskTypeDescription text
	TaskStatus          text
	TaskStatusCode      *integer
	TryCount            integer
	CreateTime          text
	UpdateTime          text
	ErrorMsg            text
	FailReason          text
	TaskResult          text
}

func (b detailBody) detail() TaskDetail {
	return TaskDetail{
		TaskNo:          string(b.TaskNo),
		TaskDetailNo:    string(b.TaskDetailNo),
		Domain:          string(b.DomainName),
		InstanceID:      string(b.InstanceID),
		TaskType:        string(b.TaskType),
		TypeDescription: string(b.TaskTypeDescription),
		Status:          detailStatus(string(b.TaskStatus), b.TaskStatusCode),
		TryCount:        int(b.TryCount),
		CreateTime:      string(b.CreateTime),
		UpdateTime:      string(b.UpdateTime),
		ErrorMsg:        string(b.ErrorMsg),
		FailReason:      string(b.FailReason),
		Result:          NewSecret(string(b.TaskResult)),
	}
}

type taskBody struct {
	TaskNo              text
	TaskType            text
	TaskTypeDescription text
	TaskNum             integer
	TaskStatus          text
	TaskStatusCode      *integer
	CreateTime          text
	CreateTimeLong      integer
	ClientIP            text `json:"Clientip"`
	TaskCancelStatus    text
}

func (b taskBody) task() Task {
	t := Task{
		TaskNo:          string(b.TaskNo),
		TaskType:        string(b.TaskType),
		TypeDescription: string(b.TaskTypeDescription),
		Num:             int(b.TaskNum),
		Status:          taskStatus(string(b.TaskStatus), b.TaskStatusCode),
		CreateTime:      string(b.CreateTime),
		ClientIP:        string(b.ClientIP),
		CancelStatus:    string(b.TaskCancelStatus),
	}
	if b.CreateTimeLong > 0 {
		t.CreatedAt = time.UnixMilli(int64(b.CreateTimeLong)).UTC()
	} else if at, err := ParseTime(t.CreateTime); err == nil {
		t.CreatedAt = at
	}
	return t
}

type contactBody struct {
	RegistrantName           text
	RegistrantOrganization   text
	Country                  text
	Province                 text
	City                     text
	Address                  text
	PostalCode               text
	Email                    text
	TelArea                  text
	Telephone                text
	TelExt                   text
	ZhRegistrantName         text
	ZhRegistrantOrganization text
	ZhProvince               text
	ZhCity                   text
	ZhAddress                text
}

func (b contactBody) contact() Contact {
	return Contact{
		Name:           string(b.RegistrantName),
		Organization:   string(b.RegistrantOrganization),
		Country:        string(b.Country),
		Province:       string(b.Province),
		City:           string(b.City),
		Address:        string(b.Address),
		PostalCode:     string(b.PostalCode),
		Email:          string(b.Email),
		TelArea:        string(b.TelArea),
		Telephone:      string(b.Telephone),
		TelExt:         string(b.TelExt),
		ZhName:         string(b.ZhRegistrantName),
		ZhOrganization: string(b.ZhRegistrantOrganization),
		ZhProvince:     string(b.ZhProvince),
		ZhCity:         string(b.ZhCity),
		ZhAddress:      string(b.ZhAddress),
	}
}

type contactInfoBody struct {
	RequestID  text `json:"RequestId"`
	CreateDate text
	contactBody
}

func (b contactInfoBody) validate() error {
	if b.RequestID == "" || b.CreateDate == "" && b.contactBody == (contactBody{}) {
		return errShape
	}
	return nil
}

type profilePage struct {
	pageBody
	RegistrantProfiles rows[profileBody]
}

func (b profilePage) validate() error {
	if b.RegistrantProfiles == nil && b.TotalItemNum == nil || len(b.RegistrantProfiles) == 0 && b.RequestID == "" {
		return errShape
	}
	return nil
}

type profileBody struct {
	RegistrantProfileID      integer `json:"RegistrantProfileId"`
	RegistrantType           text
	RegistrantProfileType    text
	DefaultRegistrantProfile boolean
	RealNameStatus           text
	EmailVerificationStatus  text
	CreateTime               text
	UpdateTime               text
	contactBody
}

func (b profileBody) profile() Profile {
	p := Profile{
		ID:             int64(b.RegistrantProfileID),
		ProfileType:    string(b.RegistrantProfileType),
		Default:        bool(b.DefaultRegistrantProfile),
		RealNameStatus: string(b.RealNameStatus),
		EmailVerified:  answered(b.EmailVerificationStatus),
		CreateTime:     string(b.CreateTime),
		UpdateTime:     string(b.UpdateTime),
		Contact:        b.contact(),
	}
	p.Contact.RegistrantType = string(b.RegistrantType)
	return p
}

// answered reads a status of which only 1 (or true) is good news, nil when the
// service did not say.
func answered(t text) *bool {
	if t == "" {
		return nil
	}
	return new(t == "1" || strings.EqualFold(string(t), "true"))
}

type domainBody struct {
	DomainName        text
	InstanceID        text `json:"InstanceId"`
	DomainType        text
	DomainStatus      text
	DomainAuditStatus text
	RegistrantType    text
	RegistrationDate  text
	ExpirationDate    text
}

func (b domainBody) summary() DomainSummary {
	return DomainSummary{
		Domain:         string(b.DomainName),
		InstanceID:     string(b.InstanceID),
		DomainType:     string(b.DomainType),
		DomainStatus:   string(b.DomainStatus),
		AuditStatus:    string(b.DomainAuditStatus),
		RegistrantType: string(b.RegistrantType),
		Registered:     string(b.RegistrationDate),
		Expires:        string(b.ExpirationDate),
	}
}

type domainInfoBody struct {
	RequestID                    text `json:"RequestId"`
	DomainName                   text
	InstanceID                   text `json:"InstanceId"`
	UserID                       text `json:"UserId"`
	RegistrantType               text
	RegistrantName               text
	RegistrantOrganization       text
	Email                        text
	RegistrationDate             text
	ExpirationDate               text
	RealNameStatus               text
	DomainNameVerificationStatus text
	EmailVerificationStatus      text
	EmailVerificationClientHold  *boolean
	DomainStatus                 text
	RegistrantUpdatingStatus     text
	RegistrantInfoStatus         text // the former name of RegistrantUpdatingStatus
	TransferOutStatus            text
	TransferProhibitionLock      text
	UpdateProhibitionLock        text
	DomainNameProxyService       boolean
	DNSList                      rows[text] `json:"DnsList"`
}

func (b domainInfoBody) validate() error {
	if b.DomainName == "" {
		return errShape
	}
	return nil
}

func (b domainInfoBody) info() DomainInfo {
	update := b.RegistrantUpdatingStatus
	if update == "" {
		update = b.RegistrantInfoStatus
	}
	return DomainInfo{
		RequestID:         string(b.RequestID),
		Domain:            string(b.DomainName),
		InstanceID:        string(b.InstanceID),
		UserID:            string(b.UserID),
		RegistrantType:    string(b.RegistrantType),
		Name:              string(b.RegistrantName),
		Organization:      string(b.RegistrantOrganization),
		Email:             string(b.Email),
		Registered:        string(b.RegistrationDate),
		Expires:           string(b.ExpirationDate),
		RealNameStatus:    string(b.RealNameStatus),
		NameVerification:  string(b.DomainNameVerificationStatus),
		DomainStatus:      string(b.DomainStatus),
		EmailVerified:     answered(b.EmailVerificationStatus),
		EmailClientHold:   (*bool)(b.EmailVerificationClientHold),
		RegistrantUpdate:  string(update),
		TransferOut:       string(b.TransferOutStatus),
		TransferLock:      string(b.TransferProhibitionLock),
		UpdateLock:        string(b.UpdateProhibitionLock),
		NameServers:       convert(b.DNSList, func(t text) string { return string(t) }),
		PrivacyProtection: bool(b.DomainNameProxyService),
	}
}
