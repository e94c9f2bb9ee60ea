import { type Answer, request } from "./http.ts";

/** What a flow answers, as far as a walk looks at it. A refusal may leave out everything. */
export interface FlowDocument {
  readonly name?: string;
  readonly csrf_token?: string;
  readonly payload?: Payload;
  readonly actions?: Readonly<Record<string, OfferedAction>>;
  readonly error?: unknown;
}

/** One thing that a flow offers to do. */
export interface OfferedAction {
  readonly href: string;
  readonly inputs?: Readonly<Record<string, OfferedInput>>;
}

/** A field of an action. */
export interface OfferedInput {
  readonly allowed_values?: readonly { readonly value: unknown }[];
}

/** The parts of payloads that inputs are made from. */
export interface Payload {
  readonly creation_options?: unknown;
  readonly request_options?: unknown;
  readonly otp_secret?: string;
  readonly user?: {
    readonly user_id?: string;
    readonly emails?: readonly { readonly id: string; readonly is_primary: boolean; readonly is_verified: boolean }[];
    readonly passkeys?: readonly { readonly id: string }[];
    readonly security_keys?: readonly { readonly id: string }[];
  };
}

/** A conversation with a server, as a browser holds it. */
export interface Conversation {
  /** The latest answer; there is none before `start`. */
  readonly answer: Answer;
  readonly document: FlowDocument;
  /** The name of the state, empty where the answer is no flow. */
  readonly state: string;
  readonly cookies: ReadonlyMap<string, string>;
  start(flow: string): Promise<void>;
  /** Executes an action that is offered. */
  act(action: string, input?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Sends anything anywhere. */
  send(path: string, body?: unknown): Promise<void>;
}

/** Begins nothing yet: `headers` go with every request. */
export function conversation(base: string, headers: Readonly<Record<string, string>> = {}): Conversation {
  const cookies = new Map<string, string>();
  let latest: Answer | undefined;

  const answer = () => {
    if (!latest) throw new Error("the flow has not been started");
    return latest;
  };
  // Whether it has this shape is what the comparison with the recording finds out.
  const document = () => (answer().json ?? {}) as FlowDocument;
  const send = async (path: string, body?: unknown) => {
    latest = await request(base, "POST", path, { body, headers, cookies });
  };

  return {
    cookies,
    get answer() {
      return answer();
    },
    get document() {
      return document();
    },
    get state() {
      return document().name ?? "";
    },
    start: (flow) => send(`/${flow}`),
    send,
    async act(action, input = {}) {
      const { name, actions = {}, csrf_token, error } = document();
      const offered = actions[action];
      if (offered) return send(offered.href, { input_data: input, csrf_token });
      const offers = Object.keys(actions).join(", ");
      throw new Error(`no action ${action} in state ${name} (${offers}); error ${JSON.stringify(error)}`);
    },
  };
}
