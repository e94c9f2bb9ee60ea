import { cookieValues } from "./cookies.ts";
import type { Exchange } from "./http/exchange.ts";
import { sessionTokens } from "./session-tokens.ts";

/** What the client sends along with everything it asks of the flow unit. */
export function clientOf(exchange: Exchange) {
  const { headers } = exchange.incoming;
  const [deviceTrust = ""] = cookieValues(headers.cookie, exchange.settings.mfa.device_trust_cookie_name);
  return { language: languageOf(headers), sessionTokens: sessionTokens(exchange), deviceTrust };
}

const LONGEST_LANGUAGE = 64;

/** Older clients have no language of their own to send, and some send the word "undefined". */
function languageOf(headers: Exchange["incoming"]["headers"]): string {
  const chosen = headers["x-language"];
  const language = typeof chosen === "string" && chosen !== "undefined" ? chosen : undefined;
  return (language || headers["accept-language"] || "").slice(0, LONGEST_LANGUAGE);
}
