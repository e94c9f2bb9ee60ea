import type { MessageInitShape } from "@bufbuild/protobuf";
import { create, fromJson, type JsonValue, toJson } from "@bufbuild/protobuf";
import { type Ceremony, CeremonySchema, WebauthnUse } from "@signet/proto/credential/v1/credential";
import type { CreateAuthenticationOptionsRequestSchema } from "@signet/proto/credential/v1/webauthn_service";
import { creationOptions, type Use } from "./account/webauthn.ts";
import type { Turn } from "./engine/types.ts";
import { canUsePasskeys } from "./policy/facts.ts";

/** A ceremony as the conversation remembers it. */
export function remembered(ceremony: Ceremony | undefined): JsonValue {
  return toJson(CeremonySchema, ceremony ?? create(CeremonySchema));
}

/** A remembered ceremony as the credential unit wants it back; one that never was verifies nothing. */
export function ceremonyFrom(memory: JsonValue | undefined): Ceremony {
  return memory === undefined ? create(CeremonySchema) : fromJson(CeremonySchema, memory);
}

/** Asks for request options, shows them, and remembers their challenge. */
export async function startAuthentication(
  turn: Turn,
  request: MessageInitShape<typeof CreateAuthenticationOptionsRequestSchema>,
): Promise<void> {
  const { optionsJson, ceremony } = await turn.leaves.webauthn.createAuthenticationOptions(request, turn.call());
  turn.payload = { ...turn.payload, requestOptionsJson: optionsJson };
  turn.data = { ...turn.data, authentication: remembered(ceremony) };
}

/** On arrival in login_init: options for the browser's own account chooser (flow-api.md section 8.1). */
export async function offerConditionalUi(turn: Turn): Promise<undefined> {
  if (!canUsePasskeys(turn) || !turn.data.conditionalMediationAvailable) return;
  await startAuthentication(turn, { use: WebauthnUse.PASSKEY });
}

/** Asks for creation options, shows them, and remembers their challenge. */
export async function startRegistration(turn: Turn, use: Use): Promise<void> {
  const { userId = "", email, username } = turn.data;
  const owner = { userId, email, username };
  // In a registration there is no user yet who could have any.
  const excludeExisting = turn.flow.name !== "registration";
  const { optionsJson, ceremony } = await creationOptions(turn, owner, { use, excludeExisting });
  turn.payload = { ...turn.payload, creationOptionsJson: optionsJson };
  turn.data = { ...turn.data, registration: { ceremony: remembered(ceremony), use } };
}
