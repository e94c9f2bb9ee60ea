import type { FastifyInstance } from "fastify";
import type { MailStore, StoredMail } from "./mail-store.ts";

/** The JSON API in the shapes that Mailpit made common, so that tests and people's scripts can read a code. */
export function serveApi(server: FastifyInstance, store: MailStore): void {
  server.get("/api/v1/messages", async () => ({ messages: store.list().map(summary) }));

  server.delete("/api/v1/messages", async (_request, reply) => {
    store.clear();
    return reply.type("text/plain").send("ok");
  });

  server.get<{ Params: { id: string } }>("/api/v1/message/:id", async ({ params }, reply) => {
    const mail = store.find(params.id);
    if (!mail) return reply.code(404).send({ error: "there is no such message" });
    return { ...summary(mail), Text: mail.text, HTML: mail.html };
  });
}

function summary({ id, from, to, recipients, subject, createTime }: StoredMail) {
  // A blind copy names nobody in its head; the envelope knows to whom it went.
  const named = to.length > 0 ? to : recipients.map((address) => ({ name: "", address }));
  return {
    ID: id,
    From: { Name: from.name, Address: from.address },
    To: named.map(({ name, address }) => ({ Name: name, Address: address })),
    Subject: subject,
    Created: createTime.toISOString(),
  };
}
