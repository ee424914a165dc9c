// The words of call operations, supervision and forced operations in English.

import type { Words } from "./zh-cn.ts";
import type { voiceZh } from "./zh-cn-voice.ts";

export const voiceEn: Words<typeof voiceZh> = {
  reason: { forced: "Set by leader", locked: "Locked" },
  endReason: { forced: "Released by leader" },
  kind: { supervision: "Supervision" },
  supervisionMode: { listen: "Listening", coach: "Coaching", bargeIn: "Barged in" },
  operation: {
    holdPublicly: "Public hold",
    pickUp: "Pick up",
    transferOnAnswer: "On answer",
    suspend: "Suspend",
    addParty: "Add party",
    dropParty: "Remove",
  },
  picker: {
    transferOnAnswer: "Transfer on answer to",
    suspend: "Suspend to a flow (the customer comes back)",
    addParty: "Add to the conference",
    flows: "Flows",
    nothing: "Nothing to choose",
  },
  pickUps: "Calls to pick up",
  pickUpKind: {
    ringing: "rings at {{agentName}} · {{queueName}}",
    held: "held publicly by {{agentName}} · {{queueName}}",
    parked: "on hold by {{agentName}}, who is free · {{queueName}}",
  },
  timeline: {
    suspended: "{{agentName}} suspends the call to {{target}}",
    returned: "The customer is back with {{agentName}}",
    pickedUp: "{{agentName}} picks the call up from {{from}}",
    partyInvited: "{{agentName}} invites {{target}} to the conference",
    partyJoined: "{{agentName}} joins the conference",
    inviteFailed: "Inviting {{target}} failed",
    reconnecting: "{{agentName}}'s phone is lost, the customer hears music",
    reconnected: "{{agentName}}'s phone is back",
    supervisionStarted: "{{agentName}} supervises ({{mode}})",
    supervisionChanged: "{{agentName}} supervises otherwise ({{mode}})",
    supervisionEnded: "{{agentName}} ends the supervision",
    intercepted: "{{agentName}} intercepts and takes the customer over from {{from}}",
  },
  forced: {
    ready: "{{by}} has set you ready: {{reason}}",
    notReady: "{{by}} has set you not ready: {{reason}}",
    endRest: "{{by}} has ended your break: {{reason}}",
    lock: "{{by}} has locked you: {{reason}}. Until you are unlocked you cannot change your state, dial or sign out.",
    unlock: "{{by}} has unlocked you: {{reason}}",
    signOut: "{{by}} has signed you out: {{reason}}",
    release: "{{by}} has released your call: {{reason}}",
  },
};
