import type { MessageInitShape } from "@bufbuild/protobuf";
import { reasonOf } from "@signet/kit";
import type { Reason } from "@signet/proto/errors/v1/errors";
import { ClassicAccountService } from "@signet/proto/flow/v1/classic_account_service";
import { ClassicService } from "@signet/proto/flow/v1/classic_service";
import type { FlowClientSchema } from "@signet/proto/flow/v1/flow_service";
import type { Person } from "../../test/walk/people.ts";
import type { FlowWorld } from "../../test/world.ts";

/** Somebody with a client that makes single calls, from an address of the network. */
export function callerAt(world: FlowWorld, address = "203.0.113.7") {
  const call = world.callFrom(address);
  const classic = world.units.client(ClassicService, "gateway");
  const account = world.units.client(ClassicAccountService, "gateway");
  const client: MessageInitShape<typeof FlowClientSchema> & { sessionTokens: string[] } = { sessionTokens: [] };
  const keep = <T extends { readonly session?: { readonly token: string } }>(response: T): T => {
    if (response.session) client.sessionTokens = [response.session.token];
    return response;
  };

  return {
    client,
    lookUp: (email: string) => classic.lookUpUser({ email, client }, call),
    signUp: async (email: string) => keep(await classic.signUp({ email, client }, call)),
    sendPasscode: (userId: string, emailId = "", fallbackEmailId = "") =>
      classic.sendPasscode({ userId, emailId, fallbackEmailId, client }, call),
    logInWithPasscode: async (passcodeId: string, code = "") =>
      keep(await classic.logInWithPasscode({ passcodeId, code, client }, call)),
    logInWithPassword: async ({ userId, password = "" }: Pick<Person, "userId" | "password">) =>
      keep(await classic.logInWithPassword({ userId, password, client }, call)),
    loginOptions: async (userId = ""): Promise<unknown> =>
      JSON.parse((await classic.createLoginOptions({ userId, client }, call)).optionsJson),
    logInWithPasskey: async (answer: unknown) =>
      keep(await classic.logInWithPasskey({ responseJson: JSON.stringify(answer), client }, call)),
    logInWithToken: async (token: string) => keep(await classic.logInWithToken({ token, client }, call)),

    setPassword: (userId: string, password: string) => account.setPassword({ userId, password, client }, call),
    addEmail: (address: string) => account.addEmail({ address, client }, call),
    removeEmail: (emailId: string) => account.removeEmail({ emailId, client }, call),
    makePrimary: (emailId: string) => account.makeEmailPrimary({ emailId, client }, call),
    passkeyOptions: async (): Promise<unknown> =>
      JSON.parse((await account.createPasskeyOptions({ client }, call)).optionsJson),
    addPasskey: (answer: unknown) => account.addPasskey({ responseJson: JSON.stringify(answer), client }, call),
    removeCredential: (credentialId: string) => account.removeCredential({ credentialId, client }, call),
    deleteAccount: () => account.deleteAccount({ client }, call),
  };
}

/** Signs somebody up with an address and its code. */
export async function signUp(world: FlowWorld, address: string, caller = callerAt(world)) {
  const { userId, emailId } = await caller.signUp(address);
  const { passcode } = await caller.sendPasscode(userId, emailId);
  await caller.logInWithPasscode(passcode?.passcodeId ?? "", world.codeFor(address));
  return { caller, userId, emailId };
}

/** Why a call failed; undefined when it did not. */
export function reasonFrom(call: Promise<unknown>): Promise<Reason | undefined> {
  return call.then(() => undefined, reasonOf);
}
