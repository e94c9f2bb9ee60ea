import type { Answer } from "./wire.ts";

/** Asks for a list of users by its query. */
type Ask = (query: string) => Promise<Answer>;

/** What a list is called in the table, and its query. */
type NamedQuery = readonly [name: string, query: string];

/** What lists are timed with. */
interface Timing {
  readonly ask: Ask;
  /** Milliseconds of CPU that the database took so far. */
  readonly databaseMs: () => number;
  /** How often each list is asked for. */
  readonly times: number;
}

/**
 * Filters that let nearly everybody through, few, one or nobody; half of the users by their time; and a token far into the
 * list. They are made for the users of `signet user generate`.
 */
export async function filtersOf(ask: Ask): Promise<readonly NamedQuery[]> {
  const [newest, oldest] = [await answered(ask, "sort_direction=desc"), await answered(ask, "sort_direction=asc")];
  const [last, first] = [userOf(newest), userOf(oldest)];
  const [from, to] = [Date.parse(first.created_at), Date.parse(last.created_at)];
  const middle = new Date((from + to) / 2).toISOString();
  const beyond = `created_before=${middle}`;
  const token = /^x-next-page-token: *(\S+)/im.exec((await answered(ask, beyond)).headers)?.[1] ?? "";
  const address = first.emails[0]?.address ?? "";
  return [
    ["email: everybody", "email=example.com"],
    ["email: a tenth", "email=ada."],
    ["email: one", `email=${address}`],
    ["email: nobody", "email=no-such-part"],
    ["username: nobody", "username=no-such-part"],
    ["email and username: nobody", "email=no-such-part&username=no-such-part"],
    ["q: everybody", "q=example.com"],
    ["q: one", `q=${address}`],
    ["q: nobody", "q=no-such-part"],
    ["created_from: half", `created_from=${middle}`],
    ["created_before: half", beyond],
    ["page_token: in the middle", `${beyond}&page_token=${token}`],
  ];
}

/** Prints a table: how long each list takes, and how busy the database is with it. */
export async function timeLists(title: string, lists: readonly NamedQuery[], timing: Timing): Promise<void> {
  console.log(`\n| ${title} | median | slowest | CPU database |\n|:--|--:|--:|--:|`);
  for (const [name, query] of lists) {
    const before = timing.databaseMs();
    const latencies: number[] = [];
    for (let turn = 0; turn < timing.times; turn++) {
      const begun = performance.now();
      await answered(timing.ask, query);
      latencies.push(performance.now() - begun);
    }
    const cpu = (timing.databaseMs() - before) / latencies.length;
    latencies.sort((a, b) => a - b);
    const [median = 0, slowest = 0] = [latencies[Math.floor(latencies.length / 2)], latencies.at(-1)];
    console.log(`| ${name} | ${median.toFixed(1)} ms | ${slowest.toFixed(1)} ms | ${cpu.toFixed(1)} ms |`);
  }
}

async function answered(ask: Ask, query: string): Promise<Answer> {
  const answer = await ask(query);
  if (answer.status !== 200) throw new Error(`/users?${query} answered ${answer.status}`);
  return answer;
}

interface ListedUser {
  readonly created_at: string;
  readonly emails: readonly { readonly address: string }[];
}

function userOf({ body }: Answer): ListedUser {
  // What the admin API answers (its OpenAPI document); at least one user was imported.
  const [user] = JSON.parse(body) as readonly ListedUser[];
  if (!user) throw new Error("nobody is listed");
  return user;
}
