import { create } from "@bufbuild/protobuf";
import { adminUserJson } from "@signet/json";
import { isUuid } from "@signet/kit";
import { UserCredentialsSchema } from "@signet/proto/credential/v1/credential";
import { z } from "zod";
import { json } from "../../http/answer.ts";
import { callOf, type Exchange } from "../../http/exchange.ts";
import { failures } from "../../http/operation.ts";
import { pageAnswer, pageHeaders, pageOf, pageQuery, urlWith } from "../../http/paging.ts";
import { reading } from "../../http/reading-route.ts";
import type { Outcome, Route } from "../../http/route.ts";
import { text, time, timestampOf } from "../../http/rules.ts";
import { adminUser } from "../../schemas/user.ts";
import type { Asked } from "./common.ts";

/** More than fit into an address line of the usual length. */
const MOST_IDS = 500;

const query = z.object({
  ...pageQuery,
  user_id: z
    .string()
    .transform((list) => list.toLowerCase().split(","))
    .refine((ids) => ids.every(isUuid), "failed to parse user_id as uuid")
    .refine((ids) => ids.length <= MOST_IDS, `user_id must not list more than ${MOST_IDS}`)
    .optional()
    .describe("One id, or several with commas between them."),
  email: text
    .optional()
    .describe("Part of an address, without case; `%` and `_` stand for any text and any character."),
  username: text.optional().describe("Part of a username, likewise. With both, users that match either are listed."),
  sort_direction: z
    .enum(["desc", "asc"])
    .optional()
    .describe("By the time of creation; newest first (`desc`) unless said."),
  q: text
    .optional()
    .describe("Part of an address, a username or a name, without case. No character stands for others."),
  created_from: time.optional().describe("Created then or later."),
  created_before: time.optional().describe("Created before that."),
  page_token: text
    .optional()
    .describe(
      "`X-Next-Page-Token` of the page before, in place of `page`: as fast at the end of the list as at its beginning.",
    ),
});

type Query = z.output<typeof query>;

/** Users, page by page (admin-rest.md 4): by number, or by a token that stays fast at any depth. */
export function listUsersRoute(asked: Asked): Route {
  return reading({
    method: "GET",
    path: "/users",
    operation: {
      ...{ id: "listUsers", tag: "Users", access: "operator", summary: "Lists users by time of creation" },
      description:
        "Users without any address or username are not listed. Listed users lack password, identities, OTP and metadata.",
      query,
      answers: {
        200: {
          description: "One page.",
          body: z.array(adminUser),
          headers: { ...pageHeaders, "X-Next-Page-Token": "For `page_token`; absent after the last page." },
        },
        ...failures(400, 401, 503),
      },
    },
    handle: (exchange, said) => list(asked, exchange, said.query),
  });
}

async function list({ identity, webauthn }: Asked, exchange: Exchange, said: Query): Promise<Outcome> {
  const { page_token: pageToken } = said;
  if (pageToken && said.page) return { failure: { status: 400, message: "either page or page_token can be given" } };
  const page = pageOf(said);
  const call = callOf(exchange);
  const found = await identity.listUsers(
    {
      ...{ email: said.email, username: said.username, userIds: said.user_id, query: said.q },
      ...{ createdFrom: timestampOf(said.created_from), createdBefore: timestampOf(said.created_before) },
      ascending: said.sort_direction === "asc",
      pageSize: page.size,
      ...(pageToken ? { pageToken } : { skip: page.skip }),
    },
    call,
  );
  const userIds = found.users.map(({ userId }) => userId);
  const { credentials } = await webauthn.listWebauthnCredentials({ userIds }, call);
  const users = found.users.map((user) => {
    const webauthnCredentials = credentials.filter(({ userId }) => userId === user.userId);
    const owned = create(UserCredentialsSchema, { userId: user.userId, webauthnCredentials });
    // As the contract has it: the list shows less of a user than the user alone (admin-rest.md 3.1).
    return { ...adminUserJson(user, owned, exchange.tenantId), identities: undefined, metadata: undefined };
  });

  const total = found.totalSize;
  const further: Record<string, string> = found.nextPageToken ? { "x-next-page-token": found.nextPageToken } : {};
  if (!pageToken) return pageAnswer(exchange, users, { page, total, headers: further });
  const next = found.nextPageToken && {
    link: `<${urlWith(exchange, { page_token: found.nextPageToken })}>; rel="next"`,
  };
  return json(200, users, { headers: { ...further, ...next, "x-total-count": String(total) } });
}
