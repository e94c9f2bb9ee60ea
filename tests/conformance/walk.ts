import { type Conversation, conversation, type Payload } from "./conversation.ts";
import { faults } from "./faults.ts";
import type { Mailbox } from "./mailbox.ts";
import { type Normal, normalise } from "./normalise.ts";
import type { Person } from "./people.ts";
import { variants } from "./variants/index.ts";
import type { Made, Seen, Situation } from "./variants/situation.ts";

/** A walk as it was recorded. */
export interface RecordedWalk {
  readonly flow: string;
  readonly kind: string;
  /** `action:variant` steps from the start of the flow, or `!:fault` as the last one. */
  readonly path: string;
}

/** Where and as whom to walk. */
export interface WalkOptions {
  readonly url: string;
  readonly who: Person;
  readonly other: Person;
  readonly mailbox: Mailbox;
}

/** Where a walk ended. */
export interface Walked {
  /** The last answer; undefined where the path could not be walked to its end. */
  readonly normal: Normal | undefined;
  /** Whether a code of the person's authenticator app was used up. */
  readonly spent: boolean;
}

const settingPasswords = ["password_recovery", "register_password", "password_create", "password_update"];

/** Walks one path as one person, and takes down the last answer. */
export async function walk({ flow: name, path }: RecordedWalk, options: WalkOptions): Promise<Walked> {
  const { url, who, other } = options;
  const flow = conversation(url, who.token && name === "profile" ? { authorization: `Bearer ${who.token}` } : {});
  const walker = createWalker(flow, options);
  await flow.start(name);
  walker.look();
  for (const step of path.split(" ").filter((each) => each !== "")) {
    const [action = "", variant = ""] = step.split(":");
    if (action === "!") {
      if (!(await breakProtocol(flow, variant))) return { normal: undefined, spent: walker.spent() };
      continue;
    }
    if (!(await walker.step(action, variant))) return { normal: undefined, spent: walker.spent() };
    walker.look();
  }
  return { normal: normalise(flow.answer, who, other), spent: walker.spent() };
}

async function breakProtocol(flow: Conversation, name: string): Promise<boolean> {
  const { document } = flow;
  const [action] = Object.values(document.actions ?? {});
  const fault = faults[name];
  if (!action || !fault) return false;
  const { href, body } = fault(document, action);
  await flow.send(href, body);
  return true;
}

/** Somebody on their way: what they have made and seen, and the next thing they do. */
function createWalker(flow: Conversation, { who, other, mailbox }: WalkOptions) {
  const made: Made = {};
  const seen: Seen = {};
  let mailsSince = mailbox.mark();
  let secret = who.otpSecret;
  let totpStep = who.totpStep;

  const situation = (action: string): Situation => ({
    who,
    other,
    made,
    seen,
    state: flow.state,
    payload: flow.document.payload ?? {},
    inputs: flow.document.actions?.[action]?.inputs ?? {},
    secret: () => secret,
    step() {
      totpStep += 1;
      // A server accepts no code that lies further ahead.
      return Math.min(totpStep, 1);
    },
    code() {
      const addresses = [who.email, who.email2, made.email].filter((address) => address !== undefined);
      return mailbox.newest(addresses, mailsSince);
    },
  });

  return {
    spent: () => totpStep !== who.totpStep,

    /** Notices what the state shows. */
    look() {
      const { request_options, creation_options, otp_secret }: Payload = flow.document.payload ?? {};
      if (request_options) seen.requestOptions = request_options;
      if (creation_options) seen.creationOptions = creation_options;
      if (flow.state === "login_security_key") seen.securityKeyLogin = true;
      if (!otp_secret) return;
      secret = otp_secret;
      totpStep = -1;
    },

    /** Does one thing; false where it is not offered, or where there is nothing to enter. */
    async step(action: string, variant: string): Promise<boolean> {
      if (!flow.document.actions?.[action]) return false;
      if (action === "resend_passcode" || action.startsWith("continue_to_passcode")) mailsSince = mailbox.mark();
      const input = await variants[action]?.[variant]?.(situation(action));
      if (input === undefined) return false;
      const [first] = Object.values(input);
      if (settingPasswords.includes(action) && variant === "good" && typeof first === "string") made.password = first;
      await flow.act(action, input);
      return true;
    },
  };
}
