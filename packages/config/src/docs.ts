import { describeKeys, type KeyRow } from "./describe.ts";
import { isNotActedOn } from "./not-acted-on.ts";
import { type OldKey, oldKeys } from "./old-keys.ts";
import { webhookEvents } from "./webhook-events.ts";

/** The text of docs/config.md, made of the schema alone. */
export function configDocs(): string {
  const rows = describeKeys();
  const sections = [...new Set(rows.map(({ section }) => section))];
  const tables = sections.map((name) =>
    sectionTable(
      name,
      rows.filter(({ section }) => section === name),
    ),
  );
  return [introduction, ...tables, eventList(), oldKeyTable()].join("\n");
}

const introduction = `<!-- Made by \`node scripts/config-docs.mjs\` from packages/config/src/sections. Edit those. -->

# Configuration

Signet reads its built-in defaults, then one YAML file (\`--config FILE\`, else \`./config/config.yaml\` if it is there), then the environment. Later layers win, key by key. Everything is read once, at the start; all faults are reported together, each with its key.

* **Keys** match exactly, or else without case. A key that is not known is warned about, with the nearest one that is; under \`--strict\` it is a fault. \`null\` leaves the default. A list replaces the default list, a map is merged.
* **Booleans** are \`true\` and \`false\`, also \`1 t T TRUE True 0 f F FALSE False\`, or a number.
* **Durations** are written like \`300ms\`, \`90s\`, \`1h30m\` (units \`ns us ms s m h\`). A bare number counts nanoseconds, where it is allowed at all.
* **Lists** may be written as a single value. In the environment their elements are separated by commas, without blanks.
* **A variable that is set but empty counts as set:** texts and lists become empty, anything else is a fault.
* **JSON** is YAML too.
* **Secrets** are never shown in a log or a dump. They are marked with 🔒.

Keys of *application* scope hold for the whole process, those of *tenant* scope for one tenant. Keys marked *own* are Signet's; the others are shared with the servers whose files Signet accepts. Keys marked *not acted on yet* are read and checked, and a start with a configuration that asks for what they are for says in one line what happens instead; every other key acts.
`;

function sectionTable(name: string, rows: readonly KeyRow[]): string {
  const lines = rows.map((row) =>
    cells([
      code(row.key),
      row.env ? code(row.env) : "–",
      row.type,
      defaultOf(row),
      allowedOf(row),
      meaningOf(row, rows),
    ]),
  );
  return [
    `## ${name}`,
    "",
    `Scope: ${scopeOf(rows)}.`,
    "",
    cells(["Key", "Environment", "Type", "Default", "Allowed", "Meaning"]),
    cells(["---", "---", "---", "---", "---", "---"]),
    ...lines,
    "",
  ].join("\n");
}

/** The scope that most of the section has; a key that differs says so itself. */
function scopeOf(rows: readonly KeyRow[]): string {
  return rows.find(({ scope }) => scope === undefined)?.keyScope ?? "application";
}

function meaningOf(row: KeyRow, rows: readonly KeyRow[]): string {
  const marks = [
    row.secret ? "🔒" : "",
    row.about,
    row.own ? "*own*" : "",
    isNotActedOn(row.key) ? "*not acted on yet*" : "",
    row.keyScope === scopeOf(rows) ? "" : `*${row.keyScope} scope*`,
  ];
  return marks.filter((mark) => mark !== "").join(" ");
}

function defaultOf({ default: value }: KeyRow): string {
  const empty = value === "" || (Array.isArray(value) && value.length === 0) || JSON.stringify(value) === "{}";
  return empty ? "empty" : code(typeof value === "string" ? value : JSON.stringify(value));
}

function allowedOf({ choices, allowed, min, max }: KeyRow): string {
  if (choices) return choices.map((choice) => (choice === "" ? "empty" : code(choice))).join(", ");
  if (allowed !== undefined) return allowed;
  if (max !== undefined) return `${min ?? 0} to ${max}`;
  return min ? `from ${min}` : "–";
}

function eventList(): string {
  return [
    "## Webhook events",
    "",
    "A hook receives every event whose name begins with one of those it lists.",
    "",
    ...webhookEvents.map((event) => `* ${code(event)}`),
    "",
  ].join("\n");
}

function oldKeyTable(): string {
  const successor = ({ becomes }: OldKey) => (becomes.length === 0 ? "none" : becomes.map(code).join(", "));
  return [
    "## Older names",
    "",
    "Each counts where its successor is given neither in the file nor in the environment, and is mentioned once at the start. Those without a successor have no effect.",
    "",
    cells(["Key", "Environment", "Type", "Successor", "Note"]),
    cells(["---", "---", "---", "---", "---"]),
    ...oldKeys.map((old) =>
      cells([code(old.path), old.env === undefined ? "–" : code(old.env), old.type, successor(old), old.about]),
    ),
    "",
  ].join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}

function cells(texts: readonly string[]): string {
  return `| ${texts.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
}
