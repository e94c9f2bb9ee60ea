/** Prints the users of a server. Run it as the README says. */
import { createSignetClient, Reason, reasonOf } from "@signet/client";

const { SIGNET_URL = "http://127.0.0.1:8004", SIGNET_API_KEY = "" } = process.env;
const signet = createSignetClient({ baseUrl: SIGNET_URL, apiKey: SIGNET_API_KEY });
try {
  const { users, totalSize } = await signet.identity.listUsers({ pageSize: 10 });
  console.log(`${totalSize} users`);
  for (const { userId, emails } of users) console.log(userId, emails.map(({ address }) => address).join(" "));
} catch (error) {
  if (reasonOf(error) !== Reason.CALLER_UNAUTHENTICATED) throw error;
  console.error("The server does not know this key: make one with signet apikey create, and set SIGNET_API_KEY.");
  process.exitCode = 1;
} finally {
  signet.close();
}
