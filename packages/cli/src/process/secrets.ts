import { readFileSync } from "node:fs";
import type { Config } from "@signet/config";
import { createSecrets, type Secrets, type TlsMaterial } from "@signet/kit";

/** Protection under the configured keys; the check that they are our own was made with the configuration. */
export function secretsOf({ secret_keys }: Config): Secrets {
  return createSecrets(secret_keys);
}

/** The key that units show each other. In development it follows from the secrets, so that all processes agree on it. */
export function internalKeyOf(config: Config): string | undefined {
  const { rpc, development } = config;
  if (rpc.internal_key !== "") return rpc.internal_key;
  return development ? secretsOf(config).mac("rpc", "internal key for development") : undefined;
}

/** The certificates of the RPC listener and of calls to other units, if there are any. */
export function tlsOf({ rpc }: Config): TlsMaterial | undefined {
  const { cert_file, key_file, ca_file } = rpc.tls;
  if (cert_file === "" && key_file === "" && ca_file === "") return undefined;
  if (cert_file === "" || key_file === "") {
    throw new Error("rpc.tls: cert_file and key_file belong together; set both, or none");
  }
  const cert = readPem("rpc.tls.cert_file", cert_file);
  const key = readPem("rpc.tls.key_file", key_file);
  return { cert, key, ...(ca_file !== "" && { ca: readPem("rpc.tls.ca_file", ca_file) }) };
}

function readPem(key: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw new Error(`${key}: ${file} cannot be read (${code})`, { cause: error });
  }
}
