import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";

/** A column, in the words of the models. */
export interface Column {
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | undefined;
}

/** A table, as the models describe it or as a database has it. Lists of columns are joined with commas. */
export interface Table {
  readonly columns: Readonly<Record<string, Column>>;
  readonly primaryKey: string;
  readonly uniqueKeys: readonly string[];
  readonly indexes: readonly string[];
  /** As "columns -> table(columns) CASCADE". */
  readonly foreignKeys: readonly string[];
}

/** A model and the unit whose file it is in. */
export interface Model {
  readonly name: string;
  readonly unit: string;
  readonly table: string;
  readonly definition: Table;
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly attributes: string;
}

/** Reads prisma/models: plain models without native types, which is all we write. */
export async function readModels(folder: string): Promise<Model[]> {
  const blocks: Block[] = [];
  for (const file of (await readdir(folder)).sort()) {
    const text = await readFile(join(folder, file), "utf8");
    for (const [, name = "", body = ""] of text.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)) {
      blocks.push(readBlock(name, basename(file, ".prisma"), body));
    }
  }
  return blocks.map((block) => ({ ...block, definition: define(block, blocks) }));
}

interface Block {
  readonly name: string;
  readonly unit: string;
  readonly table: string;
  readonly fields: readonly Field[];
  /** Lines such as "@@index([tenantId, createdAt])". */
  readonly keys: readonly string[];
}

function readBlock(name: string, unit: string, body: string): Block {
  const lines = body.split("\n").map((line) => line.trim());
  const keys = lines.filter((line) => line.startsWith("@@"));
  const fields = lines.flatMap((line) => {
    const [, field, type, optional, attributes = ""] = /^(\w+)\s+([\w[\]]+)(\?)?\s*(.*)$/.exec(line) ?? [];
    return field && type ? [{ name: field, type, nullable: optional === "?", attributes }] : [];
  });
  return { name, unit, table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name, fields, keys };
}

function define(block: Block, all: readonly Block[]): Table {
  const blockOf = (type: string) => all.find(({ name }) => name === type.replace("[]", ""));
  const scalars = block.fields.filter(({ type }) => !blockOf(type));
  const keysOf = (kind: string) =>
    block.keys.flatMap((key) => listIn(key, new RegExp(`^@@${kind}\\(\\[(.*?)\\]`), block));
  return {
    columns: Object.fromEntries(scalars.map((field) => [columnOf(field), columnDefinition(field)])),
    primaryKey:
      keysOf("id")[0] ??
      scalars
        .filter(({ attributes }) => /@id\b/.test(attributes))
        .map(columnOf)
        .join(","),
    uniqueKeys: keysOf("unique").sort(),
    indexes: keysOf("index").sort(),
    foreignKeys: block.fields.flatMap(({ type, attributes }) => {
      const target = blockOf(type);
      const [own] = listIn(attributes, /fields: \[(.*?)\]/, block);
      if (!target || !own) return [];
      const [theirs] = listIn(attributes, /references: \[(.*?)\]/, target);
      const [, onDelete = ""] = /onDelete: (\w+)/.exec(attributes) ?? [];
      return [`${own} -> ${target.table}(${theirs}) ${onDelete.toUpperCase()}`];
    }),
  };
}

function columnDefinition({ type, nullable, attributes }: Field): Column {
  return { type, nullable, default: /@default\("?(.*?)"?\)/.exec(attributes)?.[1] };
}

/** The columns of the first list of fields that a pattern finds, joined. */
function listIn(text: string, pattern: RegExp, block: Block): string[] {
  const names = pattern.exec(text)?.[1]?.split(/,\s*/);
  if (!names) return [];
  return [names.map((name) => columnOf(block.fields.find((field) => field.name === name) ?? missing(name))).join(",")];
}

function columnOf({ name, attributes }: Pick<Field, "name" | "attributes">): string {
  return /@map\("(\w+)"\)/.exec(attributes)?.[1] ?? name;
}

function missing(name: string): never {
  throw new Error(`a key names the field ${name}, which the model lacks`);
}
