package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
)

// The headers of a webhook.
const (
	HeaderSignature = "Domainbatch-Signature" // t=UNIX SECONDS,v1=HEX
	HeaderEvent     = "Domainbatch-Event"
	HeaderDelivery  = "Domainbatch-Delivery" // id of the message: the same in each attempt
)

// webhook posts a summary as it is. With a secret it signs the time and the
// body, in the manner of Stripe: a receiver computes HMAC-SHA256 with the
// secret over the seconds of t, a full stop and the body as it came, compares
// its hex digits with v1 in constant time, and refuses what is older than a few
// minutes.
type webhook struct {
	HTTP
	to     *Address
	client *http.Client
	secret string
}

// NewWebhook makes a sender of summaries as JSON. Without a secret they are
// not signed.
func NewWebhook(to *Address, secret string, how HTTP) Sender {
	return &webhook{how, to, how.client(to), secret}
}

func (w *webhook) Send(ctx context.Context, s *Summary) error {
	body, err := s.JSON()
	if err != nil {
		return err
	}
	header := jsonHeader()
	header.Set(HeaderEvent, string(s.Event))
	header.Set(HeaderDelivery, s.ID)
	if w.secret != "" {
		header.Set(HeaderSignature, signed(w.secret, w.Now().Unix(), body))
	}
	_, err = w.post(ctx, w.client, w.to.with(""), body, header)
	return err
}

func signed(secret string, at int64, body []byte) string {
	seconds := strconv.FormatInt(at, 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(seconds + "."))
	mac.Write(body)
	return "t=" + seconds + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}
