import { httpClient, type Reply } from "@signet/testkit";
import type { Party } from "./party.ts";

/** The passkey API as a tenant's back end, or its pages without the key, see it. */
export function passkeyApi(apiUrl: string, { relyingPartyId, secret }: Party) {
  const http = httpClient(apiUrl);
  const request = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    http.request(method, `/${relyingPartyId}/${path}`, { body, headers });
  return {
    open: request,
    keyed: (method: string, path: string, body?: unknown): Promise<Reply> =>
      request(method, path, body, { apiKey: ` ${secret} ` }),
  };
}
