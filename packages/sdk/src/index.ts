// The door of sdk: the API, the events, the browser's phone, what a softphone bar needs. Our own pages use nothing else.
export {
  AgentPhone,
  type AgentPhoneOptions,
  type AgentPhoneView,
  isAudioElsewhere,
  type PhoneDevice,
} from "./agent-phone.ts";
export { ApiClient, type ApiClientOptions, ApiError } from "./api-client.ts";
export { AudioClaim, type AudioClaimEvents } from "./audio-claim.ts";
export { type BarEvent, barCallOf, callEvents } from "./bar-events.ts";
export {
  asksWhom,
  type BarAction,
  type BarButton,
  barButtons,
  callsOf,
  currentInteraction,
  isFreeToDial,
  isTalking,
  operationNow,
  removable,
  type TargetedOperation,
  targetKinds,
} from "./call-on-desk.ts";
export {
  type ChatThread,
  DeskChats,
  type DeskChatsOptions,
  type DeskChatsState,
  type PendingLine,
} from "./desk-chats.ts";
export { EventStream, type EventStreamOptions, type EventStreamState } from "./event-stream.ts";
export * from "./generated/sdk.gen.ts";
export type * from "./generated/types.gen.ts";
export { type Ringing, ring } from "./ring-tone.ts";
export {
  MicrophoneError,
  Softphone,
  type SoftphoneCall,
  type SoftphoneOptions,
  type SoftphoneState,
} from "./softphone.ts";
export type {
  BarCall,
  BarCommandMessage,
  BarCommands,
  BarEventDetails,
  BarFrameMessage,
  BarProblem,
  BarSnapshot,
  SoftphoneBarElement,
} from "./softphone-bar.ts";
