// Which operations of the softphone bar an agent may use now: one table for the buttons and for the checks.

import type { Operation } from "@tellerline/api";
import { type InteractionState, type Party, partyOf } from "./interaction-state.ts";
import { supervisorOf } from "./supervision.ts";

/** @param browser whether the agent's terminal is the browser phone, which alone can be answered from the page. */
export function allowedOperations(state: InteractionState, agentId: string, browser: boolean): Operation[] {
  const party = partyOf(state, agentId);
  if (state.stage === "ended") return [];
  if (party === undefined) {
    const supervisor = supervisorOf(state, agentId);
    if (supervisor !== undefined)
      return supervisor.state === "on" ? ["hangUp"] : browser ? ["answer", "reject"] : ["reject"];
    return state.callee?.agentId === agentId ? asCallee(state, browser) : [];
  }
  // His phone is lost or called again by itself: all he can do from the page is end it.
  if (party.awayUntil !== undefined) return ["hangUp"];
  if (party.state === "ringing") return party.why === "dial" ? ["hangUp"] : browser ? ["answer", "reject"] : ["reject"];
  if (party.partyId === state.consultPartyId && state.mode === "consult") return ["hangUp", ...muting(party)];
  if (party.partyId !== state.mainPartyId) return ["hangUp", ...muting(party)];
  if (state.stage === "dialling") return ["hangUp"];
  if (state.stage !== "talk") return [];
  switch (state.mode) {
    case "talk":
      return ["hangUp", "hold", ...muting(party), "consult", "transfer", "sendDigits", ...recording(state)];
    case "hold":
      return ["hangUp", "retrieve", "consult", "transfer", ...recording(state)];
    case "consult":
      return state.parties.get(state.consultPartyId ?? "")?.state === "connected"
        ? ["alternate", "completeTransfer", "cancelConsult", "threeWay", ...muting(party), "sendDigits"]
        : ["cancelConsult"];
    case "threeWay":
      return ["hangUp", ...muting(party), "completeTransfer", "sendDigits", ...recording(state)];
  }
}

/** A called colleague takes the call or leaves it; the call itself is the caller's. */
function asCallee(state: InteractionState, browser: boolean): Operation[] {
  if (state.customerUp) return ["hangUp"];
  return browser ? ["answer", "reject"] : ["reject"];
}

function muting(party: Party): Operation[] {
  return [party.muted ? "unmute" : "mute"];
}

function recording(state: InteractionState): Operation[] {
  if (state.queue?.recording === "all") return [];
  return [state.recording === undefined ? "startRecording" : "stopRecording"];
}
