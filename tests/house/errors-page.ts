import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Code } from "@connectrpc/connect";
import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { flowErrors, inputErrors } from "../../services/flow/src/engine/errors.ts";
import { failureOf } from "../../services/gateway/src/errors.ts";
import { root, sources } from "./sources.ts";

const PROTO = "proto/signet/errors/v1/errors.proto";

/** docs/errors.md, made from the protos and from the tables in the code. */
export function errorsPage(): string {
  return `<!-- Made by \`node scripts/error-docs.mjs\` from ${PROTO} and the tables of flow and gateway. Edit those. -->

# Errors

A message is for people and may change; a program switches on the code beside it. There are two vocabularies, one for
typed calls and one for HTTP, and one place where the first becomes the second
(\`services/gateway/src/errors.ts\` and \`services/flow/src/engine/errors.ts\`).

## Typed calls: reasons

An error of gRPC, gRPC-Web or Connect has a status code and, in its details, one \`google.rpc.ErrorInfo\` with the domain
\`signet\` and one of these reasons ([AIP-193](https://google.aip.dev/193)). An error without a reason is not on purpose:
it reaches the caller as "internal error", and its cause is in the log. While a unit cannot be reached, or does not reach
its database, calls to it are \`unavailable\`: the same call may succeed in a moment.

A request in the binary form that cannot be parsed is \`internal\` with a message that begins "parse binary". So gRPC's own
table of status codes has it, and the protocol's library answers it before any of our code sees the call. JSON that cannot
be parsed is \`invalid_argument\`.

\`\`\`ts
import { Reason, reasonOf } from "@signet/client";

await signet.identity.createUser(ada).catch((error) => {
  if (reasonOf(error) === Reason.EMAIL_TAKEN) return askForAnother();
  throw error;
});
\`\`\`

The list only grows. "Raised by" names the calls whose description promises the reason. Every call can fail with the
first six; a later one that names no call is kept for calls to come.

${table(["Reason", "No.", "Status", "Meaning", "Raised by"], reasonRows())}

## HTTP: status and body

REST routes answer \`{ "code": 404, "message": "Not Found" }\`, with the same number as the status. With \`debug: true\` an
\`error\` tells the inner cause; never use that where strangers can read it. These reasons have a status of their own; every
other error of a unit is a 500 there, and 503 while a unit, or its database, cannot be reached.

${table(["Reason", "Status", "Message"], statusRows())}

## Flows: errors of the conversation

A flow answers with its state, and in it the error: \`error.code\` at the top, and \`actions.<name>.inputs.<input>.error.code\`
at an input. An error at an input always comes with \`form_data_invalid_error\` at the top. The message is a default in
English; the web elements have their own texts for each code.

${table(
  ["Code", "Status", "Message"],
  Object.entries(flowErrors).map(([code, [status, message]]) => [`\`${code}\``, String(status), message]),
)}

At an input:

${table(
  ["Code", "Message"],
  Object.entries(inputErrors).map(([code, message]) => [`\`${code}\``, message]),
)}
`;
}

function reasonRows(): readonly (readonly string[])[] {
  const meanings = meaningsOf(readFileSync(join(root, PROTO), "utf8"));
  const raised = raisers();
  return reasons().map(([name, reason]) => [
    `\`${name}\``,
    String(reason),
    `\`${statusName(problem(reason, "").code)}\``,
    meanings.get(name) ?? "",
    (raised.get(name) ?? []).join(", ") || "–",
  ]);
}

function statusRows(): readonly (readonly string[])[] {
  return reasons().flatMap(([name, reason]) => {
    const { status, message = "the phrase of the status" } = failureOf(problem(reason, ""));
    return status === 500 ? [] : [[`\`${name}\``, String(status), message]];
  });
}

function reasons(): readonly (readonly [string, Reason])[] {
  const named = Object.entries(Reason).filter((entry): entry is [string, Reason] => typeof entry[1] === "number");
  return named.filter(([, reason]) => reason !== Reason.UNSPECIFIED);
}

/** As gRPC writes its codes: FAILED_PRECONDITION is failed_precondition with Connect. */
function statusName(code: Code): string {
  return Code[code].replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();
}

/** What the comment above each value says. */
function meaningsOf(proto: string): ReadonlyMap<string, string> {
  return new Map(
    [...proto.matchAll(/\/\/ (.+)\n {2}REASON_(\w+) = /g)].map(([, text = "", name = ""]) => [name, text]),
  );
}

/** Which calls promise a reason: they name it in their description. */
function raisers(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { text } of sources((path) => /^proto\/signet\/.*_service\.proto$/.test(path))) {
    for (const [, comment = "", call = ""] of text.matchAll(/((?: {2}\/\/ .*\n)+) {2}rpc (\w+)\(/g)) {
      for (const name of new Set(comment.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g))) {
        found.set(name, [...(found.get(name) ?? []), call]);
      }
    }
  }
  return found;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
