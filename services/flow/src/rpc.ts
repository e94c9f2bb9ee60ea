import type { ConnectRouter } from "@connectrpc/connect";
import { FlowService } from "@signet/proto/flow/v1/flow_service";
import { type ConversationDeps, continueConversation, startConversation } from "./conversation.ts";

/** Serves signet.flow.v1.FlowService. */
export function flowRoutes(deps: ConversationDeps) {
  return (router: ConnectRouter) =>
    router.service(FlowService, {
      async startFlow(request, context) {
        const { state, effects } = await startConversation(deps, request, context);
        return { state, effects };
      },
      executeAction(request, context) {
        return continueConversation(deps, request, context);
      },
    });
}
