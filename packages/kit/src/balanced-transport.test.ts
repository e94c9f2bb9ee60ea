import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { Reason } from "@signet/proto/errors/v1/errors";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { freePort } from "@signet/testkit";
import { expect, onTestFinished, test } from "vitest";
import { type BalancedOptions, createBalancedTransport } from "./balanced-transport.ts";
import { silentLog } from "./log.ts";
import { problem, reasonOf } from "./problem.ts";
import { openRpcListener } from "./rpc-listener.ts";

const key = "a key that only tests know, long enough";

// Two processes at one port need two addresses, of which Linux gives every machine a whole network.
const check = (name: string, body: () => Promise<void>) =>
  test(name, async ({ skip }) => (process.platform === "linux" ? body() : skip("127.0.0.2 is not there")));

check("calls are spread over the processes behind a name", async () => {
  const { users, start } = await world();
  await Promise.all([start("127.0.0.1"), start("127.0.0.2")]);
  const answers = await calls(users, 10);
  expect(answers.filter((address) => address === "127.0.0.1")).toHaveLength(5);
  expect(answers.filter((address) => address === "127.0.0.2")).toHaveLength(5);
});

check("no call fails when a process goes, and none waits for it", async () => {
  const { users, start } = await world();
  const [gone] = await Promise.all([start("127.0.0.1"), start("127.0.0.2")]);
  await calls(users, 4);
  await gone?.stop();
  expect(new Set(await calls(users, 20))).toEqual(new Set(["127.0.0.2"]));
});

check("a process that comes back at its address is called again", async () => {
  const { users, start } = await world({ addresses: ["127.0.0.1"] });
  await (await start("127.0.0.1")).stop();
  expect(await failure(users.findUser({}))).toBe(Code.Unavailable);
  await start("127.0.0.1");
  expect(await calls(users, 3)).toEqual(["127.0.0.1", "127.0.0.1", "127.0.0.1"]);
});

check("a process that takes its leave just before a call takes nobody with it", async () => {
  const { users, start } = await world({ addresses: ["127.0.0.1"] });
  for (let turns = 0; turns < 20; turns++) {
    const leaving = await start("127.0.0.1");
    await calls(users, 1);
    const gone = leaving.stop();
    for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
    // An error of the connection that nobody hears would end this process.
    await users.findUser({}).catch(() => undefined);
    await gone;
  }
});

check("a new process is found by looking the name up again, and one that left the name is forgotten", async () => {
  const addresses = ["127.0.0.1"];
  const { users, start } = await world({ addresses, lookUpEveryMs: 0 });
  await Promise.all([start("127.0.0.1"), start("127.0.0.2")]);
  expect(await calls(users, 2)).toEqual(["127.0.0.1", "127.0.0.1"]);
  addresses.splice(0, 1, "127.0.0.2");
  // The first call still uses what is known, and asks for more.
  await calls(users, 2);
  expect(await calls(users, 2)).toEqual(["127.0.0.2", "127.0.0.2"]);
});

check("what a process answers is final: a reason is not tried elsewhere", async () => {
  const { users, start, asked } = await world();
  await Promise.all([start("127.0.0.1"), start("127.0.0.2")]);
  await expect(users.getUser({})).rejects.toSatisfy((error) => reasonOf(error) === Reason.USER_NOT_FOUND);
  expect(asked()).toBe(1);
});

test("a name that cannot be resolved is unavailable", async () => {
  const transport = createBalancedTransport({ baseUrl: "http://nowhere.invalid:1", interceptors: [] });
  expect(await failure(createClient(IdentityService, transport).findUser({}))).toBe(Code.Unavailable);
});

type Users = ReturnType<typeof createClient<typeof IdentityService>>;

async function calls(users: Users, count: number): Promise<string[]> {
  const answers: string[] = [];
  for (let made = 0; made < count; made++) answers.push((await users.findUser({})).user?.name ?? "");
  return answers;
}

const failure = (call: Promise<unknown>) =>
  call.then(
    () => expect.fail("the call succeeded"),
    (error) => ConnectError.from(error).code,
  );

/** A name with two addresses, and processes that can be started there; each answers with its address. */
async function world(options: Partial<BalancedOptions> & { readonly addresses?: readonly string[] } = {}) {
  const { addresses = ["127.0.0.1", "127.0.0.2"], ...rest } = options;
  const port = await freePort();
  let asked = 0;
  const transport = createBalancedTransport({
    baseUrl: `http://unit.test:${port}`,
    interceptors: [
      (next) => (request) => {
        request.header.set("authorization", `Bearer ${key}`);
        return next(request);
      },
    ],
    addressesOf: async () => addresses,
    ...rest,
  });
  onTestFinished(() => transport.close());

  async function start(host: string) {
    const listener = await openRpcListener({
      address: { host, port },
      composed: {
        services: [IdentityService],
        onServe: [],
        routes: (router) =>
          router.service(IdentityService, {
            findUser: () => ({ user: { name: host } }),
            getUser() {
              asked += 1;
              throw problem(Reason.USER_NOT_FOUND, "no such user");
            },
          }),
      },
      ready: async () => undefined,
      internalKey: key,
      log: silentLog,
    });
    onTestFinished(() => listener.stop());
    return listener;
  }
  return { users: createClient(IdentityService, transport), start, asked: () => asked };
}
