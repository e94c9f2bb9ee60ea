package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Client of the Authentication API, written from the contract with nothing but the standard library. It does what Go
// programs do by themselves: a line break ends each body, "<" is escaped, empty members are sent, a body is announced
// where there is none.
type Client struct {
	BaseURL  string
	Secret   string
	APIKeyID string
	HTTP     *http.Client
}

// APIError is the body of every answer that is no success (section 1.8).
type APIError struct {
	Message      string `json:"message"`
	Details      string `json:"details"`
	DebugMessage string `json:"debug_message"`
	StatusText   string `json:"status_text"`
	StatusCode   int    `json:"status_code"`
}

func (e *APIError) Error() string {
	return fmt.Sprintf("%d - %s: %s", e.StatusCode, e.StatusText, e.Message)
}

func sdkError(cause error) *APIError {
	return &APIError{Message: "sdk error", Details: cause.Error(), StatusText: "Internal Server Error", StatusCode: 500}
}

// do sends one request and decodes its answer into out, strictly as far as types go.
func (c *Client) do(method, path string, query url.Values, in, out any) *APIError {
	body := &bytes.Buffer{}
	if in != nil {
		if err := json.NewEncoder(body).Encode(in); err != nil {
			return sdkError(err)
		}
	}
	target, err := url.Parse(strings.TrimSuffix(c.BaseURL, "/") + "/v1/webauthn/" + path + "?" + query.Encode())
	if err != nil {
		return sdkError(err)
	}
	raw := body.Bytes()
	request, err := http.NewRequest(method, target.String(), bytes.NewReader(raw))
	if err != nil {
		return sdkError(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", c.authorization(method, target.Path, raw))

	response, err := c.HTTP.Do(request)
	if err != nil {
		return sdkError(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return sdkError(err)
	}
	if response.StatusCode < 200 || response.StatusCode >= 300 {
		failure := &APIError{}
		if err := json.Unmarshal(content, failure); err != nil {
			return sdkError(err)
		}
		return failure
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(content, out); err != nil {
		return sdkError(err)
	}
	return nil
}

// authorization is section 1.2: the plain secret, or a signature when there is a key id.
func (c *Client) authorization(method, path string, body []byte) string {
	if c.APIKeyID == "" {
		return "secret " + c.Secret
	}
	now := strconv.FormatInt(time.Now().Unix(), 10)
	nonce := newUUID()
	parts := []string{c.APIKeyID, now, method, path, nonce}
	if len(body) > 0 {
		hash := sha256.Sum256(body)
		parts = append(parts, hex.EncodeToString(hash[:]))
	}
	mac := hmac.New(sha256.New, []byte(c.Secret))
	mac.Write([]byte(strings.Join(parts, ":")))
	token, _ := json.Marshal(map[string]string{
		"apiKeyId":  c.APIKeyID,
		"time":      now,
		"nonce":     nonce,
		"signature": hex.EncodeToString(mac.Sum(nil)),
	})
	return "hanko " + base64.RawStdEncoding.EncodeToString(token)
}

func newUUID() string {
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		panic(err)
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
