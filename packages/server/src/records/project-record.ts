// From the journal of one interaction to its call record: a pure fold, so that records can be rebuilt at any time.
//
// The customer's time, from `answered` to `ended`, is cut into segments without gaps or overlaps:
//   flow | queue | talk | hold | consult        (Σ of these = ended − answered)
// `ring` segments lie beside them, one per offer: they are the agents' time, not the customer's.
//
// With `customerLeft` his time ends there: `ended` is then that instant.
//
//   waitMs = Σ queue        talkMs = Σ talk + Σ consult        durationMs = ended − started

import type { EndReason, Segment } from "@tellerline/api";
import type { JournalEntry } from "@tellerline/base";
import type { InteractionEvent, InteractionKind } from "../centre/interaction-event.ts";

export type InteractionEntry = JournalEntry<InteractionEvent>;

export interface ProjectedRecording {
  recordingId: string;
  file: string;
  keyId: string;
  startedAt: number;
  /** Undefined while the file is not known to be closed. */
  closed: { durationMs: number; bytes: number; sha256: string; complete: boolean } | undefined;
  pauses: { fromMs: number; toMs: number }[];
}

export interface ProjectedRecord {
  interactionId: string;
  kind: InteractionKind;
  channel: Started["channel"];
  traceId: string;
  customerNumber: string;
  customerName: string | null;
  dialledNumber: string;
  startedAt: number;
  answeredAt: number | null;
  endedAt: number;
  endReason: EndReason;
  queueId: string | null;
  queueName: string | null;
  agents: { id: string; name: string }[];
  waitMs: number;
  talkMs: number;
  durationMs: number;
  segments: Segment[];
  recordings: ProjectedRecording[];
}

/** Folds the entries of one interaction, in order; undefined when it has not both begun and ended. */
export function projectRecord(entries: readonly InteractionEntry[]): ProjectedRecord | undefined {
  const first = entries[0];
  if (first?.event.type !== "started") return undefined;
  const fold = new Fold(first.stream, first.at, first.event);
  for (const entry of entries) fold.apply(entry.at, entry.event);
  return fold.result();
}

type SegmentKind = Segment["kind"];
type Started = Extract<InteractionEvent, { type: "started" }>;

class Fold {
  readonly #segments: Segment[] = [];
  readonly #rings = new Map<string, { at: number; name: string }>();
  readonly #agents = new Map<string, string>();
  readonly #recordings = new Map<string, ProjectedRecording>();
  readonly #pausedAt = new Map<string, number>();
  readonly #id: string;
  readonly #startedAt: number;
  readonly #started: Started;
  #open: { kind: SegmentKind; label: string; agentName: string | null; at: number } | undefined;
  #queue: { id: string; name: string } | undefined;
  #agentName: string | null = null;
  #answeredAt: number | null = null;
  #customerLeftAt: number | undefined;
  #ended: { at: number; reason: EndReason } | undefined;

  constructor(id: string, at: number, started: Started) {
    this.#id = id;
    this.#startedAt = at;
    this.#started = started;
  }

  apply(at: number, event: InteractionEvent): void {
    if (this.#ended === undefined) this.#applyTalk(at, event);
    this.#applyRecording(at, event);
  }

  #applyTalk(at: number, event: InteractionEvent): void {
    switch (event.type) {
      case "answered":
        if (this.#started.kind === "inbound") this.#enter(at, "flow", "", "answered");
        return;
      case "queued":
        this.#queue = { id: event.queueId, name: event.queueName };
        this.#agentName = null;
        this.#enter(at, "queue", event.queueName, "queued");
        return;
      case "offered":
        this.#rings.set(event.agentId, { at, name: event.agentName });
        return;
      case "offerEnded":
        this.#ringEnds(event.agentId, at, event.reason);
        return;
      case "connected":
        if (event.agentId !== undefined) {
          this.#ringEnds(event.agentId, at, "answered");
          this.#agents.set(event.agentId, event.agentName);
        }
        this.#answeredAt ??= at;
        this.#agentName = event.agentName;
        this.#enter(at, "talk", this.#queue?.name ?? "", "connected");
        return;
      case "held":
      case "reconnecting":
        this.#enter(at, "hold", "", event.type);
        return;
      case "leftQueue":
        // Unless he is given to an agent at once: that is told by `connected`.
        this.#enter(at, "flow", "", event.reason);
        return;
      case "customerLeft":
        this.#customerLeft(at);
        return;
      case "suspended":
        this.#enter(at, "flow", event.target, "suspended");
        return;
      case "partyJoined":
        if (event.agentId !== undefined) this.#agents.set(event.agentId, event.agentName);
        return;
      case "retrieved":
      case "returned":
      case "reconnected":
      case "threeWay":
        this.#enter(at, "talk", this.#queue?.name ?? "", event.type);
        return;
      case "consultStarted":
        this.#enter(at, "consult", event.target, "consult");
        return;
      case "consultEnded":
        // A consultation that never came about leaves the customer on hold.
        if (this.#open?.kind === "consult") {
          const back = event.reason === "hungUp" || event.reason === "cancelled" ? "talk" : "hold";
          this.#enter(at, back, this.#queue?.name ?? "", event.reason);
        }
        return;
      case "transferred":
        this.#transferred(at, event);
        return;
      case "ended":
        this.#ended = { at: this.#customerLeftAt ?? at, reason: event.reason };
        for (const agentId of [...this.#rings.keys()]) this.#ringEnds(agentId, at, event.reason);
        this.#close(at, event.reason);
        return;
      default:
    }
  }

  /** What the agent's leg lasts beyond it is no time of the customer's. */
  #customerLeft(at: number): void {
    this.#close(at, "customerHungUp");
    this.#customerLeftAt = at;
  }

  /** Of the other kinds the next agent is there already. */
  #transferred(at: number, { how, target }: Extract<InteractionEvent, { type: "transferred" }>): void {
    if (how !== "release" && how !== "flow") return;
    this.#agentName = null;
    this.#enter(at, how === "flow" ? "flow" : "queue", target, "transferred");
  }

  #applyRecording(at: number, event: InteractionEvent): void {
    if (event.type === "recordingStarted") {
      const { recordingId, file, keyId } = event;
      this.#recordings.set(recordingId, { recordingId, file, keyId, startedAt: at, closed: undefined, pauses: [] });
      return;
    }
    if (event.type !== "recordingPaused" && event.type !== "recordingClosed") return;
    const recording = this.#recordings.get(event.recordingId);
    if (recording === undefined) return;
    if (event.type === "recordingPaused") {
      const pausedAt = this.#pausedAt.get(event.recordingId);
      if (event.on) this.#pausedAt.set(event.recordingId, at);
      else if (pausedAt !== undefined) {
        recording.pauses.push({ fromMs: pausedAt - recording.startedAt, toMs: at - recording.startedAt });
        this.#pausedAt.delete(event.recordingId);
      }
      return;
    }
    const { durationMs, bytes, sha256, complete } = event;
    recording.startedAt = event.startedAt;
    recording.closed = { durationMs, bytes, sha256, complete };
  }

  result(): ProjectedRecord | undefined {
    if (this.#ended === undefined) return undefined;
    const { kind, channel, traceId, customerNumber, dialledNumber } = this.#started;
    const sum = (...kinds: SegmentKind[]) =>
      this.#segments.filter((s) => kinds.includes(s.kind)).reduce((total, s) => total + s.endedAt - s.startedAt, 0);
    return {
      ...{ interactionId: this.#id, kind, channel, traceId, customerNumber, dialledNumber },
      customerName: this.#started.customerName ?? null,
      startedAt: this.#startedAt,
      answeredAt: this.#answeredAt,
      endedAt: this.#ended.at,
      endReason: this.#ended.reason,
      queueId: this.#queue?.id ?? null,
      queueName: this.#queue?.name ?? null,
      agents: [...this.#agents].map(([id, name]) => ({ id, name })),
      waitMs: sum("queue"),
      talkMs: sum("talk", "consult"),
      durationMs: this.#ended.at - this.#startedAt,
      segments: [...this.#segments].sort((a, b) => a.startedAt - b.startedAt),
      recordings: [...this.#recordings.values()],
    };
  }

  #enter(at: number, kind: SegmentKind, label: string, reason: string): void {
    this.#close(at, reason);
    this.#open = { kind, label, agentName: this.#agentName, at };
  }

  #close(at: number, reason: string): void {
    if (this.#open === undefined) return;
    const { kind, label, agentName, at: startedAt } = this.#open;
    this.#segments.push({ kind, label, agentName, startedAt, endedAt: at, endReason: reason });
    this.#open = undefined;
  }

  #ringEnds(agentId: string, at: number, reason: string): void {
    const ring = this.#rings.get(agentId);
    if (ring === undefined) return;
    this.#rings.delete(agentId);
    this.#segments.push({
      kind: "ring",
      label: "",
      agentName: ring.name,
      startedAt: ring.at,
      endedAt: at,
      endReason: reason,
    });
  }
}
