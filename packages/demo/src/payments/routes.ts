import { assertionCredential, attestationCredential, deserialize, isPayloadError, isSignetError } from "@signet/sdk";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Session } from "../session.ts";
import { order, type Payments } from "./payments.ts";

/** Whose session a request carries. */
type SessionOf = (cookies: string | undefined) => Promise<Session | undefined>;

/** Answers of authenticators with an attestation have a few kilobytes. */
const LARGEST_ANSWER = 65_536;

/** What a back end does to have a payment confirmed: it asks the API for a challenge, and hands it the answer. */
export function servePayments(
  server: FastifyInstance,
  { payments, sessionOf }: { readonly payments: () => Promise<Payments>; readonly sessionOf: SessionOf },
): void {
  const post = (path: string, serve: (request: Asked) => Promise<object>) =>
    server.post(path, { bodyLimit: LARGEST_ANSWER }, async (request: FastifyRequest, reply: FastifyReply) => {
      reply.header("cache-control", "no-store");
      const session = await sessionOf(request.headers.cookie);
      if (!session) return reply.code(401).send({ fault: "Sign in first." });
      // Scripts of other sites cannot send this type unasked.
      if (!/^application\/json\b/.test(request.headers["content-type"] ?? "")) {
        return reply.code(415).send({ fault: "Send JSON." });
      }
      try {
        return await serve({ ...(await payments()), session, answer: JSON.stringify(request.body) });
      } catch (error) {
        if (isPayloadError(error)) return reply.code(400).send({ fault: "That is no answer of a passkey." });
        if (isSignetError(error) && error.status === 400) return reply.code(400).send({ fault: error.message });
        throw error;
      }
    });

  post("/payment/begin", async ({ api, session }) => {
    const user = { id: session.userId };
    if ((await api.listCredentials({ userId: user.id, pageSize: 1 })).length === 0) {
      const name = session.email ?? session.username ?? "You";
      // The shop knows who is there: its passkeys need not be offered to anybody who signs in.
      const authenticatorSelection = { requireResidentKey: false, userVerification: "preferred" as const };
      return {
        register: await api.initializeRegistration({ user: { ...user, name }, options: { authenticatorSelection } }),
      };
    }
    return { order, confirm: await api.initializeTransaction({ user, transaction: order }) };
  });

  post("/payment/passkey", async ({ api, answer, session }) => {
    const { credential } = await api.finalizeRegistration(deserialize(answer, attestationCredential));
    return { registered: credential.user.id === session.userId };
  });

  post("/payment/end", async ({ api, answer, session, verify }) => {
    const { credential, transaction } = await api.finalizeTransaction(deserialize(answer, assertionCredential));
    if (credential.user.id !== session.userId || !transaction) return { fault: "Somebody else confirmed this." };
    return { transactionId: transaction.id, ...(await verify(transaction.id)) };
  });
}

interface Asked extends Payments {
  readonly session: Session;
  /** The body of the request, as JSON. */
  readonly answer: string;
}
