// A Go program for the tests: it reads one command a line, makes the call, and writes one answer a line.
package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"
)

type command struct {
	Call string `json:"call"`
	// Of the first command.
	BaseURL  string `json:"baseUrl"`
	Secret   string `json:"secret"`
	APIKeyID string `json:"apiKeyId"`
	// Of the calls.
	UserID           string             `json:"userId"`
	UserName         string             `json:"userName"`
	UserVerification string             `json:"userVerification"`
	Attachment       string             `json:"attachment"`
	Transaction      string             `json:"transaction"`
	Credential       *browserCredential `json:"credential"`
	CredentialID     string             `json:"credentialId"`
	Name             string             `json:"name"`
	Page             int                `json:"page"`
	PageSize         int                `json:"pageSize"`
	EmptyQuery       bool               `json:"emptyQuery"`
}

type answer struct {
	Value any       `json:"value,omitempty"`
	Error *APIError `json:"error,omitempty"`
}

func main() {
	client := &Client{HTTP: &http.Client{Timeout: 10 * time.Second}}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		given := command{}
		if err := json.Unmarshal(lines.Bytes(), &given); err != nil {
			panic(err)
		}
		value, failure := client.run(given)
		if failure != nil {
			value = nil
		}
		if err := out.Encode(answer{Value: value, Error: failure}); err != nil {
			panic(err)
		}
	}
}

func (c *Client) run(given command) (any, *APIError) {
	one := "credentials/" + given.CredentialID
	switch given.Call {
	case "connect":
		c.BaseURL, c.Secret, c.APIKeyID = given.BaseURL, given.Secret, given.APIKeyID
		return true, nil
	case "InitializeRegistration":
		out := &creationOptions{}
		return out, c.do("POST", "registration/initialize", nil, registrationOf(given), out)
	case "FinalizeRegistration":
		out := &finalized{}
		return out, c.do("POST", "registration/finalize", nil, given.Credential, out)
	case "InitializeAuthentication":
		out := &requestOptions{}
		return out, c.do("POST", "authentication/initialize", nil, authenticationOf(given), out)
	case "FinalizeAuthentication":
		out := &finalized{}
		return out, c.do("POST", "authentication/finalize", nil, given.Credential, out)
	case "InitializeTransaction":
		out := &requestOptions{}
		in := transactionRequest{authenticationRequest: authenticationOf(given), Transaction: given.Transaction}
		return out, c.do("POST", "transaction/initialize", nil, in, out)
	case "FinalizeTransaction":
		out := &finalized{}
		return out, c.do("POST", "transaction/finalize", nil, given.Credential, out)
	case "ListCredentials":
		out := &[]credential{}
		return out, c.do("GET", "credentials", queryOf(given), nil, out)
	case "GetCredential":
		out := &credential{}
		return out, c.do("GET", one, nil, nil, out)
	case "UpdateCredential":
		out := &credential{}
		return out, c.do("PUT", one, nil, nameChange{given.Name}, out)
	case "DeleteCredential":
		return true, c.do("DELETE", one, nil, nil, nil)
	}
	panic("no call " + given.Call)
}

func registrationOf(given command) registrationRequest {
	in := registrationRequest{User: user{ID: given.UserID, Name: given.UserName, DisplayName: given.UserName}}
	if given.UserVerification != "" || given.Attachment != "" {
		in.Options.AuthenticatorSelection = &selection{given.Attachment, false, given.UserVerification}
	}
	return in
}

func authenticationOf(given command) authenticationRequest {
	in := authenticationRequest{User: user{ID: given.UserID}}
	in.Options.UserVerification, in.Options.AuthenticatorAttachment = given.UserVerification, given.Attachment
	return in
}

// A query that was asked for is sent with all its members, an absent one as a bare "?".
func queryOf(given command) url.Values {
	if !given.EmptyQuery && given.UserID == "" && given.Page == 0 && given.PageSize == 0 {
		return nil
	}
	return url.Values{
		"user_id":   {given.UserID},
		"page":      {strconv.Itoa(given.Page)},
		"page_size": {strconv.Itoa(given.PageSize)},
	}
}
