import { type HttpClient, httpClient, type Reply } from "./http-client.ts";

/** The document that every request of a flow answers with. */
export interface FlowState {
  readonly name: string;
  readonly status: number;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly csrf_token: string;
  readonly actions: Readonly<Record<string, FlowAction>>;
  readonly error?: FlowError;
}

/** One thing that a flow offers to do. */
export interface FlowAction {
  readonly action: string;
  readonly href: string;
  readonly inputs: Readonly<Record<string, FlowInput>>;
}

/** A field of an action. */
export interface FlowInput {
  readonly name: string;
  readonly type: string;
  readonly value?: unknown;
  readonly required?: boolean;
  readonly hidden?: boolean;
  readonly min_length?: number;
  readonly max_length?: number;
  readonly allowed_values?: readonly { readonly value: string; readonly name: string }[];
  readonly error?: FlowError;
}

/** What went wrong with a request or with one of its inputs. */
export interface FlowError {
  readonly code: string;
  readonly message: string;
  readonly cause?: string;
}

/**
 * Walks through flows as the web element does, taking hrefs and CSRF tokens from the last answer.
 * As an HTTP client it asks other routes with the same cookies.
 */
export interface FlowClient extends HttpClient {
  /** The latest answer; there is none before `start`. */
  readonly state: FlowState;
  /** The same with its status and headers. */
  readonly reply: Reply;
  /** The names of the actions offered now. */
  readonly offers: readonly string[];
  start(flow: string): Promise<FlowState>;
  /** Executes an action that is offered; to execute one that is not is what `post` is for. */
  act(action: string, input?: Readonly<Record<string, unknown>>): Promise<FlowState>;
  /** Sends anything anywhere and takes the answer for the flow's state. */
  post(path: string, body?: unknown): Promise<FlowState>;
  /** Fails, with the whole state in the message, unless the flow is where it is expected to be. */
  expect(name: string): FlowState;
}

/** A flow client for one browser: `headers` go with every request. */
export function flowClient(baseUrl: string, options: { headers?: Readonly<Record<string, string>> } = {}): FlowClient {
  const http = httpClient(baseUrl, options);
  let latest: { state: FlowState; reply: Reply } | undefined;

  const current = () => {
    if (!latest) throw new Error("the flow has not been started");
    return latest;
  };
  const post = async (path: string, body?: unknown) => {
    const reply = await http.request("POST", path, { body, headers: { "content-type": "application/json" } });
    latest = { reply, state: readState(reply) };
    return latest.state;
  };

  return {
    ...http,
    get state() {
      return current().state;
    },
    get reply() {
      return current().reply;
    },
    get offers() {
      return Object.keys(current().state.actions);
    },
    start: (flow) => post(`/${flow}`),
    async act(action, input = {}) {
      const { actions, csrf_token } = current().state;
      const offered = actions[action];
      if (!offered) throw new Error(`${action} is not offered in ${describe(current().state)}`);
      return post(offered.href, { input_data: input, csrf_token });
    },
    post,
    expect(name) {
      const { state } = current();
      if (state.name !== name) throw new Error(`expected ${name}, but the flow is in ${describe(state)}`);
      return state;
    },
  };
}

function readState({ status, text, json }: Reply): FlowState {
  if (typeof json !== "object" || json === null || !("name" in json)) {
    throw new Error(`no flow state but ${status}: ${text.slice(0, 500)}`);
  }
  // The shape is what the contract promises; the contract tests are what checks it.
  return json as FlowState;
}

function describe(state: FlowState): string {
  const offers = Object.keys(state.actions).join(", ");
  return `${state.name} (offers: ${offers}; error: ${JSON.stringify(state.error)}; payload: ${JSON.stringify(state.payload)})`;
}
