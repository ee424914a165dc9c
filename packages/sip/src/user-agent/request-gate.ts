// What a request outside of any dialog must pass before it is anybody's business (RFC 3261 §8.2; SPEC.md, UA-1 … UA-9):
// method, scheme, hops, extensions; then who sends it.

import type { Instant } from "@tellerline/base";
import type { DigestAlgorithm } from "../auth/digest.ts";
import { DigestServer, type DigestVerdict } from "../auth/digest-server.ts";
import type { SipRequest } from "../message/message.ts";
import { parseNameAddr } from "../message/name-addr.ts";
import { addressOfRecord, isSipUri, parseUri } from "../message/uri.ts";
import { parseVia } from "../message/via.ts";
import type { Registrar } from "../registrar/registrar.ts";
import { allowedMethods } from "./endpoint-core.ts";
import type { EndpointOptions } from "./endpoint-options.ts";
import type { Flow } from "./flow.ts";
import type { ExtraHeader, Trust } from "./protocol.ts";
import { minSessionSeconds, sessionSeconds } from "./session-timer.ts";

/** A refusal, to be sent without keeping state. */
export interface Refusal {
  status: number;
  headers: readonly ExtraHeader[];
  /** Whether it counts against the source. */
  offence: boolean;
  reason: string;
}

const served = new Set(["INVITE", "REGISTER", "OPTIONS"]);
const onlyInDialogs = new Set(["BYE", "INFO", "UPDATE", "REFER", "NOTIFY", "PRACK"]);
const knownButNotServed = new Set(["MESSAGE", "SUBSCRIBE", "PUBLISH"]);
const understood = new Set(["replaces", "timer"]);

/** Whether a request may be looked at further. */
export function checkRequest(request: SipRequest): Refusal | undefined {
  const { method, headers } = request;
  if (onlyInDialogs.has(method)) return refusal(481, "a request of a dialog that is not there");
  if (knownButNotServed.has(method)) return refusal(405, "a method not served", [["allow", allowedMethods]]);
  if (!served.has(method)) return refusal(501, "an unknown method", [["allow", allowedMethods]]);
  if (!isSipUri(parseUri(request.uri))) return refusal(416, "a scheme not served");
  if (headers.get("max-forwards") !== undefined && Number(headers.get("max-forwards")) === 0)
    return refusal(483, "no hops left");
  const required = headers.all("require").flatMap((value) => value.split(",").map((one) => one.trim().toLowerCase()));
  const strange = required.filter((one) => one !== "" && !understood.has(one));
  if (strange.length > 0) return refusal(420, "an unknown extension", [["unsupported", strange.join(", ")]]);
  const encoding = headers.get("content-encoding");
  if (encoding !== undefined && encoding.toLowerCase() !== "identity")
    return refusal(415, "an encoded body", [["accept-encoding", "identity"]]);
  const interval = sessionSeconds(headers);
  if (interval !== undefined && interval < minSessionSeconds)
    return refusal(422, "a session interval too small", [["min-se", String(minSessionSeconds)]]);
  return undefined;
}

export class RequestGate {
  readonly #options: EndpointOptions;
  readonly #registrar: Registrar;
  readonly #digest: DigestServer;

  constructor(options: EndpointOptions, registrar: Registrar) {
    this.#options = options;
    this.#registrar = registrar;
    this.#digest = new DigestServer(options);
  }

  canonicalAor(uri: string): string | undefined {
    return this.#options.canonicalAor === undefined ? addressOfRecord(uri) : this.#options.canonicalAor(uri);
  }

  /** The address of record a REGISTER is about, if its sender is entitled to it. */
  entitled(request: SipRequest, flow: Flow, now: Instant): { aor: string } | Refusal {
    const uri = parseNameAddr(request.headers.get("to") ?? "")?.uri ?? "";
    if (!isSipUri(parseUri(uri))) return refusal(400, "an address of record of another scheme");
    const verdict = this.#verify(request, "authorization", now);
    if (verdict.kind !== "proved") return this.#challenge(verdict, flow, now, 401);
    const aor = this.canonicalAor(uri);
    if (aor === undefined || !mayUse(verdict, aor))
      return refusal(403, "an address of record of another user", [], true);
    return { aor };
  }

  /** Who sends an INVITE. */
  caller(request: SipRequest, flow: Flow, now: Instant): Trust | Refusal {
    const uri = parseNameAddr(request.headers.get("from") ?? "")?.uri ?? "";
    const aor = this.canonicalAor(uri);
    // AU-5: a phone may share its address with a trunk; the path it registered over tells them apart.
    const isPhone = this.#registrar.hasPath(flow) || flow.transport === "ws" || flow.transport === "wss";
    const trunkId = isPhone ? undefined : this.#options.trunkByAddress(flow.remoteAddress, flow.remotePort);
    const answers = hasAnswer(request);
    if (trunkId !== undefined && !answers) return { kind: "address", trunkId };
    if (aor !== undefined && !answers && this.#options.isGuest(aor)) return { kind: "guest", aor };
    const verdict = this.#verify(request, "proxy-authorization", now);
    if (verdict.kind !== "proved") return this.#challenge(verdict, flow, now, 407);
    if (aor === undefined || !mayUse(verdict, aor)) return refusal(403, "a From of another user", [], true);
    return { kind: "registered", aor, username: verdict.username };
  }

  #verify(request: SipRequest, preferred: string, now: Instant): DigestVerdict {
    const other = preferred === "authorization" ? "proxy-authorization" : "authorization";
    const values = [...request.headers.all(preferred), ...request.headers.all(other)];
    return this.#digest.verify(values, request.method, request.uri, now);
  }

  #challenge(verdict: DigestVerdict, flow: Flow, now: Instant, status: 401 | 407): Refusal {
    if (verdict.kind === "wrong") return refusal(403, "wrong credentials", [], true);
    const stale = verdict.kind === "challenge" && verdict.stale;
    const name = status === 401 ? "www-authenticate" : "proxy-authenticate";
    const values = this.#digest.challenges(now, stale, algorithmsFor(flow, this.#options.digestAlgorithms ?? ["MD5"]));
    return refusal(
      status,
      "not authenticated",
      values.map((value) => [name, value] as const),
    );
  }
}

/** AU-4: browsers' stacks read the first challenge only and know MD5 only; their path is protected by TLS. */
function algorithmsFor(flow: Flow, wanted: readonly DigestAlgorithm[]): readonly DigestAlgorithm[] {
  return flow.transport === "ws" || flow.transport === "wss" ? ["MD5"] : wanted;
}

function hasAnswer(request: SipRequest): boolean {
  return request.headers.has("authorization") || request.headers.has("proxy-authorization");
}

function mayUse(proved: DigestVerdict & { kind: "proved" }, aor: string): boolean {
  if (proved.aors !== undefined) return proved.aors.includes(aor);
  const uri = parseUri(aor);
  if (!isSipUri(uri)) return false;
  return uri.user === proved.username || `${uri.user}@${uri.host}` === proved.username;
}

function refusal(
  status: number,
  reason: string,
  headers: readonly (readonly [string, string])[] = [],
  offence = false,
): Refusal {
  return { status, reason, offence, headers: headers.map(([name, value]) => ({ name, value })) };
}

/** Puts where a request really came from into its topmost Via (§18.2.1, RFC 3581 §4). */
export function noteSource(request: SipRequest, flow: Flow): void {
  const line = request.headers.get("via") ?? "";
  const [, first = line, rest = ""] = /^((?:"(?:[^"\\]|\\.)*"|[^",])*)(,.*)?$/s.exec(line) ?? [];
  const rport = /;\s*rport\s*(?:=[^;]*)?(?=;|$)/i;
  const asked = rport.test(first);
  const bare = first.replace(/;\s*received\s*=[^;]*/i, "").replace(rport, `;rport=${flow.remotePort}`);
  const differs = parseVia(first)?.host !== flow.remoteAddress;
  // Only the first line is replaced: those below it belong to the hops behind.
  request.headers.replaceFirst(
    "via",
    `${bare.trim()}${asked || differs ? `;received=${flow.remoteAddress}` : ""}${rest}`,
  );
}
