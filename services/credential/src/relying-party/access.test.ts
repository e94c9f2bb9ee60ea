import { createHmac } from "node:crypto";
import { ApiKeyKind } from "@signet/proto/credential/v1/api_key";
import { expect, test } from "vitest";
import { freshId, onBothDatabases, outcomes, reasonFrom, times } from "../test/worlds.ts";
import { relyingPartyWorld } from "./test/world.ts";

const PATH = "/v1/webauthn/authentication/initialize";
const BODY_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

await onBothDatabases("signed requests of relying parties", (world) => {
  const { units, apiKeys, call } = world;
  const { access, newParty } = relyingPartyWorld(world);

  async function newKey() {
    const apiKeyId = freshId();
    const relyingPartyId = await newParty();
    const { secret } = await apiKeys.createApiKey(
      { apiKeyId, name: "shop", kind: ApiKeyKind.HMAC, relyingPartyId },
      call,
    );
    return { apiKeyId, secret };
  }

  /** The signature of a request, and the request as it is asked about with it. */
  function signed({ apiKeyId, secret }: { readonly apiKeyId: string; readonly secret: string }, bodyHash: string) {
    const [time, nonce] = [String(Math.floor(units.clock.now().getTime() / 1_000)), freshId()];
    const message = [apiKeyId, time, "POST", PATH, nonce, ...(bodyHash === "" ? [] : [bodyHash])].join(":");
    return { apiKeyId, time, nonce, signature: createHmac("sha256", secret).update(message).digest("hex") };
  }

  const authorize = (header: object, bodyHash: string) => {
    const token = Buffer.from(JSON.stringify(header)).toString("base64");
    const value = { token, method: "POST", paths: [PATH], bodyHash };
    return access.authorizeRelyingParty({ proof: { case: "signedRequest", value } }, call);
  };

  test("of 64 copies of a request one is served", async () => {
    const header = signed(await newKey(), BODY_HASH);
    const copies = times(64, () => authorize(header, BODY_HASH));
    expect(await outcomes(copies)).toEqual({ success: 1, CALLER_UNAUTHENTICATED: 63 });
    expect(await reasonFrom(authorize(header, BODY_HASH))).toBe("CALLER_UNAUTHENTICATED");
  });

  test("a signature of a request with a body is none of the same request without it", async () => {
    const header = signed(await newKey(), BODY_HASH);
    const bare = { ...header, nonce: `${header.nonce}:${BODY_HASH}` };
    expect(await reasonFrom(authorize(bare, ""))).toBe("CALLER_UNAUTHENTICATED");
    expect(await reasonFrom(authorize(header, BODY_HASH))).toBeUndefined();
  });
});
