package main

import (
	"encoding/base64"
	"encoding/json"
	"time"
)

// Bytes are unpadded base64url, and an error where they are not.
type Bytes []byte

func (b Bytes) MarshalJSON() ([]byte, error) {
	return json.Marshal(base64.RawURLEncoding.EncodeToString(b))
}

func (b *Bytes) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	decoded, err := base64.RawURLEncoding.Strict().DecodeString(text)
	*b = decoded
	return err
}

// Of requests (section 1.6). Members without omitempty are sent empty, as null or as false.

type user struct {
	ID          string `json:"id"`
	Name        string `json:"name,omitempty"`
	DisplayName string `json:"displayName,omitempty"`
}

type selection struct {
	AuthenticatorAttachment string `json:"authenticatorAttachment"`
	RequireResidentKey      bool   `json:"requireResidentKey"`
	UserVerification        string `json:"userVerification"`
}

type registrationRequest struct {
	User    user `json:"user"`
	Options struct {
		AuthenticatorSelection *selection `json:"authenticatorSelection"`
		Attestation            string     `json:"attestation"`
	} `json:"options"`
}

type authenticationRequest struct {
	User    user `json:"user"`
	Options struct {
		UserVerification        string `json:"userVerification"`
		AuthenticatorAttachment string `json:"authenticatorAttachment"`
	} `json:"options"`
}

type transactionRequest struct {
	authenticationRequest
	Transaction string `json:"transaction"`
}

type nameChange struct {
	Name string `json:"name"`
}

// Of answers (section 1.5). What is not named here does not reach the browser.

type descriptor struct {
	Type       string   `json:"type"`
	ID         Bytes    `json:"id"`
	Transports []string `json:"transports,omitempty"`
}

type creationOptions struct {
	PublicKey struct {
		Challenge Bytes `json:"challenge"`
		RP        struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		} `json:"rp"`
		User struct {
			ID          Bytes  `json:"id"`
			Name        string `json:"name"`
			DisplayName string `json:"displayName"`
		} `json:"user"`
		Parameters []struct {
			Type string `json:"type"`
			Alg  int    `json:"alg"`
		} `json:"pubKeyCredParams"`
		Selection   *selection   `json:"authenticatorSelection,omitempty"`
		Timeout     int          `json:"timeout"`
		Attestation string       `json:"attestation,omitempty"`
		Exclude     []descriptor `json:"excludeCredentials,omitempty"`
	} `json:"publicKey"`
}

type requestOptions struct {
	PublicKey struct {
		Challenge        Bytes        `json:"challenge"`
		Timeout          int          `json:"timeout"`
		RPID             string       `json:"rpId"`
		Allow            []descriptor `json:"allowCredentials,omitempty"`
		UserVerification string       `json:"userVerification"`
	} `json:"publicKey"`
}

// A browser's answer, without clientExtensionResults, transports and attachment: Go's model has none of them.
type browserCredential struct {
	ID       string `json:"id"`
	RawID    Bytes  `json:"rawId"`
	Type     string `json:"type"`
	Response struct {
		ClientDataJSON    Bytes  `json:"clientDataJSON"`
		AttestationObject *Bytes `json:"attestationObject,omitempty"`
		AuthenticatorData *Bytes `json:"authenticatorData,omitempty"`
		Signature         *Bytes `json:"signature,omitempty"`
		UserHandle        *Bytes `json:"userHandle,omitempty"`
	} `json:"response"`
}

type credential struct {
	ID               Bytes     `json:"id"`
	CreatedAt        time.Time `json:"createdAt"`
	LastUsed         time.Time `json:"lastUsed"`
	Name             string    `json:"name"`
	UserVerification bool      `json:"userVerification"`
	IsResidentKey    bool      `json:"isResidentKey"`
	Authenticator    *struct {
		AAGUID     string `json:"aaguid"`
		Name       string `json:"name,omitempty"`
		Attachment string `json:"attachment,omitempty"`
	} `json:"authenticator"`
	User user `json:"user"`
}

type finalized struct {
	Credential credential `json:"credential"`
}
