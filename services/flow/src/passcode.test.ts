import { uuidv4 } from "@signet/kit";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { describe, expect, test } from "vitest";
import { settle } from "./test/walk/people.ts";
import { flowWorld } from "./test/world.ts";

const world = await flowWorld({
  env: { RATE_LIMITER_ENABLED: "false" },
  settings: {
    mfa: { enabled: false },
    passkey: { acquire_on_login: "never" },
    password: { acquire_on_login: "never" },
  },
});
const { call } = world.units;
const identity = world.units.client(IdentityService);

describe("a login that waits for a code", () => {
  test("signs nobody in at an address that was taken away meanwhile, and gives it back to nobody", async () => {
    const { userId } = await settle(world, "mara", { address: "verified" });
    const thief = world.browser();
    await thief.start("login");
    await thief.act("register_client_capabilities", { webauthn_available: false });
    await thief.act("continue_with_login_identifier", { identifier: "mara@example.com", email: "mara@example.com" });
    await thief.act("continue_to_passcode_confirmation");
    expect(thief.state.name).toBe("passcode_confirmation");

    const { user } = await identity.getUser({ userId }, call);
    const safe = { emailId: uuidv4(), address: "mara@safe.example.com", isVerified: true, isPrimary: true };
    await identity.createEmail({ userId, email: safe }, call);
    await identity.deleteEmail({ userId, emailId: user?.emails[0]?.emailId }, call);

    await thief.act("resend_passcode");
    const answer = await thief.act("verify_passcode", { code: world.codeFor("mara@example.com") ?? "" });
    expect(answer.error?.code).toBe("operation_not_permitted_error");
    expect(thief.cookies.sessionTokens).toEqual([]);
    const { user: after } = await identity.getUser({ userId }, call);
    expect(after?.emails.map(({ address }) => address)).toEqual(["mara@safe.example.com"]);
  });
});
