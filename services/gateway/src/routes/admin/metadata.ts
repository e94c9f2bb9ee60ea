import type { JsonObject } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import { objectOf } from "@signet/json";
import { reasonOf } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { User } from "@signet/proto/identity/v1/user";
import { z } from "zod";
import { empty, json } from "../../http/answer.ts";
import { callOf, type Exchange } from "../../http/exchange.ts";
import { jsonBody } from "../../http/json-body.ts";
import { failures } from "../../http/operation.ts";
import { reading } from "../../http/reading-route.ts";
import type { Outcome, Route } from "../../http/route.ts";
import { parsedUuid, safeObject } from "../../http/rules.ts";
import { userMetadata } from "../../schemas/user.ts";
import { type Asked, findUser, packedCredentials, userNotFound } from "./common.ts";

const params = z.object({ id: parsedUuid("invalid user id") });

const part = safeObject.nullable().optional();
const patch = z
  .object({ public_metadata: part, private_metadata: part, unsafe_metadata: part })
  .nullable()
  .describe("A JSON merge patch (RFC 7396): null clears, objects are merged, everything else is replaced.");

const common = { tag: "Metadata", access: "operator", params } as const;
const state = { 200: { description: "What there is.", body: userMetadata }, 204: { description: "There is none." } };

/** What programs keep about users, for operators (admin-rest.md 10). */
export function metadataRoutes(asked: Asked): readonly Route[] {
  return [
    reading({
      method: "GET",
      path: "/users/:id/metadata",
      operation: {
        ...{ ...common, id: "getMetadata", summary: "The metadata of a user" },
        answers: { ...state, ...failures(400, 401, 404, 503) },
      },
      handle: async (exchange, said) => {
        const user = await findUser(asked, exchange, said.params.id);
        return user ? answer(user) : userNotFound;
      },
    }),
    reading({
      method: "PATCH",
      path: "/users/:id/metadata",
      operation: {
        ...{ ...common, id: "patchMetadata", summary: "Merges into the metadata of a user", body: jsonBody(patch) },
        description: "Each of the three may have at most 3000 characters as JSON text.",
        answers: { ...state, ...failures(400, 401, 404, 413, 415, 503) },
      },
      handle: (exchange, said) => merge(asked, exchange, said.params.id, said.body),
    }),
  ];
}

async function merge(asked: Asked, exchange: Exchange, userId: string, said: z.output<typeof patch>): Promise<Outcome> {
  const credentials = await packedCredentials(asked, exchange, userId);
  const request = {
    userId,
    publicMetadata: patchOf(said === null ? null : said.public_metadata),
    privateMetadata: patchOf(said === null ? null : said.private_metadata),
    unsafeMetadata: patchOf(said === null ? null : said.unsafe_metadata),
    credentials,
  };
  try {
    const { user } = await asked.identity.patchMetadata(request, callOf(exchange));
    return user ? answer(user) : userNotFound;
  } catch (error) {
    // What exactly is too large is in the message alone.
    if (!(error instanceof ConnectError) || reasonOf(error) !== Reason.METADATA_INVALID) throw error;
    return { failure: { status: 400, message: error.rawMessage } };
  }
}

function patchOf(part: JsonObject | null | undefined) {
  if (part === undefined) return undefined;
  return part === null
    ? { change: { case: "clear" as const, value: true } }
    : { change: { case: "merge" as const, value: part } };
}

/** An empty part counts as none, and none at all is an answer without a body. */
function answer({ publicMetadata, privateMetadata, unsafeMetadata }: User): Outcome {
  const parts = {
    public_metadata: objectOf(publicMetadata),
    private_metadata: objectOf(privateMetadata),
    unsafe_metadata: objectOf(unsafeMetadata),
  };
  return Object.values(parts).some((part) => part !== undefined) ? json(200, parts) : empty(204);
}
