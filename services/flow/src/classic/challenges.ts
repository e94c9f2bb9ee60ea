import { timestampDate } from "@bufbuild/protobuf/wkt";
import { problem } from "@signet/kit";
import type { Ceremony } from "@signet/proto/credential/v1/credential";
import { Reason } from "@signet/proto/errors/v1/errors";
import { z } from "zod";
import { ceremonyFrom, remembered } from "../ceremonies.ts";
import type { GivenChallenge } from "./ceremony.ts";
import type { ClassicVisit } from "./visit.ts";

/** Keeps the ceremony of a challenge that goes to a browser. */
export async function keepChallenge(
  { ceremonies, tenantId, now }: ClassicVisit,
  kind: GivenChallenge["kind"],
  ceremony: Ceremony | undefined,
): Promise<void> {
  if (!ceremony?.expireTime) throw new Error("credential made options without a ceremony");
  const given = { kind, id: ceremony.challenge, ceremony: remembered(ceremony) };
  await ceremonies.put(tenantId, given, { now, until: timestampDate(ceremony.expireTime) });
}

/**
 * The ceremony that an authenticator answers, which no other answer finds again. Fails with WEBAUTHN_RESPONSE_MALFORMED,
 * WEBAUTHN_CHALLENGE_UNKNOWN.
 */
export async function takeChallenge(
  { ceremonies, tenantId }: ClassicVisit,
  kind: GivenChallenge["kind"],
  responseJson: string,
): Promise<Ceremony> {
  const given = await ceremonies.take(tenantId, kind, challengeOf(responseJson));
  if (!given) throw challengeUnknown();
  return ceremonyFrom(given.ceremony);
}

/** An answer to nothing that was asked of this user. */
export function challengeUnknown() {
  return problem(Reason.WEBAUTHN_CHALLENGE_UNKNOWN, "Stored challenge and received challenge do not match");
}

/** Challenges have 32 bytes; whatever is longer was never given. */
const base64url = z.string().regex(/^[A-Za-z0-9_-]+={0,2}$/);
const answer = z.object({ response: z.object({ clientDataJSON: base64url }) });
const clientData = z.object({ challenge: base64url.max(64) });

/** Only to find the ceremony: the credential unit checks the answer as a whole. */
function challengeOf(responseJson: string): string {
  const { data } = answer.safeParse(parse(responseJson));
  const text = Buffer.from(data?.response.clientDataJSON ?? "", "base64url").toString("utf8");
  const { data: said } = clientData.safeParse(parse(text));
  if (!said) throw problem(Reason.WEBAUTHN_RESPONSE_MALFORMED, "the credential cannot be read");
  return said.challenge;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
