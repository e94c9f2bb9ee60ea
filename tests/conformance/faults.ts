import type { FlowDocument, OfferedAction } from "./conversation.ts";
import { unknownId } from "./variants/situation.ts";

/** A request that breaks the protocol. */
export interface FaultyRequest {
  readonly href: string;
  readonly body: unknown;
}

type Fault = (document: FlowDocument, action: OfferedAction) => FaultyRequest;

/** The request that would be right, with another href. */
function at(change: (href: string, document: FlowDocument) => string): Fault {
  return (document, { href }) => ({
    href: change(href, document),
    body: { input_data: {}, csrf_token: document.csrf_token },
  });
}

function withAction(href: string, action: string): string {
  return href.replace(/action=[a-z_]+/, `action=${action}`);
}

/** Requests that break the protocol itself; tried once in every state, with its first action. */
export const faults: Readonly<Record<string, Fault>> = {
  csrf: (_, { href }) => ({ href, body: { input_data: {}, csrf_token: "x".repeat(32) } }),
  nocsrf: (_, { href }) => ({ href, body: { input_data: {} } }),
  unoffered: at((href, { actions }) => withAction(href, actions?.exchange_token ? "skip" : "exchange_token")),
  unknown: at((href) => withAction(href, "open_sesame")),
  noflow: at((href) => href.replace(/%40.*/, `%40${unknownId}`)),
  noid: at((href) => href.replace(/%40.*/, "")),
  json: (_, { href }) => ({ href, body: '{"input_data": {' }),
  array: (_, { href }) => ({ href, body: "[]" }),
};
