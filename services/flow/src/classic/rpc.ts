import type { ConnectRouter, HandlerContext } from "@connectrpc/connect";
import { ClassicAccountService } from "@signet/proto/flow/v1/classic_account_service";
import { ClassicService } from "@signet/proto/flow/v1/classic_service";
import type { FlowClient } from "@signet/proto/flow/v1/flow_service";
import { deleteAccount } from "./account.ts";
import { addEmail, makeEmailPrimary, removeEmail } from "./emails.ts";
import { logInWithPasscode } from "./passcode-login.ts";
import { sendPasscode } from "./passcode-mail.ts";
import { createLoginOptions, logInWithPasskey } from "./passkey-login.ts";
import { addPasskey, createPasskeyOptions, removeCredential, renameCredential } from "./passkeys.ts";
import { logInWithPassword, setPassword } from "./password.ts";
import { lookUpUser, signUp } from "./sign-up.ts";
import { logInWithToken } from "./token.ts";
import { type ClassicDeps, type ClassicVisit, classicVisit } from "./visit.ts";

/** Serves signet.flow.v1.ClassicService and ClassicAccountService. */
export function classicRoutes(deps: ClassicDeps) {
  const on =
    <Request extends { readonly client?: FlowClient }, Response>(
      handle: (visit: ClassicVisit, request: Request) => Promise<Response>,
    ) =>
    (request: Request, context: HandlerContext) =>
      handle(classicVisit(deps, request.client, context), request);

  return (router: ConnectRouter) => {
    router.service(ClassicService, {
      lookUpUser: on(lookUpUser),
      signUp: on(signUp),
      sendPasscode: on(sendPasscode),
      logInWithPasscode: on(logInWithPasscode),
      logInWithPassword: on(logInWithPassword),
      createLoginOptions: on(createLoginOptions),
      logInWithPasskey: on(logInWithPasskey),
      logInWithToken: on(logInWithToken),
    });
    router.service(ClassicAccountService, {
      setPassword: on(setPassword),
      addEmail: on(addEmail),
      makeEmailPrimary: on(makeEmailPrimary),
      removeEmail: on(removeEmail),
      createPasskeyOptions: on(createPasskeyOptions),
      addPasskey: on(addPasskey),
      renameCredential: on(renameCredential),
      removeCredential: on(removeCredential),
      deleteAccount: on(deleteAccount),
    });
  };
}
