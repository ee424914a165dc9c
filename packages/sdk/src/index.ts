// The door of sdk: the API, the events, the browser's phone. Our own pages use nothing else.
export { ApiClient, type ApiClientOptions, ApiError } from "./api-client.ts";
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
export {
  MicrophoneError,
  Softphone,
  type SoftphoneCall,
  type SoftphoneOptions,
  type SoftphoneState,
} from "./softphone.ts";
