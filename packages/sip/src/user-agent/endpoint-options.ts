// What a SipEndpoint is given at construction. The look-ups are synchronous and read the shell's memory: a machine waits
// for nothing.

import type { Random } from "@tellerline/base";
import type { DigestAlgorithm, StoredCredentials } from "../auth/digest.ts";
import type { TransactionTimers } from "../transaction/timers.ts";
import type { LocalAddress, Transport } from "./flow.ts";

export interface EndpointLimits {
  /** Larger messages are dropped (UDP) or end the connection. */
  maxMessageBytes: number;
  /** Legs at a time, all sources together; more are answered 503. */
  maxLegs: number;
  /** Legs of one source address that is no trunk. */
  maxLegsPerSource: number;
  /** Messages per second from one source address that is no trunk, before it is no longer heard. */
  maxMessagesPerSecond: number;
  /** Malformed messages and failed passwords within a minute before a source is not heard for `banMs`. */
  maxOffences: number;
  banMs: number;
  maxBindingsPerAor: number;
  maxBindings: number;
}

export interface RegistrarOptions {
  minExpiresSeconds: number;
  maxExpiresSeconds: number;
  defaultExpiresSeconds: number;
}

export interface EndpointOptions {
  random: Random;
  /** Protection space of digest, one per endpoint. */
  realm: string;
  /** Keys the nonces; at least 16 random bytes. Endpoints that share it accept each other's nonces. */
  nonceSecret: Uint8Array;
  /** Where peers at `remoteHost` reach us over `transport`, or undefined if not at all. */
  localAddress(transport: Transport, remoteHost: string): LocalAddress | undefined;
  /**
   * Challenges to phones, the one to prefer first. MD5 alone if not said: phones in use (libre among them) give up at a
   * challenge whose algorithm they do not know instead of taking the next (RFC 8760 asks for that).
   */
  digestAlgorithms?: readonly DigestAlgorithm[];
  /** Secrets of a digest user, or undefined if there is none. */
  credentials(username: string, realm: string): StoredCredentials | undefined;
  /** The trunk a source belongs to; most look at the address only. */
  trunkByAddress(remoteAddress: string, remotePort: number): string | undefined;
  /** Users who may call without proof. */
  isGuest(aor: string): boolean;
  /** The canonical form of an address of record; by default `sip:user@host` in lower-case host. */
  canonicalAor?(uri: string): string | undefined;
  userAgent?: string;
  /** Whether phones and trunks are known already; `setReady` says so later. True if not said. */
  ready?: boolean;
  /** Whether every message is also given out as a `trace`; true if not said. */
  tracing?: boolean;
  timers?: Partial<TransactionTimers>;
  limits?: Partial<EndpointLimits>;
  registrar?: Partial<RegistrarOptions>;
}

export const defaultLimits: EndpointLimits = {
  maxMessageBytes: 65_535,
  maxLegs: 20_000,
  maxLegsPerSource: 100,
  maxMessagesPerSecond: 200,
  maxOffences: 20,
  banMs: 60_000,
  maxBindingsPerAor: 8,
  maxBindings: 100_000,
};

export const defaultRegistrarOptions: RegistrarOptions = {
  minExpiresSeconds: 30,
  maxExpiresSeconds: 3_600,
  defaultExpiresSeconds: 600,
};
