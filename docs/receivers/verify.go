// Package webhooks verifies webhooks that are signed as Standard Webhooks 1.0.0 says (v1), with Go's standard library
// alone.
//
//	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
//	id, err := webhooks.Verify([]string{os.Getenv("HR_SECRET")}, r.Header, body, time.Now())
//	if err != nil {
//		http.Error(w, "", http.StatusUnauthorized)
//		return
//	}
//
// Give the body as it came, before anything parses it. The id is the same each time a webhook is sent again: remember it,
// and a webhook that comes twice is done once. During a rotation give both secrets.
package webhooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Tolerance is how far from now a webhook's time may be, on either side.
const Tolerance = 5 * time.Minute

// Verify returns the webhook's id, or an error with the reason.
func Verify(secrets []string, header http.Header, body []byte, now time.Time) (string, error) {
	id, timestamp := header.Get("webhook-id"), header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if id == "" || err != nil {
		return "", errors.New("a header is missing, or webhook-timestamp is no number")
	}
	signed := append([]byte(id+"."+timestamp+"."), body...)
	if !matchesAny(secrets, signed, strings.Fields(header.Get("webhook-signature"))) {
		return "", errors.New("no signature matches")
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > Tolerance || age < -Tolerance {
		return "", errors.New("the webhook was signed too long ago, or the clocks differ")
	}
	return id, nil
}

func matchesAny(secrets []string, signed []byte, entries []string) bool {
	for _, secret := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
		if err != nil {
			continue
		}
		hash := hmac.New(sha256.New, key)
		hash.Write(signed)
		expected := hash.Sum(nil)
		for _, entry := range entries {
			version, signature, _ := strings.Cut(entry, ",")
			given, err := base64.StdEncoding.DecodeString(signature)
			if version == "v1" && err == nil && hmac.Equal(given, expected) {
				return true
			}
		}
	}
	return false
}
