import type { IncomingMessage } from "node:http";
import type { Failure } from "../errors.ts";

/** The bytes of a body, undefined where there is none, or why they could not be had. */
export type Bytes = { readonly bytes: Buffer | undefined } | { readonly failure: Failure };

const tooLarge: Bytes = { failure: { status: 413, message: "Request Entity Too Large" } };
const brokenOff: Bytes = { failure: { status: 400, message: "the body broke off" } };

/** Reads a body up to a limit. What is not read here, Node drops after the answer, so that the client gets to see the answer. */
export function readBytes(request: IncomingMessage, limit: number): Promise<Bytes> {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  const announced = Number(length ?? 0);
  if (encoding === undefined && announced === 0) return Promise.resolve({ bytes: undefined });
  if (announced > limit) return Promise.resolve(tooLarge);

  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let received = 0;
    const onData = (chunk: Buffer) => {
      received += chunk.length;
      if (received <= limit) {
        chunks.push(chunk);
        return;
      }
      request.off("data", onData);
      request.resume();
      resolve(tooLarge);
    };
    request.on("data", onData);
    request.on("end", () => resolve({ bytes: received === 0 ? undefined : Buffer.concat(chunks, received) }));
    request.on("error", () => resolve(brokenOff));
  });
}
