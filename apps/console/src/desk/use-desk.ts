// The agent's desk and what he can do on it. Every answer of the server is the whole desk again.

import { useMutation, useQuery } from "@tanstack/react-query";
import {
  type AgentStateRequest,
  agentSignIn,
  agentSignOut,
  type Desk,
  dial,
  getDesk,
  type OperateRequest,
  operate,
  pickUp,
  setAgentState,
  type Terminal,
} from "@tellerline/sdk";
import { App } from "antd";
import { api, queryClient } from "../api.ts";
import { agentPhone } from "../phone/phone-store.ts";
import { problemDetail, problemText } from "../problem-text.ts";
import { useRight } from "../session/session.ts";

export function useDeskQuery() {
  const enabled = useRight("agent.work");
  return useQuery({ queryKey: ["desk"], queryFn: () => api.call(getDesk), enabled });
}

export type DeskCommand =
  | { do: "signIn"; terminal: Terminal }
  | { do: "signOut" }
  | { do: "state"; request: AgentStateRequest }
  | { do: "dial"; target: { kind: "agent"; agentId: string } | { kind: "number"; number: string } }
  | { do: "pickUp"; interactionId: string }
  /** The browser phone does not come into it. */
  | { do: "acceptChat"; interactionId: string }
  | { do: "operate"; interactionId: string; request: OperateRequest };

async function carryOut(command: DeskCommand): Promise<Desk> {
  switch (command.do) {
    case "signIn":
      return api.call(agentSignIn, { body: { terminal: command.terminal } });
    case "signOut":
      return api.call(agentSignOut);
    case "state":
      return api.call(setAgentState, { body: command.request });
    case "dial":
      return api.call(dial, { body: { target: command.target } });
    case "pickUp":
      return api.call(pickUp, { path: { interactionId: command.interactionId } });
    case "acceptChat":
      return accept(command.interactionId);
    case "operate":
      return api.call(operate, { path: { interactionId: command.interactionId }, body: command.request });
  }
}

function accept(interactionId: string): Promise<Desk> {
  const body: OperateRequest = { operation: "answer" };
  return api.call(operate, { path: { interactionId }, body });
}

/** Runs commands of the desk; refusals are told in a message. */
export function useDeskCommands() {
  const { message } = App.useApp();
  const mutation = useMutation({
    mutationFn: carryOut,
    onSuccess: (desk) => queryClient.setQueryData<Desk>(["desk"], desk),
    onError: (error) => message.error([problemText(error), problemDetail(error)].filter(Boolean).join(" ")),
  });
  const run = (command: DeskCommand): void => {
    // The browser phone answers in the browser; the server learns it from the call itself.
    if (command.do === "operate" && command.request.operation === "answer") {
      agentPhone.answer(command.interactionId).catch(() => {});
      return;
    }
    mutation.mutate(command);
  };
  return { run, busy: mutation.isPending };
}
