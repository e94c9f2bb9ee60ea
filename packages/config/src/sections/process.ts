import { z } from "zod";
import { bool, optionalAddress, processes, text } from "../keys.ts";

/** Adds details for developers to answers. */
export const debug = bool(false, {
  env: "DEBUG",
  about: "Adds details to flow answers and public error bodies, and stores flow state uncompressed.",
});

/** Development as opposed to production. */
export const development = bool(false, {
  env: "DEVELOPMENT",
  about: "Allows the well-known secret and makes up an internal key; never set it where people's accounts are.",
  own: true,
});

/** How many processes share the listeners. */
export const workers = processes(1, {
  env: "WORKERS",
  about: "How many processes serve behind one listening port.",
  own: true,
});

/** The listener for typed calls: other units, and customers' back ends. */
export const rpc = z.object({
  address: optionalAddress("127.0.0.1:8003", {
    env: "RPC_ADDRESS",
    about: "Listen address of the RPC listener; empty means none.",
    own: true,
  }),
  internal_key: text("", {
    env: "RPC_INTERNAL_KEY",
    about: "What units show each other when they run apart without mutual TLS.",
    allowed: "at least 32 bytes",
    secret: true,
    own: true,
  }),
  tls: z.object({
    cert_file: text("", { env: "RPC_TLS_CERT_FILE", about: "Certificate of this process, in PEM.", own: true }),
    key_file: text("", { env: "RPC_TLS_KEY_FILE", about: "Private key of the certificate, in PEM.", own: true }),
    ca_file: text("", { env: "RPC_TLS_CA_FILE", about: "Who signs the certificates of peers, in PEM.", own: true }),
  }),
});

/** How events travel between processes. */
export const bus = z.object({
  nats_url: text("", {
    env: "BUS_NATS_URL",
    about: "Where NATS answers; empty means that events stay in the process.",
    allowed: "`nats://…` or `tls://…`, several separated by commas",
    own: true,
  }),
  namespace: text("", {
    env: "BUS_NAMESPACE",
    about: "Keeps installations apart that share a NATS server; part of the names of streams and subjects.",
    allowed: "letters, digits, `-` and `_`",
    check: (name) => (/^[\w-]*$/.test(name) ? undefined : "must have letters, digits, - and _ only"),
    own: true,
  }),
});

/** Where units run that do not run in this process. */
export const units = z.object({
  flow: unit("flow"),
  identity: unit("identity"),
  credential: unit("credential"),
  token: unit("token"),
  notification: unit("notification"),
  webhook: unit("webhook"),
  audit: unit("audit"),
});

function unit(name: string) {
  return z.object({
    url: text("", {
      env: `UNITS_${name.toUpperCase()}_URL`,
      about: `Where the ${name} unit answers, such as \`http://${name}:8003\`.`,
      own: true,
    }),
  });
}
