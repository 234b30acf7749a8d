package notify

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	stdmail "net/mail"
	"strings"
	"sync"
	"testing"
)

// postOffice is a mail server on loopback: as much of SMTP as a client needs.
type postOffice struct {
	t        *testing.T
	listener net.Listener
	tls      *tls.Config
	roots    *x509.CertPool
	startTLS bool   // offers it
	implicit bool   // TLS from the first byte
	refuse   string // answer to MAIL FROM, "" to take it
	rude     bool   // hangs up in place of a goodbye

	mu    sync.Mutex
	mails []letter
	tries int
}

// letter is a mail that was taken.
type letter struct {
	encrypted    bool
	user, secret string
	from         string
	to           []string
	data         string
}

func openPostOffice(t *testing.T, how func(*postOffice)) *postOffice {
	t.Helper()
	certified := httptest.NewTLSServer(nil)
	t.Cleanup(certified.Close)
	o := &postOffice{t: t, startTLS: true, tls: &tls.Config{Certificates: certified.TLS.Certificates}, roots: x509.NewCertPool()}
	o.roots.AddCert(certified.Certificate())
	how(o)
	var err error
	if o.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.listener.Close() })
	go func() {
		for {
			conn, err := o.listener.Accept()
			if err != nil {
				return
			}
			go o.serve(conn)
		}
	}()
	return o
}

func (o *postOffice) serve(conn net.Conn) {
	defer func() { conn.Close() }()
	o.mu.Lock()
	o.tries++
	o.mu.Unlock()
	var l letter
	if o.implicit {
		conn, l.encrypted = tls.Server(conn, o.tls), true
	}
	in := bufio.NewReader(conn)
	say := func(line string) { io.WriteString(conn, line+"\r\n") }
	say("220 test ESMTP")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSpace(line)
		switch verb := strings.ToUpper(strings.SplitN(line+" ", " ", 2)[0]); verb {
		case "EHLO":
			say("250-test")
			if o.startTLS && !l.encrypted {
				say("250-STARTTLS")
			}
			say("250-AUTH PLAIN")
			say("250 8BITMIME")
		case "STARTTLS":
			say("220 go ahead")
			conn, l.encrypted = tls.Server(conn, o.tls), true
			in = bufio.NewReader(conn)
		case "AUTH":
			plain, _ := base64.StdEncoding.DecodeString(line[strings.LastIndex(line, " ")+1:])
			parts := strings.Split(string(plain), "\x00")
			if len(parts) != 3 || parts[2] != secret {
				say("535 5.7.8 secret-from-server refused")
				continue
			}
			l.user, l.secret = parts[1], parts[2]
			say("235 welcome")
		case "MAIL":
			if o.refuse != "" {
				say(o.refuse)
				continue
			}
			l.from = line
			say("250 ok")
		case "RCPT":
			l.to = append(l.to, line)
			say("250 ok")
		case "DATA":
			say("354 go on")
			for {
				line, err := in.ReadString('\n')
				if err != nil || line == ".\r\n" {
					break
				}
				l.data += line
			}
			o.mu.Lock()
			o.mails = append(o.mails, l)
			o.mu.Unlock()
			say("250 taken")
		case "QUIT":
			if !o.rude {
				say("221 bye")
			}
			return
		default:
			say("250 ok")
		}
	}
}

func (o *postOffice) mailer(t *testing.T, scheme string) Sender {
	t.Helper()
	how := plainHTTP()
	how.Roots = o.roots
	m, err := NewMail(fmt.Sprintf("%s://robot@%s?from=jobs@example.com&to=ops@example.com,boss@example.com", scheme, o.listener.Addr()), secret, "zh", how)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A mail arrives encrypted, logged in, with both bodies, and nothing in it adds
// a header or a receiver.
func TestMailIsEncryptedAndCannotBeSteered(t *testing.T) {
	for _, scheme := range []string{"smtp", "smtps"} {
		o := openPostOffice(t, func(o *postOffice) { o.implicit = scheme == "smtps" })
		if err := o.mailer(t, scheme).Send(context.Background(), ended()); err != nil {
			t.Fatalf("%s: %v", scheme, err)
		}
		l := o.mails[0]
		if !l.encrypted || l.user != "robot" || l.secret != secret || len(l.to) != 2 || !strings.Contains(l.from, "<jobs@example.com>") {
			t.Errorf("%s: %+v", scheme, l)
		}
		msg, err := stdmail.ReadMessage(strings.NewReader(l.data))
		if err != nil {
			t.Fatal(err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
		if err != nil || !strings.HasPrefix(subject, "domainbatch 已结束") || msg.Header.Get("Bcc") != "" {
			t.Errorf("%s: subject %q, %v, headers %v", scheme, subject, err, msg.Header)
		}
		if msg.Header.Get("Message-Id") != "<"+ended().ID+"@domainbatch>" || msg.Header.Get("Auto-Submitted") != "auto-generated" {
			t.Errorf("%s: headers %v", scheme, msg.Header)
		}
		text, page := bodies(t, msg)
		if !strings.Contains(text, "退出码: 4") || !strings.Contains(page, "<td>退出码</td><td>4") || strings.Contains(page, "<b>") {
			t.Errorf("%s:\n%s\n%s", scheme, text, page)
		}
	}
}

// bodies are the plain and the marked-up text of a mail.
func bodies(t *testing.T, msg *stdmail.Message) (text, page string) {
	t.Helper()
	_, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return text, page
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/plain") {
			text = string(content)
		} else {
			page = string(content)
		}
	}
}

// Without encryption nothing is sent to another machine, the password least.
func TestMailIsNotSentInTheClear(t *testing.T) {
	o := openPostOffice(t, func(o *postOffice) { o.startTLS = false })
	m := o.mailer(t, "smtp").(*mailer)
	m.local = false
	err := m.Send(context.Background(), ended())
	if err == nil || len(o.mails) > 0 || !strings.Contains(err.Error(), "STARTTLS") {
		t.Errorf("%v, %+v", err, o.mails)
	}
}

// What a server says is not repeated, temporary refusals are tried again, and a
// mail that was taken is not sent twice because of how the server parts.
func TestRefusalsOfMail(t *testing.T) {
	for name, c := range map[string]struct {
		how      func(*postOffice)
		password string
		attempts int
		says     string
	}{
		"busy":           {func(o *postOffice) { o.refuse = "451 4.7.1 secret-from-server greylisted" }, secret, 4, "SMTP 451"},
		"refused":        {func(o *postOffice) { o.refuse = "550 5.7.1 secret-from-server no" }, secret, 1, "SMTP 550"},
		"wrong password": {func(*postOffice) {}, "wrong", 1, "user and password"},
		"rude":           {func(o *postOffice) { o.rude = true }, secret, 1, ""},
	} {
		o := openPostOffice(t, c.how)
		m := o.mailer(t, "smtp").(*mailer)
		m.password = c.password
		got := Deliver(context.Background(), []Receiver{{Name: "mail", On: Events(), Sender: m}}, ended(), quick)
		if got[0].Attempts != c.attempts || o.tries != c.attempts || (got[0].Err == nil) != (c.says == "") {
			t.Errorf("%s: %+v, %d tries", name, got, o.tries)
		}
		if err := got[0].Err; err != nil && (!strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "secret-from-server")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAddressesOfMail(t *testing.T) {
	for address, want := range map[string]error{
		"smtp://u@mail.example.com?from=a@example.com&to=b@example.com":                 nil,
		"smtps://u:secret@mail.example.com:465?from=a@example.com&to=b@x.com,c@x.com":   nil,
		"smtp://127.0.0.1:25?from=a@example.com&to=b@example.com":                       nil,
		"https://mail.example.com/?from=a@example.com&to=b@example.com":                 ErrNoMailURL,
		"smtp://u:secret@mail.example.com?from=a@example.com":                           ErrMailAddress,
		"smtp://u:secret@mail.example.com?from=a&to=b@example.com":                      ErrMailAddress,
		"smtp://u:secret@mail.example.com?from=a@example.com%0d%0aBcc:x@y.z&to=b@x.com": ErrMailAddress,
		"smtp://:secret@mail.example.com?from=a@example.com&to=b@example.com":           ErrMailUnsigned,
		"smtp://u:secret@mail example.com?from=a@example.com&to=b@example.com":          ErrNoMailURL,
	} {
		_, err := NewMail(address, "", "en", plainHTTP())
		if err != want {
			t.Errorf("%s: %v, want %v", address, err, want)
		}
		if shown := MailHost(address); strings.Contains(shown, "secret") || strings.Contains(shown, "@") {
			t.Errorf("%s shows as %s", address, shown)
		}
	}
}
