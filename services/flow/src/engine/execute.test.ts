import { expect, test } from "vitest";
import { PASSWORD, settle } from "../test/walk/people.ts";
import { flowWorld } from "../test/world.ts";

const world = await flowWorld({ env: { RATE_LIMITER_ENABLED: "false" } });

test("a conversation that goes in circles does not grow without end", async () => {
  world.configure({});
  await settle(world, "circles", { address: "verified", password: true, app: true, securityKey: true });
  const browser = world.browser();
  await browser.start("login");
  await browser.act("register_client_capabilities", { webauthn_available: true });
  await browser.act("continue_with_login_identifier", { email: "circles@example.com" });
  await browser.act("continue_to_password_login");
  await browser.act("password_login", { password: PASSWORD });

  const sizes: number[] = [];
  for (let round = 0; round < 40; round += 1) {
    await browser.act("continue_to_login_otp");
    expect(await browser.act("continue_to_login_security_key")).toMatchObject({ name: "login_security_key" });
    sizes.push(await recordSize(browser.state.flowId));
  }
  expect(sizes.at(-1)).toBe(sizes[20]);
  expect(sizes.at(-1)).toBeLessThan(40_000);
});

test("`back` leads step by step to the beginning and no further", async () => {
  world.configure({});
  const browser = world.browser();
  await browser.start("login");
  await browser.act("register_client_capabilities");
  await browser.act("continue_with_login_identifier", { email: "there@example.com" });
  await browser.act("continue_to_password_login");
  const states: string[] = [];
  while (browser.offers.includes("back")) states.push((await browser.act("back")).name);
  expect(states).toEqual(["login_method_chooser", "login_init"]);
});

test("going back and forth sends one mail to an address, and another to another", async () => {
  world.configure({});
  const browser = world.browser();
  await browser.start("login");
  await browser.act("register_client_capabilities");
  const ask = async (email: string) => {
    await browser.act("continue_with_login_identifier", { email });
    await browser.act("continue_to_passcode_confirmation");
  };
  await ask("first@example.com");
  await browser.act("back");
  await browser.act("continue_to_passcode_confirmation");
  await browser.act("back");
  await browser.act("back");
  await ask("first@example.com");
  await browser.act("back");
  await browser.act("back");
  await ask("second@example.com");
  const sent = world.mails.map(({ to }) => to);
  expect(sent.filter((to) => to === "first@example.com")).toHaveLength(1);
  expect(sent.filter((to) => to === "second@example.com")).toHaveLength(1);
});

test("whoever chose a credential cannot skip it, unless it was refused: the state counts as its own predecessor then", async () => {
  world.configure({
    email: { require_verification: false },
    password: { optional: true, acquire_on_registration: "conditional" },
    passkey: { acquire_on_registration: "conditional" },
    mfa: { enabled: false },
  });
  const browser = world.browser();
  await browser.start("registration");
  await browser.act("register_client_capabilities", { webauthn_available: true });
  await browser.act("register_login_identifier", { email: "chooser@example.com" });
  await browser.act("continue_to_password_registration");
  expect(browser.offers).toEqual(["back", "register_password"]);

  await browser.act("register_password", { new_password: "short" });
  expect(browser.state).toMatchObject({ name: "password_creation", status: 400 });
  expect(browser.offers).toEqual(["back", "register_password", "skip"]);

  await browser.act("back");
  await browser.act("continue_to_password_registration");
  expect(browser.offers).toEqual(["back", "register_password"]);
});

async function recordSize(flowId: string): Promise<number> {
  const rows = await world.units.db.sql.query<{ size: number }>(
    "test_flow_record",
    "SELECT length(record) AS size FROM flow_flows WHERE id = $1",
    [flowId],
  );
  return Number(rows[0]?.size);
}
