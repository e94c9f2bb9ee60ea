import { createPasskey, type Passkey } from "@signet/testkit";

/** Somebody with passkeys in software: a new one for every registration, and the newest answers. */
export interface SoftwareBrowser {
  readonly create: Passkey["create"];
  readonly get: Passkey["get"];
}

/** A browser without passkeys. */
export function softwareBrowser(): SoftwareBrowser {
  let newest = createPasskey();
  return {
    create(options) {
      newest = createPasskey();
      return newest.create(options);
    },
    get: (options) => newest.get(options),
  };
}
