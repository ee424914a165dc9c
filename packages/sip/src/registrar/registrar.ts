// Bindings of addresses of record to contacts (RFC 3261 §10.3; SPEC.md, RG). A binding remembers the flow its REGISTER came
// in on, and calls go back along it: phones behind NAT and browsers have no other address (RFC 5626 in spirit).

import { Deadlines, type Instant } from "@tellerline/base";
import type { SipRequest } from "../message/message.ts";
import { formatNameAddr, type NameAddr, parseNameAddrs } from "../message/name-addr.ts";
import { isSipUri, parseUri } from "../message/uri.ts";
import type { EndpointLimits, RegistrarOptions } from "../user-agent/endpoint-options.ts";
import { type Flow, isReliable } from "../user-agent/flow.ts";
import type { Binding } from "../user-agent/protocol.ts";

export type BindingChange =
  | { type: "registered"; refreshed: boolean; binding: Binding }
  | { type: "unregistered"; binding: Binding; reason: "removed" | "expired" | "connectionClosed" };

export interface RegistrarAnswer {
  status: number;
  headers: [name: string, value: string][];
  changes: BindingChange[];
}

interface Entry {
  key: string;
  binding: Binding;
  callId: string;
  cseq: number;
}

export class Registrar {
  readonly #options: RegistrarOptions;
  readonly #limits: EndpointLimits;
  /** Entries of each address of record, the latest last. */
  readonly #byAor = new Map<string, Map<string, Entry>>();
  readonly #byConnection = new Map<string, Set<Entry>>();
  /** How many bindings share a UDP path or connection, so that a call from a phone is told from one of a trunk. */
  readonly #byPath = new Map<string, number>();
  readonly #expiry = new Deadlines<Entry>();

  constructor(options: RegistrarOptions, limits: EndpointLimits) {
    this.#options = options;
    this.#limits = limits;
  }

  nextTimeout(): Instant | undefined {
    return this.#expiry.next();
  }

  /** The bindings of an address of record, the one to prefer first: by q, then the latest. */
  bindings(aor: string): Binding[] {
    const entries = [...(this.#byAor.get(aor)?.values() ?? [])].reverse();
    return entries.map((entry) => entry.binding).sort((a, b) => b.priority - a.priority);
  }

  /** Whether something registered over exactly this path. */
  hasPath(flow: Flow): boolean {
    return this.#byPath.has(pathOf(flow));
  }

  /** Carries out a REGISTER that was found entitled to `aor`. */
  register(request: SipRequest, aor: string, flow: Flow, now: Instant): RegistrarAnswer {
    const lines = request.headers.all("contact");
    const [callId, cseq] = [
      request.headers.get("call-id") ?? "",
      Number.parseInt(request.headers.get("cseq") ?? "", 10),
    ];
    if (lines.length === 1 && lines[0]?.trim() === "*") return this.#removeAll(request, aor, callId, cseq, now);
    const contacts = parseNameAddrs(lines);
    if (contacts === undefined || contacts.length > this.#limits.maxBindingsPerAor) return answer(400);
    const defaultExpires = secondsOf(request.headers.get("expires")) ?? this.#options.defaultExpiresSeconds;
    const wanted = contacts.map((contact) => ({
      contact,
      seconds: secondsOf(contact.params.get("expires")) ?? defaultExpires,
    }));
    const known = this.#byAor.get(aor);
    for (const { contact, seconds } of wanted) {
      const uri = parseUri(contact.uri);
      if (!isSipUri(uri)) return answer(400);
      if (seconds > 0 && seconds < this.#options.minExpiresSeconds)
        return { ...answer(423), headers: [["min-expires", String(this.#options.minExpiresSeconds)]] };
      const entry = known?.get(keyOf(contact));
      if (entry !== undefined && entry.callId === callId && cseq < entry.cseq) return answer(500);
    }
    if (this.#expiry.size + wanted.length > this.#limits.maxBindings) return answer(503);
    const changes: BindingChange[] = [];
    const userAgent = request.headers.get("user-agent")?.slice(0, 200);
    for (const { contact, seconds } of wanted) {
      const key = keyOf(contact);
      const before = this.#byAor.get(aor)?.get(key);
      if (before !== undefined) this.#drop(before);
      if (seconds === 0) {
        if (before !== undefined) changes.push({ type: "unregistered", binding: before.binding, reason: "removed" });
        continue;
      }
      const binding: Binding = {
        ...{ aor, contact: contact.uri, flow, priority: priorityOf(contact) },
        expiresAt: now + Math.min(seconds, this.#options.maxExpiresSeconds) * 1_000,
        ...(userAgent !== undefined && { userAgent }),
        ...instanceOf(contact),
      };
      this.#keep({ key, binding, callId, cseq });
      changes.push({ type: "registered", refreshed: before !== undefined, binding });
    }
    changes.push(...this.#shedOldest(aor));
    return { ...answer(200), headers: this.#contacts(aor, now), changes };
  }

  /** RG-8: takes in a binding of an earlier run, unless the phone has registered anew or it has expired meanwhile. */
  restore(binding: Binding, now: Instant): BindingChange[] {
    const { aor, contact, flow, instanceId, expiresAt } = binding;
    const params = new Map(instanceId === undefined ? [] : [["+sip.instance", instanceId]]);
    const key = keyOf({ uri: contact, params });
    const full = this.#expiry.size >= this.#limits.maxBindings;
    if (flow.transport !== "udp" || expiresAt <= now || full || this.#byAor.get(aor)?.has(key) === true) return [];
    this.#keep({ key, binding, callId: "", cseq: 0 });
    return [{ type: "registered", refreshed: false, binding }, ...this.#shedOldest(aor)];
  }

  /** Takes away bindings by decision of ours. */
  remove(aor: string, contact: string | undefined): BindingChange[] {
    const changes: BindingChange[] = [];
    for (const entry of [...(this.#byAor.get(aor)?.values() ?? [])]) {
      if (contact !== undefined && entry.binding.contact !== contact) continue;
      this.#drop(entry);
      changes.push({ type: "unregistered", binding: entry.binding, reason: "removed" });
    }
    return changes;
  }

  connectionClosed(connectionId: string): BindingChange[] {
    const changes: BindingChange[] = [];
    for (const entry of [...(this.#byConnection.get(connectionId) ?? [])]) {
      this.#drop(entry);
      changes.push({ type: "unregistered", binding: entry.binding, reason: "connectionClosed" });
    }
    return changes;
  }

  timeout(now: Instant): BindingChange[] {
    const changes: BindingChange[] = [];
    for (let entry = this.#expiry.takeDue(now); entry !== undefined; entry = this.#expiry.takeDue(now)) {
      this.#drop(entry);
      changes.push({ type: "unregistered", binding: entry.binding, reason: "expired" });
    }
    return changes;
  }

  #removeAll(request: SipRequest, aor: string, callId: string, cseq: number, now: Instant): RegistrarAnswer {
    if (secondsOf(request.headers.get("expires")) !== 0) return answer(400);
    const entries = [...(this.#byAor.get(aor)?.values() ?? [])];
    if (entries.some((entry) => entry.callId === callId && cseq < entry.cseq)) return answer(500);
    return { ...answer(200), headers: this.#contacts(aor, now), changes: this.remove(aor, undefined) };
  }

  /** RG-5: a phone that changes its address forgets to sign off; the oldest binding gives way. */
  #shedOldest(aor: string): BindingChange[] {
    const changes: BindingChange[] = [];
    const entries = this.#byAor.get(aor);
    while (entries !== undefined && entries.size > this.#limits.maxBindingsPerAor) {
      const oldest = entries.values().next().value as Entry;
      this.#drop(oldest);
      changes.push({ type: "unregistered", binding: oldest.binding, reason: "removed" });
    }
    return changes;
  }

  #contacts(aor: string, now: Instant): [string, string][] {
    return this.bindings(aor).map((binding) => [
      "contact",
      formatNameAddr({
        uri: binding.contact,
        params: new Map([["expires", String(Math.max(0, Math.round((binding.expiresAt - now) / 1_000)))]]),
      }),
    ]);
  }

  #keep(entry: Entry): void {
    const { aor, flow, expiresAt } = entry.binding;
    let entries = this.#byAor.get(aor);
    if (entries === undefined) {
      entries = new Map();
      this.#byAor.set(aor, entries);
    }
    entries.set(entry.key, entry);
    this.#expiry.set(entry, expiresAt);
    const path = pathOf(flow);
    this.#byPath.set(path, (this.#byPath.get(path) ?? 0) + 1);
    if (flow.connectionId !== undefined) {
      const sharing = this.#byConnection.get(flow.connectionId) ?? new Set();
      this.#byConnection.set(flow.connectionId, sharing.add(entry));
    }
  }

  #drop(entry: Entry): void {
    const { aor, flow } = entry.binding;
    const entries = this.#byAor.get(aor);
    entries?.delete(entry.key);
    if (entries?.size === 0) this.#byAor.delete(aor);
    this.#expiry.clear(entry);
    const path = pathOf(flow);
    const left = (this.#byPath.get(path) ?? 1) - 1;
    if (left === 0) this.#byPath.delete(path);
    else this.#byPath.set(path, left);
    if (flow.connectionId === undefined) return;
    const sharing = this.#byConnection.get(flow.connectionId);
    sharing?.delete(entry);
    if (sharing?.size === 0) this.#byConnection.delete(flow.connectionId);
  }
}

function answer(status: number): RegistrarAnswer {
  return { status, headers: [], changes: [] };
}

function pathOf(flow: Flow): string {
  return isReliable(flow.transport) && flow.connectionId !== undefined
    ? flow.connectionId
    : `${flow.transport} ${flow.remoteAddress} ${flow.remotePort}`;
}

/** Contacts are the same if device (RFC 5626) or URI are. */
function keyOf(contact: NameAddr): string {
  const instance = contact.params.get("+sip.instance");
  if (instance !== undefined) return `${instance} ${contact.params.get("reg-id") ?? ""}`;
  const uri = parseUri(contact.uri);
  if (!isSipUri(uri)) return contact.uri;
  return `${uri.user ?? ""}@${uri.host}:${uri.port ?? ""};${uri.params.get("transport")?.toLowerCase() ?? ""}`;
}

/** Seconds of an Expires; overlong numbers are as good as the maximum, others as if absent (§20.19). */
function secondsOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Math.min(Number(text), 2 ** 31) : undefined;
}

function priorityOf(contact: NameAddr): number {
  const q = contact.params.get("q");
  return q !== undefined && /^(0(\.\d{1,3})?|1(\.0{1,3})?)$/.test(q) ? Number(q) : 1;
}

function instanceOf(contact: NameAddr): { instanceId?: string } {
  const instance = contact.params.get("+sip.instance");
  return instance === undefined ? {} : { instanceId: instance.slice(0, 200) };
}
