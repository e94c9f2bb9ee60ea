import models from "./authenticators.json" with { type: "json" };

/** A model of authenticators. */
interface Model {
  readonly name: string;
  /** Where its credentials are; empty where they sync, or travel from a telephone to the machine beside it. */
  readonly attachment: "" | "platform" | "cross-platform";
}

const known: ReadonlyMap<string, Model> = new Map([
  ...modelsOf("platform", models.platform),
  ...modelsOf("cross-platform", models["cross-platform"]),
  ...modelsOf("", models.either),
]);

/** What an authenticator is called, by its AAGUID; empty for an unknown model and for one that keeps it to itself. */
export function nameOfAuthenticator(aaguid: string): string {
  return known.get(aaguid)?.name ?? "";
}

/** Whether an authenticator is part of a machine or apart from it, by its AAGUID; empty where that does not say it. */
export function attachmentOfAuthenticator(aaguid: string): Model["attachment"] {
  return known.get(aaguid)?.attachment ?? "";
}

function modelsOf(attachment: Model["attachment"], names: Readonly<Record<string, string>>) {
  return Object.entries(names).map(([aaguid, name]): [string, Model] => [aaguid, { name, attachment }]);
}
