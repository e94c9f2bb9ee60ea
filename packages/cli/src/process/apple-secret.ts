import { createPrivateKey, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileFault } from "../file-fault.ts";

/** As long as Apple allows: six months. */
const LIFE_SECONDS = 180 * 24 * 3600;

/** The client secret for Sign in with Apple: a JWT that the developer's key signs. */
export async function appleClientSecret(options: {
  readonly keyFile: string;
  readonly teamId: string;
  readonly servicesId: string;
  readonly keyId: string;
}): Promise<string> {
  const { keyFile, teamId, servicesId, keyId } = options;
  const key = await readKey(keyFile);
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: teamId,
    sub: servicesId,
    aud: "https://appleid.apple.com",
    iat: now,
    exp: now + LIFE_SECONDS,
  };
  const input = [{ alg: "ES256", kid: keyId, typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  // JWS wants the two numbers of the signature side by side (RFC 7518 section 3.4).
  const signature = sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" });
  return `${input}.${signature.toString("base64url")}`;
}

async function readKey(file: string) {
  const pem = await readFile(file, "utf8").catch((error) => {
    throw fileFault(file, "read", error);
  });
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyDetails?.namedCurve === "prime256v1") return key;
  } catch {
    // Said below, without what OpenSSL thinks of it.
  }
  throw new Error(`${file} holds no private key of the curve P-256 (PKCS #8, PEM)`);
}
