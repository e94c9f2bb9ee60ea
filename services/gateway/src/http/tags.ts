/** Under which headings operations stand in the documents, in this order. */
export const tags = {
  Status: "Whether the service works.",
  Sessions: "Who is signed in, and the keys that prove it.",
  Flows: "Sign-up, sign-in and profile as conversations: each answer says what can be done next.",
  Classic: "Sign-up, sign-in and profile as single calls, for clients that are older than flows.",
  Users: "People who can sign in, and what they are called.",
  Emails: "Addresses of users.",
  Credentials: "What users prove themselves with; secrets are never shown.",
  Metadata: "What programs keep about users.",
  Webhooks: "Calls that tell programs of the operator what happened.",
  "Authentication API":
    "Registration, sign-in and signed transactions with passkeys, for back ends of a relying party.",
  "Passkey API": "The same for several tenants, with result tokens that pages hand to their back ends.",
  "Relying parties": "Tenants of the passkey API, their keys, users and audit logs.",
  "Audit log": "Who did what, when and from where.",
} as const;

export type Tag = keyof typeof tags;
