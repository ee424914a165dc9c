// The event stream of each tenant: numbered, kept for a while, resumed by number (api: events).
//
//   publish ──▶ ring of the last events ──▶ every subscriber whose session may see it
//   a client back after a minute: ?epoch&since ──▶ what it missed, in order; too old or another epoch ──▶ reset

import type { ServerEvent } from "@tellerline/api";
import type { Clock } from "@tellerline/base";
import type { SignedIn } from "../accounts/accounts.ts";

type Payload = ServerEvent extends infer E
  ? E extends { data: infer Data; type: infer Type }
    ? { type: Type; data: Data }
    : never
  : never;

const keepEvents = 20_000;
const keepMs = 10 * 60_000;
const maxBufferedBytes = 4 << 20;

/** Who may see an event: whoever has the right, or one user alone. */
export type Audience =
  | { right: "agent.work" | "live.read" | "records.read" | "configuration.read" | "notices.write" }
  | { userId: string };

export interface Subscriber {
  session: SignedIn;
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Bytes the socket has not taken yet; a reader that is too slow is cut off and resumes later. */
  buffered(): number;
}

interface Kept {
  sequence: number;
  at: number;
  audience: Audience;
  text: string;
}

interface Stream {
  sequence: number;
  kept: Kept[];
  subscribers: Set<Subscriber>;
}

export class EventHub {
  readonly #streams = new Map<string, Stream>();
  readonly #clock: Clock;
  readonly #epoch: string;

  /** @param epoch names this run; numbers of another run mean nothing here. */
  constructor(clock: Clock, epoch: string) {
    this.#clock = clock;
    this.#epoch = epoch;
  }

  publish(tenantId: string, audience: Audience, payload: Payload): void {
    const stream = this.#stream(tenantId);
    const at = this.#clock.now();
    const sequence = ++stream.sequence;
    const event: Kept = { sequence, at, audience, text: JSON.stringify({ sequence, at, ...payload }) };
    stream.kept.push(event);
    if (stream.kept.length > keepEvents * 1.25 || (stream.kept[0]?.at ?? at) < at - keepMs * 2) this.#trim(stream, at);
    for (const subscriber of stream.subscribers) this.#deliver(stream, subscriber, event);
  }

  /** Adds a subscriber and sends what it missed. @returns the function that removes it. */
  subscribe(subscriber: Subscriber, since: { epoch: string; sequence: number } | undefined): () => void {
    const stream = this.#stream(subscriber.session.tenantId);
    this.#trim(stream, this.#clock.now());
    const oldest = stream.kept[0]?.sequence ?? stream.sequence + 1;
    const resumable =
      since !== undefined &&
      since.epoch === this.#epoch &&
      since.sequence >= oldest - 1 &&
      since.sequence <= stream.sequence;
    const head = { epoch: this.#epoch, sequence: stream.sequence, at: this.#clock.now() };
    subscriber.send(JSON.stringify({ type: since === undefined || resumable ? "hello" : "reset", ...head }));
    if (resumable) {
      for (const event of stream.kept.slice(since.sequence - oldest + 1)) this.#deliver(stream, subscriber, event);
    }
    stream.subscribers.add(subscriber);
    return () => stream.subscribers.delete(subscriber);
  }

  /** Tells and disconnects every socket of the given sessions. */
  endSessions(sessionIds: readonly string[], reason: string): void {
    for (const stream of this.#streams.values()) {
      for (const subscriber of [...stream.subscribers]) {
        if (!sessionIds.includes(subscriber.session.sessionId)) continue;
        const head = { sequence: stream.sequence, at: this.#clock.now() };
        subscriber.send(JSON.stringify({ type: "session.ended", ...head, data: { reason } }));
        subscriber.close(4401, reason);
        stream.subscribers.delete(subscriber);
      }
    }
  }

  /** Cuts a user's sockets, because his rights may be others now: his pages come back and are looked at anew. */
  reconnectUser(tenantId: string, userId: string): void {
    const stream = this.#stream(tenantId);
    for (const subscriber of [...stream.subscribers]) {
      if (subscriber.session.me.userId !== userId) continue;
      stream.subscribers.delete(subscriber);
      subscriber.close(4409, "account changed");
    }
  }

  /** How many sockets are open. */
  get subscribers(): number {
    let count = 0;
    for (const stream of this.#streams.values()) count += stream.subscribers.size;
    return count;
  }

  #deliver(stream: Stream, subscriber: Subscriber, event: Kept): void {
    if (!maySee(subscriber.session, event.audience)) return;
    if (subscriber.buffered() > maxBufferedBytes) {
      stream.subscribers.delete(subscriber);
      subscriber.close(4408, "too slow: resume from the last number seen");
      return;
    }
    subscriber.send(event.text);
  }

  #trim(stream: Stream, now: number): void {
    let drop = Math.max(0, stream.kept.length - keepEvents);
    while (drop < stream.kept.length && (stream.kept[drop] as Kept).at < now - keepMs) drop++;
    if (drop > 0) stream.kept.splice(0, drop);
  }

  #stream(tenantId: string): Stream {
    let stream = this.#streams.get(tenantId);
    if (stream === undefined) {
      stream = { sequence: 0, kept: [], subscribers: new Set() };
      this.#streams.set(tenantId, stream);
    }
    return stream;
  }
}

function maySee(session: SignedIn, audience: Audience): boolean {
  return "right" in audience ? session.rights.has(audience.right) : session.me.userId === audience.userId;
}
