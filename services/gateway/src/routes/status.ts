import { z } from "zod";
import { json } from "../http/answer.ts";
import type { Operation } from "../http/operation.ts";
import type { Route } from "../http/route.ts";
import { statusPage } from "../status-page.ts";

/** How routes learn whether the process is well. */
export interface Health {
  /** Resolves when database and bus answer. */
  readonly ready: () => Promise<void>;
  /** Resolves when the database answers. */
  readonly database: () => Promise<void>;
}

const page: Operation = {
  id: "getStatusPage",
  tag: "Status",
  summary: "A page that says whether the service works",
  answers: {
    200: { description: "It does.", type: "text/html" },
    500: { description: "It does not.", type: "text/html" },
  },
};

const alive: Operation = {
  id: "getAlive",
  tag: "Status",
  summary: "Whether the process lives",
  answers: { 200: { description: "It does.", body: z.object({ alive: z.literal(true) }) } },
};

const readiness: Operation = {
  id: "getReady",
  tag: "Status",
  summary: "Whether requests can be served",
  answers: {
    200: { description: "Database and bus answer.", body: z.object({ ready: z.literal(true) }) },
    503: { description: "One of them does not.", body: z.object({ ready: z.literal(false) }) },
  },
};

/** Whether the process lives, is ready, and what a person sees who opens its address (public-rest.md 8.1, 8.2). */
export function statusRoutes({ ready, database }: Health): readonly Route[] {
  const isReady = shared(ready);
  const hasDatabase = shared(database);
  return [
    { method: "GET", path: "/", quiet: true, operation: page, handle: async () => statusPage(await hasDatabase()) },
    {
      method: "GET",
      path: "/health/alive",
      quiet: true,
      operation: alive,
      handle: () => json(200, { alive: true }),
    },
    {
      method: "GET",
      path: "/health/ready",
      quiet: true,
      operation: readiness,
      handle: async () => ((await isReady()) ? json(200, { ready: true }) : json(503, { ready: false })),
    },
  ];
}

const ANSWER_WITHIN_MS = 3_000;

/** However many ask at once, the check runs once; one that takes too long has failed. */
function shared(check: () => Promise<void>): () => Promise<boolean> {
  let running: Promise<boolean> | undefined;
  return () => {
    running ??= within(check(), ANSWER_WITHIN_MS).finally(() => {
      running = undefined;
    });
    return running;
  };
}

function within(check: Promise<void>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    check.then(
      () => resolve(true),
      () => resolve(false),
    );
    check.catch(() => undefined).finally(() => clearTimeout(timer));
  });
}
