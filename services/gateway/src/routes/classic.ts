import type { Route } from "../http/route.ts";
import type { ClassicNeighbours } from "./classic-calls.ts";
import { classicConfigRoutes } from "./classic-config.ts";
import { classicCredentialRoutes } from "./classic-credentials.ts";
import { classicEmailRoutes } from "./classic-emails.ts";
import { classicPasscodeRoutes } from "./classic-passcode.ts";
import { classicPasswordRoutes } from "./classic-password.ts";
import { classicTokenRoutes } from "./classic-token.ts";
import { classicUserRoutes } from "./classic-users.ts";
import { classicWebauthnRoutes } from "./classic-webauthn.ts";

/** Single calls, for clients that are older than flows (public-rest.md, tag [C]). */
export function classicRoutes(asked: ClassicNeighbours): readonly Route[] {
  return [
    ...classicConfigRoutes(),
    ...classicUserRoutes(asked),
    ...classicEmailRoutes(asked),
    ...classicPasscodeRoutes(asked),
    ...classicPasswordRoutes(asked),
    ...classicWebauthnRoutes(asked),
    ...classicCredentialRoutes(asked),
    ...classicTokenRoutes(asked),
  ];
}
