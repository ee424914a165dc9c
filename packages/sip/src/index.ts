// The door of sip: RFC 3261 and kin as machines; transports under io/.
export { type DigestAlgorithm, ha1, type StoredCredentials } from "./auth/digest.ts";
export { ListenError } from "./io/listen-error.ts";
export type { ConnectionPath, MessageConnection } from "./io/message-connection.ts";
export { type Listen, SipTransports, type SipTransportsOptions } from "./io/sip-transports.ts";
export type { EndpointLimits, EndpointOptions, RegistrarOptions } from "./user-agent/endpoint-options.ts";
export type { Destination, Flow, LocalAddress, Target, Transport } from "./user-agent/flow.ts";
export type {
  Binding,
  Body,
  DialogTicket,
  DigestCredentials,
  ExtraHeader,
  HangupReason,
  IncomingCall,
  InviteTarget,
  SipCommand,
  SipEvent,
  SipInput,
  SipOutput,
  Trust,
} from "./user-agent/protocol.ts";
export { SipEndpoint } from "./user-agent/sip-endpoint.ts";
