import type { TenantSettings } from "@signet/config";
import { uuidv4 } from "@signet/kit";
import type { FlowState } from "@signet/proto/flow/v1/flow";
import { SessionCause, TokenService } from "@signet/proto/token/v1/token_service";
import { profileActions } from "../../actions/profile/index.ts";
import { states } from "../../states/index.ts";
import type { Browser } from "../browser.ts";
import type { FlowWorld } from "../world.ts";
import { attemptAt, hostileAttempt } from "./inputs.ts";
import { checkSuccess, demand } from "./laws.ts";
import { nobody, type Person, type Possessions, settle } from "./people.ts";
import { type Random, seededRandom } from "./random.ts";
import { beforehand, type Story, viewOf } from "./story.ts";

/** What a run of walks has seen, so that it cannot pass by going nowhere. */
export interface Seen {
  readonly states: Set<string>;
  readonly actions: Set<string>;
  /** Codes of the errors that actions ended with. */
  readonly errors: Set<string>;
  /** How people signed in: the amr of every success. */
  readonly successes: Map<string, number>;
}

/** What the walks under one mixture of settings share. */
export interface Round {
  readonly world: FlowWorld;
  readonly settings: TenantSettings;
  /** The kinds of people who walk. */
  readonly people: readonly Possessions[];
  /** Somebody with an account whom nobody here is; no walk may ever sign in as them. */
  readonly stranger: Person;
  readonly seen: Seen;
}

const everyAction = [
  ...new Set([...Object.values(states).flatMap(({ actions }) => actions), ...profileActions].map(({ name }) => name)),
  "thirdparty_oauth",
  "no_such_action",
];
/** More of them repeat themselves rather than get further. */
const STEPS = 12;

/** One walk: some conversations of one person in one browser. Throws, with every step, when a law is broken. */
export async function walk({ world, settings, people, stranger, seen }: Round, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const name = `w${seed}-${uuidv4().slice(0, 8)}`;
  const person = await settle(world, name, random.pick(people));
  const browser = world.browser({
    address: `2001:db8:${(seed >>> 16).toString(16)}:${(seed & 0xffff).toString(16)}::1`,
  });
  const log: string[] = [];
  try {
    let present = person;
    for (let goesOn = true; goesOn; goesOn = random.oneIn(4)) {
      present = await converse({ world, settings, people, random, browser, stranger, log, name }, present, seen);
    }
  } catch (error) {
    const steps = [...log, JSON.stringify(relevant(settings))].join("\n  ");
    throw new Error(`walk ${seed}: ${error instanceof Error ? error.message : error}\n  ${steps}`, { cause: error });
  }
}

/** The sections that conversations look at. */
function relevant({ account, email, username, password, passkey, mfa, privacy, session }: TenantSettings) {
  return { account, email, username, password, passkey, mfa, privacy, session };
}

type Setting = Pick<Story, "world" | "settings" | "random" | "browser" | "stranger" | "log" | "name"> &
  Pick<Round, "people">;

/** One conversation to its end, or until the walker is tired. Tells who walks on. */
async function converse(setting: Setting, person: Person, seen: Seen): Promise<Person> {
  const { random, browser, log } = setting;
  const flowName = random.pick(["login", "login", "registration", "profile"] as const);
  if (flowName === "profile") browser.cookies.sessionTokens = [await sessionOf(setting, person)];
  const story: Story = {
    ...setting,
    flowName,
    person: flowName === "registration" ? nobody() : person,
    before: beforehand(person, browser),
    proofs: { codes: new Set(), passwords: new Set(), passkeys: new Set(), secondFactors: new Set() },
    capabilities: { webauthn: false, platform: false },
    address: undefined,
    username: undefined,
    requestOptions: undefined,
    creationOptions: undefined,
    creating: "passkey",
    trustsDevice: false,
    behind: [],
  };
  const first = await browser.start(flowName);
  log.push(`${flowName} as ${JSON.stringify(story.before)}`);
  demand(first.name === "preflight", `a conversation begins: ${first.error?.code}`);

  for (let step = 0; step < STEPS && browser.state.actions.length > 0; step += 1) {
    seen.states.add(browser.state.name);
    if (random.oneIn(2)) await tryOmitted(story);
    await takeStep(story, seen);
  }
  seen.states.add(browser.state.name);
  return whoWalksOn(story, person, setting.people);
}

/** An action that is not offered is refused, and changes nothing. */
async function tryOmitted({ browser, random, log }: Story): Promise<void> {
  const omitted = random.pick(everyAction.filter((name) => !browser.offers.includes(name)));
  const answer = await browser.act(omitted, {});
  log.push(`(${omitted} is refused)`);
  demand(answer.name === "error" && answer.csrfToken === "", `${omitted} is not offered in ${browser.state.name}`);
  demand(answer.error?.code === "operation_not_permitted_error" && answer.status === 403, `it is refused with 403`);
}

/** An action that is offered can be executed, and leads where the laws let it. */
async function takeStep(story: Story, seen: Seen): Promise<void> {
  const { browser, random, log } = story;
  const from = browser.state;
  const action = chosenAction(random, browser);
  const { input, isRight, isWrong, accepted } = random.oneIn(12)
    ? hostileAttempt(story, action)
    : attemptAt(story, action);
  const to = await browser.act(action, input);
  log.push(`${from.name} ${action} ${JSON.stringify(input).slice(0, 200)} -> ${to.name} ${to.error?.code ?? ""}`);
  seen.actions.add(action);
  if (to.error) seen.errors.add(to.error.code);

  demand(to.csrfToken !== "", `${action} is offered in ${from.name}, so it can be executed (${to.error?.code})`);
  demand(to.csrfToken !== from.csrfToken, "every answer has a fresh token");
  demand(to.status < 500 || isDeadEnd(story, action, to), `no failure of ours: ${to.error?.code}`);
  demand((to.error === undefined) === (to.status === 200), "a status other than 200 comes with an error");
  demand(!isRight || to.error?.code !== "form_data_invalid_error", "the right password is right");
  demand(!isWrong || to.error !== undefined, "what proves nothing is refused");
  checkLimit(from, to);
  // A device that is not fit for a second factor is told so, and the action counts all the same.
  if (to.error === undefined || to.error.code === "platform_authenticator_required") accepted?.(to);
  checkBack(story, action, from, to);
  remember(story, action, to);

  const isSuccess = to.name === "success";
  demand((browser.effects?.session !== undefined) === isSuccess, "a session comes with success and with nothing else");
  if (!isSuccess) return;
  const amr = to.payload?.claims?.amr.join("+") ?? "";
  seen.successes.set(amr, (seen.successes.get(amr) ?? 0) + 1);
  checkSuccess(story, to);
}

/** Too many attempts come with the seconds to wait, and lead nowhere but to the code that was asked for. */
function checkLimit(from: FlowState, { name, error, payload }: FlowState): void {
  if (error?.code !== "rate_limit_exceeded") return;
  demand(name === from.name || name === "passcode_confirmation", "a limit leads nowhere");
  demand(payload?.retryAfter !== undefined || payload?.resendAfter !== undefined, "a limit says how long to wait");
}

/** Forward rather than back, and rarely what costs a hash or ends it all. */
function chosenAction(random: Random, browser: Browser): string {
  const action = random.pick(browser.offers);
  const isRare = ["back", "account_delete", "remember_me", "password_update", "resend_passcode"].includes(action);
  return isRare && random.oneIn(2) ? random.pick(browser.offers) : action;
}

/** Settings that leave an account no way in end a login: the one 500 that the contract has (section 10.1). */
function isDeadEnd({ settings }: Story, action: string, { error }: FlowState): boolean {
  const { password, email, privacy } = settings;
  const canLeaveNoWay = privacy.only_show_actual_login_methods || !password.enabled || !email.use_for_authentication;
  return error?.code === "flow_discontinuity_error" && action === "continue_with_login_identifier" && canLeaveNoWay;
}

/** `back` restores state, payload and actions of the position before. */
function checkBack({ behind }: Story, action: string, from: FlowState, to: FlowState): void {
  if (action !== "back") {
    if (from.name !== to.name) behind.push(viewOf(from));
    return;
  }
  const before = behind.pop();
  const shown = viewOf(to);
  demand(before?.state === shown.state, `back leads to ${before?.state}, not to ${shown.state}`);
  demand(before?.actions === shown.actions, `back offers the same:\n  ${before?.actions}\n  ${shown.actions}`);
  demand(before?.payload === shown.payload, `back shows the same:\n  ${before?.payload}\n  ${shown.payload}`);
}

/** Keeps what a browser keeps of an answer. */
function remember(story: Story, action: string, { name, payload }: FlowState): void {
  if (action === "trust_device") story.trustsDevice = true;
  if (payload?.requestOptionsJson) story.requestOptions = payload.requestOptionsJson;
  if (payload?.creationOptionsJson) story.creationOptions = payload.creationOptionsJson;
  if (name === "mfa_security_key_creation" || action === "security_key_create") story.creating = "security_key";
  if (name === "onboarding_create_passkey" || action === "webauthn_credential_create") story.creating = "passkey";
}

async function sessionOf({ world }: Setting, { userId }: Person): Promise<string> {
  const tokens = world.units.client(TokenService);
  const request = { sessionId: uuidv4(), userId, cause: SessionCause.FLOW };
  return (await tokens.issueSession(request, world.units.call)).token;
}

/** Whoever has registered goes on as the new user; whoever has deleted the account, as a new person. */
async function whoWalksOn(story: Story, person: Person, people: readonly Possessions[]): Promise<Person> {
  const { browser, world, name, random, log } = story;
  const { state } = browser;
  if (state.name === "account_deleted") return settle(world, `${name}-${log.length}`, random.pick(people));
  if (state.name !== "success" || story.flowName !== "registration") return person;
  const user = state.payload?.user?.user;
  const addresses = user?.emails.map(({ address }) => address) ?? [];
  return { ...story.person, userId: user?.userId ?? "", addresses, username: user?.username?.username };
}
