package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// chat is a group of people behind the webhook of a chat service.
type chat struct {
	HTTP
	to     *Address
	client *http.Client
	secret string
	lang   string
	body   func(c *chat, s *Summary) any
	query  func(c *chat) []string    // what signs the request, added to its address; may be nil
	judge  func(answer []byte) error // what the service says in an answer of HTTP 200
}

func (c *chat) Send(ctx context.Context, s *Summary) error {
	body, err := encoded(c.body(c, s))
	if err != nil {
		return err
	}
	var query []string
	if c.query != nil {
		query = c.query(c)
	}
	answer, err := c.post(ctx, c.client, c.to.with("", query...), body, jsonHeader())
	if err != nil {
		return err
	}
	return c.judge(answer)
}

// hmacBase64 is HMAC-SHA256 in base64.
func hmacBase64(key, text string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// codeJudge judges answers of services that answer 200 to everything and say
// in a member of the body what became of it: 0 is good. busy are those codes
// after which it is worth trying again.
func codeJudge(member, signature string, busy ...int) func([]byte) error {
	return func(answer []byte) error {
		var said map[string]any
		if err := json.Unmarshal(answer, &said); err != nil {
			return &Refusal{Reason: "its answer is not that of the service"}
		}
		number, ok := said[member].(float64)
		if !ok {
			return &Refusal{Reason: "its answer has no " + member}
		}
		code := int(number)
		if code == 0 {
			return nil
		}
		reason := fmt.Sprintf("it answered with %s %d", member, code)
		if strconv.Itoa(code) == signature {
			reason += ": the message is not signed as its settings want, check --notify-secret and the clock"
		}
		return &Refusal{Reason: reason, Again: slices.Contains(busy, code)}
	}
}

// The limits of messages, in bytes unless said otherwise, as the services
// document them, with room for what stands around the text.
const (
	mostDingTalk = 18000 // of 20,000
	mostFeishu   = 18000 // of 20 KB for the whole request
	mostWeCom    = 4096
	mostSlack    = 2900 // of 3,000 letters a section
	mostHeader   = 140  // of 150 letters
)

// NewDingTalk makes a sender for a robot of DingTalk. With a secret (SEC…) each
// request is signed: base64 of HMAC-SHA256 of "milliseconds LF secret" with the
// secret as key, beside the milliseconds in the query. Documented; so are
// errcode in answers of HTTP 200, and 20 messages a minute.
func NewDingTalk(to *Address, secret, lang string, how HTTP) Sender {
	c := &chat{HTTP: how, to: to, client: how.client(to), secret: secret, lang: lang, judge: codeJudge("errcode", "310000", -1, 130101)}
	c.body = func(c *chat, s *Summary) any {
		return map[string]any{"msgtype": "markdown", "markdown": map[string]string{
			"title": cut(s.Title(c.lang), mostHeader), "text": cut(markdown(s, c.lang), mostDingTalk),
		}}
	}
	if secret != "" {
		c.query = func(c *chat) []string {
			at := strconv.FormatInt(c.Now().UnixMilli(), 10)
			return []string{"timestamp", at, "sign", hmacBase64(secret, at+"\n"+secret)}
		}
	}
	return c
}

// NewWeCom makes a sender for a robot of WeCom (WeChat Work). Its key is in the
// address; nothing is signed. Documented: errcode in answers of HTTP 200, 4,096
// bytes of markdown, 20 messages a minute (45009).
func NewWeCom(to *Address, lang string, how HTTP) Sender {
	return &chat{
		HTTP: how, to: to, client: how.client(to), lang: lang, judge: codeJudge("errcode", "", -1, 45009),
		body: func(c *chat, s *Summary) any {
			return map[string]any{"msgtype": "markdown", "markdown": map[string]string{"content": cut(markdown(s, c.lang), mostWeCom)}}
		},
	}
}

// NewFeishu makes a sender for a custom robot of Feishu or Lark. With a secret
// the body is signed: base64 of HMAC-SHA256 of nothing, with "seconds LF secret"
// as key, beside the seconds. Documented; so is code in answers of HTTP 200
// (19021: the signature does not fit).
func NewFeishu(to *Address, secret, lang string, how HTTP) Sender {
	return &chat{
		HTTP: how, to: to, client: how.client(to), secret: secret, lang: lang, judge: codeJudge("code", "19021", 11232),
		body: func(c *chat, s *Summary) any {
			message := map[string]any{"msg_type": "interactive", "card": feishuCard(s, c.lang)}
			if secret != "" {
				at := strconv.FormatInt(c.Now().Unix(), 10)
				message["timestamp"], message["sign"] = at, hmacBase64(at+"\n"+secret, "")
			}
			return message
		},
	}
}

// feishuCard is a card of plain text: nothing in it can mention anybody.
func feishuCard(s *Summary, lang string) any {
	words := func(text string) any { return map[string]string{"tag": "plain_text", "content": text} }
	return map[string]any{
		"config":   map[string]bool{"wide_screen_mode": true},
		"header":   map[string]any{"title": words(cut(s.Title(lang), mostHeader)), "template": colour(s.Event)},
		"elements": []any{map[string]any{"tag": "div", "text": words(cut(body(s, lang), mostFeishu))}},
	}
}

func colour(e Event) string {
	switch e {
	case Success, Unchanged:
		return "green"
	case Failure, Unknown:
		return "red"
	case Partial, Pending:
		return "orange"
	}
	return "blue"
}

// NewSlack makes a sender for an incoming webhook of Slack. Its key is in the
// address; nothing is signed. Documented: the answer "ok", and 3,000 letters a
// section.
func NewSlack(to *Address, lang string, how HTTP) Sender {
	return &chat{
		HTTP: how, to: to, client: how.client(to), lang: lang,
		judge: func([]byte) error { return nil }, // it says by its status what went wrong
		body: func(c *chat, s *Summary) any {
			words := func(text string) any { return map[string]any{"type": "plain_text", "text": text, "emoji": false} }
			return map[string]any{
				"text": strings.ReplaceAll(s.Title(c.lang), "&", "&amp;"),
				"blocks": []any{
					map[string]any{"type": "header", "text": words(cut(s.Title(c.lang), mostHeader))},
					map[string]any{"type": "section", "text": words(cut(body(s, c.lang), mostSlack))},
				},
			}
		},
	}
}

// body are the lines of a summary; a chat wants some text always.
func body(s *Summary, lang string) string {
	var b strings.Builder
	for _, l := range s.Lines(lang) {
		b.WriteString(l.Name + ": " + l.Value + "\n")
	}
	return b.String()
}

// markdown is a summary as both DingTalk and WeCom understand it.
func markdown(s *Summary, lang string) string {
	var b strings.Builder
	b.WriteString("### " + s.Title(lang) + "\n\n")
	for _, l := range s.Lines(lang) {
		b.WriteString("- " + l.Name + ": " + l.Value + "\n")
	}
	return b.String()
}
