// The door of voice: calls as users see them: legs, bridge, hold, transfer, conference, recording.
export type { CallInput, CallMachineOptions, CallOutput, LegEvent } from "./call-input.ts";
export { CallMachine } from "./call-machine.ts";
export type { CallCommand, CallEvent, PartyFailure, PartyRole, PartyTarget, SupervisionMode } from "./call-protocol.ts";
export { VoiceHost, type VoiceHostOptions } from "./voice-host.ts";
