import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { reasonOf } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { SessionCause } from "@signet/proto/token/v1/token_service";
import { deleteAccount } from "../../account/deletion.ts";
import { textOf } from "../../engine/inputs.ts";
import { failAt, finallyGoTo, goTo } from "../../engine/outcomes.ts";
import type { Action, Turn } from "../../engine/types.ts";
import { signedIn } from "../../profile.ts";
import { packCredentials } from "../../subject.ts";

/** Deletes the account with everything attached (flow-api.md section 13.2). */
export const accountDelete: Action = {
  name: "account_delete",
  description: "Delete an account.",
  offered: ({ settings }) => settings.account.allow_deletion,
  async run(turn) {
    await deleteAccount(turn, signedIn(turn));
    turn.effects = { ...turn.effects, clearSession: true };
    return finallyGoTo("account_deleted");
  },
};

/** Changes the metadata that users may write (flow-api.md section 13.2). */
export const patchMetadata: Action = {
  name: "patch_metadata",
  description: "Patch the (unsafe) metadata of the user",
  offered: () => true,
  inputs: () => [{ name: "patch_metadata", type: "json", required: true, hidden: false }],
  validates: false,

  async run(turn, input) {
    const patch = patchOf(input.patch_metadata);
    if (patch === undefined) {
      return failAt({ patch_metadata: "invalid_metadata_error" }, "a JSON object is needed, or null to clear");
    }
    const { user, credentials } = signedIn(turn);
    const change =
      patch === "clear" ? ({ case: "clear", value: true } as const) : ({ case: "merge", value: patch } as const);
    try {
      await turn.leaves.identity.patchMetadata(
        { userId: user.userId, unsafeMetadata: { change }, credentials: packCredentials(credentials) },
        turn.call(),
      );
    } catch (error) {
      if (reasonOf(error) !== Reason.METADATA_INVALID) throw error;
      return failAt({ patch_metadata: "invalid_metadata_error" }, "the metadata would become too long");
    }
    return goTo(turn.flow.state);
  },
};

/** A merge patch: an object, or a string that holds one; null or its string clears. */
function patchOf(value: JsonValue | undefined): JsonObject | "clear" | undefined {
  if (value === null || value === "null") return "clear";
  const parsed = typeof value === "string" ? parsedOrNothing(value) : value;
  return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? parsed : undefined;
}

function parsedOrNothing(text: string): JsonValue | undefined {
  try {
    // JSON.parse makes JSON values only.
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Ends another session of the user (flow-api.md section 13.2). */
export const sessionDelete: Action = {
  name: "session_delete",
  description: "Delete a session.",
  offered: (turn) => turn.settings.session.allow_revocation && otherSessions(turn).length > 0,
  inputs: (turn) => [
    {
      name: "session_id",
      type: "string",
      required: true,
      hidden: true,
      allowedValues: otherSessions(turn).map(({ sessionId }) => ({ value: sessionId, name: sessionId })),
    },
  ],
  async run(turn, input) {
    const { user } = signedIn(turn);
    const sessionId = textOf(input, "session_id");
    const request = { userId: user.userId, sessionId, cause: SessionCause.REVOKED };
    await turn.leaves.tokens.revokeSession(request, turn.call());
    return goTo(turn.flow.state);
  },
};

function otherSessions(turn: Turn) {
  const { session, sessions } = signedIn(turn);
  return sessions.filter(({ sessionId }) => sessionId !== session.sessionId);
}
