import type { Http2Session } from "node:http2";
import { Http2SessionManager } from "@connectrpc/connect-node";

/**
 * A manager of connections that survives their end at any moment. The library ends a connection that says farewell with
 * an error, and when a call comes before that was told, it has stopped listening: an error that nobody hears ends the
 * process. Whoever has a call on its way learns of it there.
 */
export function lastingSessionManager(
  ...options: ConstructorParameters<typeof Http2SessionManager>
): Http2SessionManager {
  const manager = new Http2SessionManager(...options);
  const request = manager.request.bind(manager);
  const heard = new WeakSet<Http2Session>();
  manager.request = async (...call) => {
    const stream = await request(...call);
    const { session } = stream;
    if (session && !heard.has(session)) {
      heard.add(session);
      session.on("error", () => undefined);
    }
    return stream;
  };
  return manager;
}
