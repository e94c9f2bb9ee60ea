import { describe, expect, test } from "vitest";
import { mayCall, units } from "../../packages/cli/src/units.ts";
import { longFiles } from "../long-files.ts";
import { isProduct, isTest, linesWith, sources, trackedFiles, withoutComments } from "./sources.ts";

const product = sources(isProduct);
const code = product.map(withoutComments);
const names = units.map(({ name }) => name);
/** Everything that people wrote: not the recordings, which are data, and not what npm writes. */
const written = sources(
  (path) =>
    /\.(ts|mts|mjs|js|json|md|proto|prisma|sql|ya?ml|css|html|svg|sh)$|\.ci\/|Dockerfile|ignore$|npmrc$/.test(path) &&
    !/^tests\/conformance\/corpus|package-lock\.json$/.test(path),
);

describe("files", () => {
  test("end before line 250", () => {
    const long = product.filter(({ text }) => text.split("\n").length > 251);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test("hold functions and plain objects: no classes, no enums, no namespaces", () => {
    expect(linesWith(/^\s*(export )?(abstract )?(class|enum|namespace) \w/, code)).toEqual([]);
  });

  test("export by name", () => {
    expect(linesWith(/^\s*export default\b/, code)).toEqual([]);
  });

  test("say what a value is: no any", () => {
    expect(linesWith(/(:|<|\bas|\|)\s*any\b(?!\()|,\s*any\s*[>,]|\bany\[\]/, code)).toEqual([]);
  });

  test("keep nothing for later", () => {
    const marks = new RegExp(["TO", "DO|FIX", "ME|X", "XX"].join(""));
    expect(linesWith(new RegExp(`\\b(${marks.source})\\b`), written)).toEqual([]);
  });

  test("that are run first, since they take long, are there", () => {
    const tests = new Set(trackedFiles());
    expect(longFiles.filter((path) => !tests.has(path))).toEqual([]);
  });

  test("silence no tool", () => {
    expect(linesWith(/@ts-(ignore|nocheck|expect-error)|biome-ignore/, product)).toEqual([]);
  });
});

describe("surroundings", () => {
  test("are read by the program alone, and handed on as configuration", () => {
    const elsewhere = code.filter(({ path }) => !path.startsWith("packages/cli/") && !/\/example\.ts$/.test(path));
    expect(linesWith(/process\.env\b/, elsewhere)).toEqual([]);
  });

  test("of the machine where something was written are in no file", () => {
    const places = ["/work/", "/root/", "/home/", "/Users/", "/tmp/"].map((place) => `(?<![\\w.$}-])${place}\\w`);
    expect(linesWith(new RegExp(places.join("|")), written)).toEqual([]);
  });

  test("of the network where something was installed are in no file", () => {
    const hosts = /https?:\/\/[^\s"'`]*\b(registry|artifactory|nexus|verdaccio|goproxy)\b|^registry\s*=/;
    expect(linesWith(hosts, written)).toEqual([]);
    const lock = sources((path) => path === "package-lock.json");
    expect(linesWith(/"resolved": "(?!packages\/|services\/)/, lock)).toEqual([]);
  });

  test("that git ignores stay out", () => {
    expect(trackedFiles().filter((path) => /(^|\/)(node_modules|dist|gen|\.signet|coverage)\//.test(path))).toEqual([]);
  });
});

describe("units", () => {
  const ofUnit = (unit: string) => code.filter(({ path }) => path.startsWith(`services/${unit}/`));

  test("are the folders, and the folders are units", () => {
    const folders = new Set(trackedFiles().flatMap((path) => /^services\/([^/]+)\//.exec(path)?.[1] ?? []));
    expect([...folders].sort()).toEqual([...names].sort());
  });

  test.each(names)("%s uses the code of no other unit", (unit) => {
    const others = names.filter((name) => name !== unit).join("|");
    const imports = new RegExp(`from "(@signet/(${others})\\b(?!/v1)|(\\.\\./)+(${others})/src|.*/services/)`);
    expect(linesWith(imports, ofUnit(unit))).toEqual([]);
  });

  test.each(names)("%s touches its own tables only", (unit) => {
    const others = names.filter((name) => name !== unit).join("|");
    expect(linesWith(new RegExp(`prisma\\.(${others})[A-Z]|\\btx\\.(${others})[A-Z]`), ofUnit(unit))).toEqual([]);
    const tables = new RegExp(`\\b(from|into|update|join)\\s+[\`"]?(${others})_[a-z_]+\\b(?!\\()`, "i");
    expect(linesWith(tables, ofUnit(unit))).toEqual([]);
  });

  test("that are leaves call nobody", () => {
    const leaves = names.filter((name) => !["flow", "gateway"].includes(name));
    expect(leaves.flatMap((leaf) => linesWith(/\bpeers\b/, ofUnit(leaf)))).toEqual([]);
    expect(
      Object.values(mayCall)
        .flat()
        .filter((caller) => leaves.includes(caller)),
    ).toEqual([]);
  });

  test.each(["packages/kit", "packages/config", "packages/db"])("do not appear in %s", (folder) => {
    const inside = code.filter(({ path }) => path.startsWith(`${folder}/`));
    expect(linesWith(new RegExp(`from "@signet/(${names.join("|")}|cli)"`), inside)).toEqual([]);
  });

  test("are alone with HTTP at the gateway", () => {
    const inside = code.filter(({ path }) => path.startsWith("services/") && !path.startsWith("services/gateway/"));
    expect(
      linesWith(
        /from "(fastify|node:https?|node:http2)"/,
        inside.filter(({ path }) => !/webhook/.test(path)),
      ),
    ).toEqual([]);
  });
});

describe("tests", () => {
  test("are all run: none runs alone, and what is skipped waits for a server or a program", () => {
    const tests = sources(isTest).filter(({ path }) => path.endsWith(".ts"));
    const alone = linesWith(/\b(test|it|describe)\.(only|todo|fails)\(/, tests);
    const skipped = linesWith(/\b(test|it|describe)\.skip\(/, tests).filter(
      (line) => !/if \(!|no server was found/.test(line),
    );
    expect([...alone, ...skipped]).toEqual([]);
  });
});
