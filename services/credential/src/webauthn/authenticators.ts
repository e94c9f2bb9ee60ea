import names from "./authenticators.json" with { type: "json" };

// The keys of a JSON file are known to the compiler one by one; here any text is looked up.
const known: ReadonlyMap<string, string> = new Map(Object.entries(names));

/** What an authenticator is called, by its AAGUID; empty for an unknown model and for one that keeps it to itself. */
export function nameOfAuthenticator(aaguid: string): string {
  return known.get(aaguid) ?? "";
}
