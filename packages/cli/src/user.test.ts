import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { createReadStream, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { testDatabaseUrl } from "@signet/db/test";
import { describe, expect, test } from "vitest";
import { type Environment, file, production, run, runForImpatient } from "./test/program.ts";
import { decrypted } from "./users/passphrase.ts";

/** Several processes start on a machine that may be busy. */
const patient = { timeout: 60_000 };
const PASSPHRASE = "correct horse battery staple\n";

async function onDatabase(): Promise<Environment> {
  return { ...production, DATABASE_URL: await testDatabaseUrl() };
}

describe("users", { timeout: 120_000 }, () => {
  test("what is exported with its secrets makes an equal database", async () => {
    const [one, other] = [await onDatabase(), await onDatabase()];
    const made = file("made.json", "");
    const passphrase = file("passphrase.txt", PASSPHRASE);
    expect(await run(["user", "generate", "-o", made, "-c", "12", "--full"])).toMatchObject({ code: 0, stdout: "" });
    expect(JSON.parse(readFileSync(made, "utf8"))).toHaveLength(12);
    expect(await run(["user", "import", "-i", made], one)).toEqual({
      code: 0,
      stdout: "Successfully imported 12 users.\n",
      stderr: "",
    });

    const secret = ["--include", "credentials", "--passphrase-file", passphrase];
    const [first, second] = [file("first.age", ""), file("second.age", "")];
    expect(await run(["user", "export", "-o", first, ...secret], one)).toMatchObject({ code: 0 });
    const sealed = readFileSync(first);
    expect(sealed.subarray(0, 21).toString()).toBe("age-encryption.org/v1");
    expect(sealed.includes("example.com")).toBe(false);
    expect(statSync(first).mode & 0o777).toBe(0o600);

    const locked = await run(["user", "import", "-i", first], other);
    expect(locked).toMatchObject({ code: 1, stderr: expect.stringMatching(/encrypted: add --passphrase-file/) });
    const wrong = file("wrong.txt", "another passphrase\n");
    expect(await run(["user", "import", "-i", first, "--passphrase-file", wrong], other)).toMatchObject({ code: 1 });
    const moved = await run(["user", "import", "-i", first, "--passphrase-file", passphrase, "--json"], other);
    expect(JSON.parse(moved.stdout)).toEqual({ imported: 12, faulty: 0, written: true });

    expect(await run(["user", "export", "-o", second, ...secret], other)).toMatchObject({ code: 0 });
    const opened = await Promise.all([first, second].map((path) => opening(path)));
    expect(opened[1]).toEqual(opened[0]);
    expect(opened[0]).toMatch(/"otp_secret":\{.*"webauthn_credentials":|"webauthn_credentials":.*"otp_secret":\{/);
  });

  test("without secrets there are none, and nobody else can read the file", async () => {
    const env = await onDatabase();
    const [made, out] = [file("made.json", ""), file("out.json", "")];
    await run(["user", "generate", "-o", made, "-c", "2", "--full", "--ndjson"]);
    await run(["user", "import", "--inputFile", made], env);
    expect(await run(["user", "export", "-o", "-", "--ndjson"], env)).toMatchObject({ code: 0 });
    await run(["user", "export", "-o", out], env);
    expect(readFileSync(out, "utf8")).not.toMatch(/password|otp_secret|public_key/);
    expect(JSON.parse(readFileSync(out, "utf8"))).toHaveLength(2);
    expect(statSync(out).mode & 0o777).toBe(0o600);
  });

  test("a faulty file is reported as a whole, and nothing of it is written", async () => {
    const env = await onDatabase();
    const good = { emails: [{ address: "Ada@example.com", is_primary: true }] };
    const users = file("users.json", JSON.stringify([good, {}, { username: "ada", otp_secret: { secret: "1" } }]));
    const report = file("faults.ndjson", "");
    const failed = await run(["user", "import", "-i", users, "--report", report], env);
    expect(failed).toMatchObject({ code: 1, stdout: "" });
    expect(failed.stderr).toMatch(/^Error at entry 2 : the user has neither an e-mail address nor a username$/m);
    expect(failed.stderr).toMatch(/^Error at entry 3 : secret must be Base32$/m);
    expect(failed.stderr).toMatch(/^signet: Found 2 errors\. Nothing was written/m);
    const faults = readFileSync(report, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).entry);
    expect(faults).toEqual([2, 3]);
    expect(await run(["user", "export", "-o", "-"], env)).toMatchObject({ stdout: "[]\n" });

    expect(await run(["user", "import", "-i", users, "--dry-run", "--skip-invalid"], env)).toMatchObject({
      stdout: "1 users could be imported; nothing was written.\n",
    });
    const skipped = await run(["user", "import", "-i", users, "--skip-invalid"], env);
    expect(skipped).toMatchObject({ code: 0, stdout: "Successfully imported 1 users.\n" });
    const { stdout } = await run(["user", "export", "-o", "-"], env);
    expect(JSON.parse(stdout)).toMatchObject([{ emails: [{ address: "ada@example.com", is_primary: true }] }]);
  });

  test("a file may lie at an address", async () => {
    const env = await onDatabase();
    const server = createServer((request, response) =>
      request.url === "/users.json" ? response.end('[{"username":"remote"}]') : response.writeHead(404).end(),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // A TCP server's address is an object.
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await run(["user", "import", "-u", `${base}/users.json`], env)).toMatchObject({ code: 0 });
    expect(await run(["user", "import", "-u", `${base}/nothing`], env)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/failed to get file from url: 404/),
    });
    server.close();
  });

  test("a reader who has had enough ends the output, with one line", async () => {
    const { code, stderr } = await runForImpatient(["user", "generate", "-o", "-", "-c", "20000"]);
    expect([code, stderr]).toEqual([1, "signet: nobody reads the output any more\n"]);
  });

  test.each([
    [["user", "import"], /either flag "inputFile" or "inputUrl" must be set/],
    [["user", "import", "-i", "a", "-u", "b"], /cannot be used with option/],
    [["user", "import", "-i", "nowhere.json"], /nowhere\.json cannot be read: there is no such file/],
    [["user", "generate", "-o", "nowhere/x"], /nowhere\/x cannot be written: its folder does not exist/],
    [
      ["user", "export", "-o", "x", "--include", "credentials", "--passphrase-file", "y"],
      /y cannot be read: there is no such file/,
    ],
    [["user", "convert", "firebase", "--input", "x", "--config", "y"], /y cannot be read: there is no such file/],
    [["user", "export"], /required option '-o, --outputFile <file>' not specified/],
    [["user", "export", "-o", "x", "--include", "credentials"], /encrypted only: add --passphrase-file/],
    [["user", "generate", "-o", "x", "-c", "some"], /write a whole number/],
    [["jwt", "create", "42"], /user_id is not a uuid/],
  ])("signet %j is refused", async (args, line) => {
    const { code, stdout, stderr } = await run(args, production);
    expect([code, stdout, stderr]).toEqual([1, "", expect.stringMatching(line)]);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });
});

test("jwt create opens a session for a user", patient, async () => {
  const env = await onDatabase();
  const userId = "3d5a1c0e-8f2b-4c6d-9a77-0b1e2f3a4c5d";
  const users = file("users.json", JSON.stringify([{ user_id: userId, username: "ada" }]));
  await run(["user", "import", "-i", users], env);
  const { code, stdout } = await run(["jwt", "create", userId, "--json"], env);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ token: expect.stringMatching(/^ey/), payload: { sub: userId } });
  expect((await run(["jwt", "create", userId], env)).stdout).toMatch(/^Token: ey.*\nJWT payload: \{\n {2}"/);
  expect((await run(["jwt", "create", userId, "--pretty=false"], env)).stdout).toMatch(/^Token: ey\S+\n$/);
  const nobody = await run(["jwt", "create", userId.replace("3d", "4d")], env);
  expect(nobody).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(/not found/) });
});

test("an export of Firebase is made ready, with the password that signs in", patient, async () => {
  const hash = file(
    "hash.json",
    JSON.stringify({
      algorithm: "SCRYPT",
      base64_signer_key: "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==",
      base64_salt_separator: "Bw==",
      rounds: 8,
      mem_cost: 14,
    }),
  );
  const passwordHash = "lSrfV15cpx95_sZS2W9c9Kp6i_LVgQNDNC_qzrCnh1SAyZvqmZqAjTdn3aoItz-VHjoZilo78198JAdRuid5lQ==";
  const users = [
    {
      localId: "1",
      email: "a@example.com",
      emailVerified: true,
      passwordHash,
      salt: "42xEC-ixf3L2lw==",
      createdAt: "1600000000000",
    },
    { localId: "2" },
  ];
  const input = file("users.json", JSON.stringify({ users }));
  const [output, dlq] = [file("moved.json", ""), file("dlq.jsonl", "")];
  const args = ["user", "convert", "firebase", "--input", input, "--config", hash, "--output", output, "--dlq", dlq];
  expect(await run(args)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^converted 1 users/) });
  expect(JSON.parse(readFileSync(output, "utf8"))).toEqual([
    {
      emails: [{ address: "a@example.com", is_primary: true, is_verified: true }],
      password: {
        password: expect.stringMatching(/^\$fbscrypt\$v=1,n=14,r=8,p=1,ss=Bw==,sk=.*\$42xEC\+ixf3L2lw==\$lSrf/),
      },
      created_at: "2020-09-13T12:26:40.000Z",
    },
  ]);
  expect(JSON.parse(readFileSync(dlq, "utf8"))).toMatchObject({ user: { localId: "2" } });
  expect(await run(["user", "import", "-i", output], await onDatabase())).toMatchObject({ code: 0 });
});

test("siwa signs what Apple wants to read", patient, async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = file("key.p8", privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  const { stdout } = await run(["siwa", "-p", key, "-t", "TEAM", "-s", "com.example", "-k", "KEY"]);
  const [header = "", claims = "", signature = ""] = stdout.trim().split(".");
  const json = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
  expect(json(header)).toEqual({ alg: "ES256", kid: "KEY", typ: "JWT" });
  const { iat, exp, ...rest } = json(claims);
  expect([rest, exp - iat]).toEqual([
    { iss: "TEAM", sub: "com.example", aud: "https://appleid.apple.com" },
    15_552_000,
  ]);
  const isRight = verify(
    "sha256",
    Buffer.from(`${header}.${claims}`),
    { key: createPublicKey(publicKey.export({ type: "spki", format: "pem" })), dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  expect(isRight).toBe(true);
  const nonsense = file("nonsense.p8", "nonsense");
  const refused = await run(["siwa", "-p", nonsense, "-t", "T", "-s", "S", "-k", "K"]);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/holds no private key/) });
});

test("schemas are written where they are wanted", patient, async () => {
  const { stdout } = await run(["schema", "generate", "import", "-o", "-"]);
  expect(JSON.parse(stdout)).toMatchObject({ type: "array" });
  expect((await run(["user", "schema"])).stdout).toBe(stdout);
  const path = file("schema.json", "");
  expect(await run(["schema", "generate", "config", "-o", path])).toMatchObject({ code: 0, stdout: "" });
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ type: "object" });
});

async function opening(path: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of decrypted(createReadStream(path), async () => PASSPHRASE.trim())) parts.push(part);
  return Buffer.concat(parts).toString();
}
