import { type Answer, request } from "../http.ts";
import { textAt } from "../json.ts";
import { type Named, normalise } from "../normalise.ts";
import { type Kind, type Person, unique } from "../people.ts";
import type { Judged } from "../servers.ts";

/** The page that the servers trust. */
export const origin = "http://localhost:8888";

/** What a step sends beside its method and path. */
export interface StepOptions {
  readonly body?: unknown;
  /** Sent as a bearer token. */
  readonly token?: string | undefined;
  readonly cookies?: Map<string, string>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks, such as `GET /me`, and takes the answer down under a name. */
export type Step = (name: string, methodAndPath: string, options?: StepOptions) => Promise<Answer>;

/** Somebody who has no account unless a script makes one. */
export interface Someone extends Named {
  readonly id: string;
  readonly email: string;
  readonly email2: string;
  readonly username: string;
}

/** What a script of exchanges works with. */
export interface Script {
  /** A step at the public API, and at the admin API. */
  readonly pub: Step;
  readonly adm: Step;
  /** Asks the admin API without taking anything down. */
  ask(methodAndPath: string, body?: unknown): Promise<Answer>;
  /** Makes a person through the flows; the steps are about them from now on. */
  person(kind: Kind): Promise<Person>;
  /** The steps are about somebody without an account from now on. */
  anyone(): Someone;
  /** Makes a user through the admin API: somebody with one address. */
  create(): Promise<Someone & { readonly userId: string | undefined }>;
  /** The code in the next mail to an address. */
  passcode(address: string): Promise<string>;
  /** Takes down something that is not an answer. */
  note(name: string, value: unknown): void;
}

/** Exchanges that belong together. */
export type Scenario = (script: Script) => Promise<void>;

/** Plays one scenario; what was taken down goes into `record`, by step. */
export function createScript(judged: Judged, record: Map<string, unknown>): Script {
  const { url, admin, mailbox, makePerson } = judged;
  let who: Named = {};

  const stepAt =
    (base: string): Step =>
    async (name, methodAndPath, { body, token, cookies, headers } = {}) => {
      const [method = "", path = ""] = methodAndPath.split(" ");
      const authorization = token !== undefined && { authorization: `Bearer ${token}` };
      const all = { ...authorization, ...headers };
      const answer = await request(base, method, path, { body, headers: all, ...(cookies && { cookies }) });
      record.set(name, normalise(answer, who));
      return answer;
    };
  const ask = (methodAndPath: string, body?: unknown) => {
    const [method = "", path = ""] = methodAndPath.split(" ");
    return request(admin, method, path, { body });
  };
  const anyone = () => {
    const id = unique();
    const email = `someone-${id}@example.com`;
    const someone = { id, email, email2: `second-${id}@example.com`, username: `user_${id}` };
    who = someone;
    return someone;
  };

  return {
    pub: stepAt(url),
    adm: stepAt(admin),
    ask,
    anyone,
    async person(kind) {
      const person = await makePerson(kind);
      who = person;
      return person;
    },
    async create() {
      const someone = anyone();
      const emails = [{ address: someone.email, is_primary: true, is_verified: true }];
      const { json } = await ask("POST /users", { emails });
      return { ...someone, userId: textAt(json, "id") };
    },
    passcode: mailbox.next,
    note: (name, value) => void record.set(name, value),
  };
}
