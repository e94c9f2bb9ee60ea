import type { Wire } from "./wire.ts";

/** A flow answer, as far as the loader looks at it. */
export interface State {
  readonly name: string;
  readonly csrf_token: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly actions: Readonly<Record<string, { readonly href: string }>>;
  readonly error?: { readonly code: string };
}

/** An answer with the headers it came with. */
export interface Step {
  readonly state: State;
  readonly headers: string;
}

/** Begins a flow, as whoever has a session token. */
export async function start(wire: Wire, flow: string, token?: string): Promise<Step> {
  return read(await wire.request("POST", `/${flow}`, "", bearer(token)), flow);
}

/** Does an action; anything but the expected state is a failure of the run. */
export async function act(
  wire: Wire,
  { state }: Step,
  action: string,
  input: object,
  expected: string,
  token?: string,
): Promise<Step> {
  const href = state.actions[action]?.href;
  if (!href) throw new Error(`${action} is not offered in ${state.name}`);
  const body = JSON.stringify({ input_data: input, csrf_token: state.csrf_token });
  const step = read(await wire.request("POST", href, body, bearer(token)), action);
  if (step.state.name !== expected) {
    throw new Error(`${action} led to ${step.state.name}, not ${expected}: ${JSON.stringify(step.state.error)}`);
  }
  return step;
}

function bearer(token: string | undefined): string {
  return token === undefined ? "" : `authorization: Bearer ${token}\r\n`;
}

function read(answer: { status: number; body: string; headers: string }, what: string): Step {
  if (answer.status !== 200) throw new Error(`${what} answered ${answer.status}: ${answer.body.slice(0, 300)}`);
  // A flow answers with its state.
  return { state: JSON.parse(answer.body) as State, headers: answer.headers };
}

/** The session token of an answer, from its header or its cookie. */
export function sessionToken({ headers }: Step): string {
  const token =
    /\r\nx-auth-token: *(\S+)/i.exec(headers)?.[1] ?? /\r\nset-cookie: *hanko=([^;\r]+)/i.exec(headers)?.[1];
  if (!token) throw new Error("no session came with the answer");
  return token;
}
