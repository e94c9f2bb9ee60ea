import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import type { FastifyInstance } from "fastify";

/** The files that a server offers: the name in the URL, and where the file is. */
export type Assets = Readonly<Record<string, string>>;

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
};

// By name and not by a path relative to this file, which a bundler may move.
const manifest = createRequire(import.meta.url).resolve("@signet/demo/package.json");
const requireHere = createRequire(manifest);

/** The path of a file in this package's `assets` folder. */
export function ownAsset(name: string): string {
  return join(dirname(manifest), "assets", name);
}

/** The path of a file beside the entry of an installed package. */
export function packageAsset(packageName: string, name: string): string {
  return join(dirname(requireHere.resolve(packageName)), name);
}

/** Serves the files under `/assets/`, read once; a browser that has one asks only whether it changed. */
export function serveAssets(server: FastifyInstance, assets: Assets): void {
  for (const [name, path] of Object.entries(assets)) {
    const content = readFileSync(path);
    const etag = `"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"`;
    const type = types[extname(name)] ?? "application/octet-stream";
    server.get(`/assets/${name}`, async (request, reply) => {
      reply.headers({ etag, "cache-control": "no-cache" });
      if (request.headers["if-none-match"] === etag) return reply.code(304).send();
      return reply.type(type).send(content);
    });
  }
}
