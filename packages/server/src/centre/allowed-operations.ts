// Which operations of the softphone bar an agent may use now: one table for the buttons and for the checks.

import type { Operation } from "@tellerline/api";
import { hasRoom } from "./conference.ts";
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
  if (party.partyId === state.suspendedPartyId) return ["hangUp", "retrieve"];
  if (party.partyId === state.consultPartyId && state.mode === "consult") return ["hangUp", ...muting(party)];
  if (party.partyId !== state.mainPartyId) return ["hangUp", ...muting(party)];
  if (state.stage === "dialling" || state.stage === "left") return ["hangUp"];
  if (state.stage !== "talk") return [];
  switch (state.mode) {
    case "talk":
      return inTalk(state, party);
    case "hold":
      return ["hangUp", "retrieve", "consult", "transfer", "transferOnAnswer", ...recording(state)];
    case "consult":
      return state.parties.get(state.consultPartyId ?? "")?.state === "connected"
        ? ["alternate", "completeTransfer", "cancelConsult", "threeWay", ...muting(party), "sendDigits"]
        : ["cancelConsult"];
    case "threeWay":
      return [
        ...["hangUp" as const, ...muting(party), "completeTransfer" as const, ...adding(state), "dropParty" as const],
        ...["sendDigits" as const, ...playing(state), ...recording(state)],
      ];
  }
}

/** While somebody who was added still rings, the talk stays as it is. */
function inTalk(state: InteractionState, party: Party): Operation[] {
  const inviting = [...state.parties.values()].some((one) => one.why === "invite" && one.state === "ringing");
  if (inviting)
    return [
      "hangUp",
      ...muting(party),
      ...adding(state),
      "dropParty",
      "sendDigits",
      ...playing(state),
      ...recording(state),
    ];
  // Internal calls have no queue: they are held privately only.
  const holds: Operation[] = state.queue === undefined ? ["hold"] : ["hold", "holdPublicly"];
  const sends: Operation[] = ["consult", "transfer", "transferOnAnswer", "suspend"];
  return [
    "hangUp",
    ...holds,
    ...muting(party),
    ...sends,
    ...adding(state),
    "sendDigits",
    ...playing(state),
    ...recording(state),
  ];
}

function adding(state: InteractionState): Operation[] {
  return hasRoom(state.parties) ? ["addParty"] : [];
}

/** A called colleague takes the call or leaves it; the call itself is the caller's. */
function asCallee(state: InteractionState, browser: boolean): Operation[] {
  if (state.customerUp) return ["hangUp"];
  return browser ? ["answer", "reject"] : ["reject"];
}

function muting(party: Party): Operation[] {
  return [party.muted ? "unmute" : "mute"];
}

function playing(state: InteractionState): Operation[] {
  return [state.playedFile === undefined ? "playFile" : "stopFile"];
}

function recording(state: InteractionState): Operation[] {
  if (state.queue?.recording === "all") return [];
  return [state.recording === undefined ? "startRecording" : "stopRecording"];
}
