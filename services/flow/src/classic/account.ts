import { deleteAccount as remove } from "../account/deletion.ts";
import { type ClassicVisit, demand, signedIn } from "./visit.ts";

/** Deletes the account of who is signed in. */
export async function deleteAccount(anybody: ClassicVisit) {
  demand(anybody.settings.account.allow_deletion, "deletions");
  const { visit, subject } = await signedIn(anybody);
  await remove(visit, subject);
  return {};
}
