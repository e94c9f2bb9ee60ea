/** Names of what the bus keeps at NATS. Installations that share a server have a namespace each. */
export interface NatsNames {
  readonly stream: string;
  readonly deadStream: string;
  /** Goes before the message type to make the subject. */
  readonly prefix: string;
  readonly deadPrefix: string;
}

/** Headers of an event beside its message id. */
export const TENANT = "Signet-Tenant";
export const CREATED = "Signet-Created";

/** The names of a namespace; the empty one is the rule. */
export function namesIn(namespace: string): NatsNames {
  if (!/^[A-Za-z0-9_-]*$/.test(namespace)) throw new Error("a namespace has letters, digits, - and _ only");
  const suffix = namespace && `_${namespace}`;
  const prefix = namespace && `${namespace}.`;
  return { stream: `SIGNET${suffix}`, deadStream: `SIGNET_DEAD${suffix}`, prefix, deadPrefix: `${prefix}dead.` };
}
