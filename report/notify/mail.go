package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"html"
	stdmail "net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// Errors of NewMail. None of them quotes the address.
var (
	ErrNoMailURL    = errors.New("is no address of a mail server: write smtp://USER@HOST:587?from=ADDRESS&to=ADDRESS,ADDRESS, or smtps://")
	ErrMailAddress  = errors.New("has a from or to that is no mail address")
	ErrMailUnsigned = errors.New("names no user for the password")
)

// mailer sends summaries as mail.
type mailer struct {
	HTTP
	host     string
	port     int
	implicit bool // TLS from the first byte
	local    bool // on this machine: TLS when it is offered
	user     string
	password string
	from     string
	to       []string
	lang     string
}

// NewMail makes a sender of mails from smtp://USER@HOST:PORT?from=…&to=…,…
// (STARTTLS, port 587) or smtps://… (TLS from the start, port 465). Without
// encryption nothing is sent, but to a server on this machine. The password is
// the secret, or stands in the address.
func NewMail(address, secret, lang string, how HTTP) (Sender, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, ErrNoMailURL
	}
	m := &mailer{HTTP: how, host: u.Hostname(), port: 587, implicit: u.Scheme == "smtps", local: isLoopback(u.Hostname()), user: u.User.Username(), lang: lang}
	if m.implicit {
		m.port = 465
	}
	if u.Port() != "" {
		m.port, _ = strconv.Atoi(u.Port())
	}
	m.password, _ = u.User.Password()
	if secret != "" {
		m.password = secret
	}
	if m.user == "" && u.User != nil {
		return nil, ErrMailUnsigned
	}
	from, to := u.Query().Get("from"), strings.Split(u.Query().Get("to"), ",")
	for _, one := range append([]string{from}, to...) {
		if _, err := stdmail.ParseAddress(one); err != nil || strings.ContainsAny(one, "\r\n\x00") {
			return nil, ErrMailAddress
		}
	}
	m.from, m.to = from, to
	return m, nil
}

// MailHost is all of the address of a mail server that may be shown.
func MailHost(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return "?"
	}
	return u.Host
}

// Send implements Sender.
func (m *mailer) Send(ctx context.Context, s *Summary) error {
	msg, err := m.compose(s)
	if err != nil {
		return &Refusal{Reason: "the mail cannot be written"}
	}
	client, err := mail.NewClient(m.host, m.options()...)
	if err != nil {
		return &Refusal{Reason: "its settings cannot be used"}
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() { // a server that does not say goodbye has the mail all the same
		return nil
	}
	return mailRefusal(ctx, err)
}

func (m *mailer) options() []mail.Option {
	policy := mail.TLSMandatory
	if m.local {
		policy = mail.TLSOpportunistic
	}
	opts := []mail.Option{
		mail.WithPort(m.port), mail.WithTimeout(10 * time.Second), mail.WithTLSPolicy(policy), mail.WithoutNoop(),
		mail.WithTLSConfig(&tls.Config{MinVersion: tls.VersionTLS12, ServerName: m.host, RootCAs: m.Roots}),
	}
	if m.implicit {
		opts = append(opts, mail.WithSSL())
	}
	if m.user != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.user), mail.WithPassword(m.password))
	}
	return opts
}

// compose writes a mail of plain text with the same as simple HTML beside it.
// Nothing in a summary can end a header: it is made plain, and the library
// encodes what is not ASCII.
func (m *mailer) compose(s *Summary) (*mail.Msg, error) {
	msg := mail.NewMsg()
	if err := errors.Join(msg.From(m.from), msg.To(m.to...)); err != nil {
		return nil, err
	}
	msg.Subject(s.Title(m.lang))
	msg.SetDateWithValue(m.Now())
	msg.SetMessageIDWithValue(s.ID + "@domainbatch")
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // no answers of absent people
	msg.SetBodyString(mail.TypeTextPlain, s.Text(m.lang))
	msg.AddAlternativeString(mail.TypeTextHTML, page(s, m.lang))
	return msg, nil
}

func page(s *Summary, lang string) string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><html><body><h3>" + html.EscapeString(s.Title(lang)) + "</h3><table>")
	for _, l := range s.Lines(lang) {
		b.WriteString("<tr><td>" + html.EscapeString(l.Name) + "</td><td>" + html.EscapeString(l.Value) + "</td></tr>\n")
	}
	b.WriteString("</table></body></html>\n")
	return b.String()
}

// mailRefusal says why a mail was not taken, without what the server said: it
// may name addresses.
func mailRefusal(ctx context.Context, err error) error {
	var sent *mail.SendError
	switch {
	case errors.As(err, &sent):
		reason := "it refused the mail"
		if sent.ErrorCode() != 0 {
			reason += fmt.Sprintf(" (SMTP %d)", sent.ErrorCode())
		}
		return &Refusal{Reason: reason, Again: sent.IsTemp() && ctx.Err() == nil}
	case errors.Is(err, mail.ErrNoSupportedAuthDiscovered):
		return &Refusal{Reason: "it offers no way to log in that is safe here"}
	case strings.Contains(err.Error(), "STARTTLS"):
		return &Refusal{Reason: "it offers no encryption (STARTTLS)"}
	case strings.Contains(err.Error(), "AUTH"), strings.Contains(err.Error(), "535"):
		return &Refusal{Reason: "it refused user and password"}
	}
	reason, again := unsent(err)
	return &Refusal{Reason: reason, Again: again && ctx.Err() == nil}
}
