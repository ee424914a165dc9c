// One interaction, from its first ring to its record: a pure machine between the call, the flow, the router and the desks
// (SPEC.md, IN). It opens nothing; the centre carries its outputs out.
//
//        call events ─▶ ┌─────────────┐ ─▶ call commands
//       router's word ─▶ │ Interaction │ ─▶ router commands      the flow run lives inside (flow-conductor.ts)
//   agents' operations ─▶ └─────────────┘ ─▶ journal, business requests

import type { EndReason } from "@tellerline/api";
import type { Instant, Machine, Timeout } from "@tellerline/base";
import type { CallEvent, PartyFailure, PartyTarget } from "@tellerline/voice";
import { held, operate, retrieved } from "./agent-operations.ts";
import type { FlowConductor } from "./flow-conductor.ts";
import type { InteractionInput, InteractionOutput } from "./interaction-output.ts";
import { type InteractionState, type Party, partyOf } from "./interaction-state.ts";
import { type InteractionOptions, InteractionWork } from "./interaction-work.ts";
import { cancelOffer, connectMain, offer, partyAnswered, partyFailed, partyLeft } from "./party-events.ts";

/** How long the record waits for recordings to be closed. */
const recordingGraceMs = 10_000;

/** A call an agent places: who he is and whom he calls. */
export interface Dialling {
  agentId: string;
  agentName: string;
  agentTarget: PartyTarget;
  autoAnswer: boolean;
  other: { label: string; agentId?: string; target: PartyTarget };
}

export interface InteractionSetup {
  state: InteractionState;
  options: InteractionOptions;
  /** For a call that came in. */
  flow?: FlowConductor;
  /** For a call that an agent places from his desk. */
  dialling?: Dialling;
  /** For a call from one of our own phones to a colleague or to an outside number. */
  direct?: { label: string; agentId?: string; target: PartyTarget };
}

export class Interaction implements Machine<InteractionInput, InteractionOutput> {
  readonly #work: InteractionWork;
  readonly #flow: FlowConductor | undefined;
  readonly #dialling: Dialling | undefined;
  readonly #direct: InteractionSetup["direct"];
  #finishBy: Instant | undefined;
  #finished = false;
  #customerPartyId: string | undefined;

  constructor(setup: InteractionSetup) {
    this.#work = new InteractionWork(setup.state, setup.options);
    this.#flow = setup.flow;
    this.#dialling = setup.dialling;
    this.#direct = setup.direct;
  }

  /** For views; nobody else changes it. */
  get state(): Readonly<InteractionState> {
    return this.#work.state;
  }

  handle(input: InteractionInput | Timeout, now: Instant): InteractionOutput[] {
    this.#work.begin(now);
    if (!this.#finished) this.#dispatch(input, now);
    return this.#work.finish();
  }

  nextTimeout(): Instant | undefined {
    const times = [this.#finishBy, this.#flow?.nextTimeout(), this.#waitEnds()].filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** IN-8: when the wait in the queue has been long enough. While somebody rings it goes on. */
  #waitEnds(): Instant | undefined {
    const { stage, stageSince, queue, parties } = this.#work.state;
    return stage === "queue" && queue !== undefined && parties.size === 0 ? stageSince + queue.maxWaitMs : undefined;
  }

  #timeout(now: Instant): void {
    const work = this.#work;
    const waitEnds = this.#waitEnds();
    if (this.#finishBy !== undefined && this.#finishBy <= now) {
      this.#finish();
    } else if (waitEnds !== undefined && waitEnds <= now) {
      work.router({ type: "withdraw", interactionId: work.state.interactionId, reason: "maxWait" });
      this.#leaveQueue("maxWait");
    } else {
      this.#flow?.tick(work);
    }
  }

  #dispatch(input: InteractionInput | Timeout, now: Instant): void {
    const work = this.#work;
    switch (input.type) {
      case "timeout":
        this.#timeout(now);
        return;
      case "start":
        this.#start();
        return;
      case "call":
        this.#handleCall(input.event);
        return;
      case "businessAnswered":
        this.#flow?.businessAnswered(work, input.requestId, input.answer);
        return;
      case "operate":
        operate(work, input.agentId, input.request, input.target);
        return;
      case "end":
        work.endCall(input.reason);
        return;
      default:
        this.#handleRouter(input);
    }
  }

  #start(): void {
    const work = this.#work;
    if (this.#dialling === undefined) {
      work.call({ type: "setMusic", items: work.options.prompts.music() });
      work.call({ type: "answer" });
      return;
    }
    const { agentId, agentName, agentTarget, autoAnswer } = this.#dialling;
    work.enter("dialling");
    work.call({ type: "setMusic", items: work.options.prompts.music() });
    work.router({ type: "engageDirectly", interactionId: work.state.interactionId, agentId, channel: "voice" });
    const who = { agentId, label: agentName, target: agentTarget };
    const party = work.ringParty(who, "dial", { ringTimeoutMs: 30_000, autoAnswer });
    work.state.mainPartyId = party.partyId;
  }

  #handleRouter(
    input: Exclude<InteractionInput, { type: "start" | "call" | "businessAnswered" | "operate" | "end" }>,
  ): void {
    const work = this.#work;
    const { state } = work;
    switch (input.type) {
      case "ring":
        if (state.stage === "queue") offer(work, input.agent, input.ringTimeoutMs);
        return;
      case "cancelRing": {
        const party = partyOf(state, input.agentId);
        if (party !== undefined && party.why === "offer" && party.partyId !== state.mainPartyId)
          cancelOffer(work, party, input.reason);
        return;
      }
      case "assigned": {
        const party = partyOf(state, input.agentId);
        if (
          party === undefined ||
          party.why !== "offer" ||
          party.state !== "connected" ||
          party.partyId === state.mainPartyId
        )
          return;
        this.#flow?.queueLeft(work, "answered");
        connectMain(work, party);
        return;
      }
      case "agentLost":
        if (input.requeued) {
          work.enter("queue");
          work.playMusic();
        } else if (state.parties.size === 0) {
          work.endCall("failed");
        }
        return;
      case "withdrawn":
        if (state.stage === "queue") this.#leaveQueue(input.reason);
        return;
      case "waiting":
        this.#flow?.waiting(work, input.staffed);
        return;
    }
  }

  #leaveQueue(reason: string): void {
    this.#work.journal({ type: "leftQueue", reason });
    this.#work.enter("flow");
    if (this.#flow?.active === true) this.#flow.queueLeft(this.#work, "failed");
    else this.#work.endCall("failed");
  }

  #handleCall(event: CallEvent): void {
    const work = this.#work;
    const { state } = work;
    if (event.type === "ended") {
      this.#callEnded(event);
      return;
    }
    if (event.type === "recordingClosed") {
      this.#recordingClosed(event);
      return;
    }
    if (event.type === "customerAnswered") {
      this.#customerAnswered();
      return;
    }
    const partyId =
      "partyId" in event ? event.partyId : "by" in event && typeof event.by === "string" ? event.by : undefined;
    const party = partyId === undefined ? undefined : state.parties.get(partyId);
    switch (event.type) {
      case "partyAnswered":
        this.#answered(event.partyId, party);
        return;
      case "partyFailed":
        if (party === undefined) this.#customerFailed(event.partyId, event.reason);
        else if (this.#flow?.transferSettled(work, party, event.reason) !== true)
          partyFailed(work, party, event.reason);
        return;
      case "partyEnded":
        if (party !== undefined) partyLeft(work, party, event.by);
        return;
      case "held":
        if (party !== undefined) held(work, party);
        return;
      case "retrieved":
        if (party !== undefined) retrieved(work, party);
        return;
      case "refused":
        work.journal({ type: "refusedBySwitch", command: event.command, reason: event.reason });
        return;
      default:
        this.#flow?.callEvent(work, event);
    }
  }

  #answered(partyId: string, party: Party | undefined): void {
    const work = this.#work;
    if (party === undefined) {
      // Cancelled just as he answered: he must not be left on an open line.
      work.call({ type: "dropParty", partyId, reason: "tooLate" });
      return;
    }
    partyAnswered(work, party);
    this.#flow?.transferSettled(work, party, "answered");
    const dialling = this.#dialling;
    if (party.why !== "dial" || dialling === undefined) return;
    const { interactionId } = work.state;
    const { other } = dialling;
    if (other.agentId !== undefined) {
      work.router({ type: "engageDirectly", interactionId, agentId: other.agentId, channel: "voice" });
    }
    const role = "customer" as const;
    const callee = work.id();
    this.#customerPartyId = callee;
    work.call({
      type: "callParty",
      partyId: callee,
      role,
      target: other.target,
      ringTimeoutMs: 60_000,
      autoAnswer: false,
    });
  }

  /** The other side of a placed call did not come. */
  #customerFailed(partyId: string, reason: PartyFailure): void {
    if (partyId !== this.#customerPartyId) return;
    this.#work.journal({ type: "transferFailed", target: this.#work.state.dialledNumber, reason });
    this.#work.endCall(reason === "rejected" || reason === "busy" ? "rejected" : "failed");
  }

  #customerAnswered(): void {
    const work = this.#work;
    const { state } = work;
    state.customerUp = true;
    work.journal({ type: "answered" });
    if (this.#direct !== undefined) {
      this.#ringDirectly(this.#direct);
      return;
    }
    if (this.#dialling === undefined) {
      work.enter("flow");
      this.#flow?.start(work);
      return;
    }
    const agent = state.parties.get(state.mainPartyId ?? "");
    if (agent === undefined) work.endCall("failed");
    else connectMain(work, agent);
  }

  #ringDirectly(direct: NonNullable<InteractionSetup["direct"]>): void {
    const work = this.#work;
    work.enter("transfer");
    work.call({ type: "play", playerId: work.id(), items: work.options.prompts.ringback(), loop: true });
    if (direct.agentId !== undefined) {
      const { interactionId } = work.state;
      work.router({ type: "engageDirectly", interactionId, agentId: direct.agentId, channel: "voice" });
    }
    work.ringParty(direct, "transfer", { ringTimeoutMs: 30_000 });
  }

  #callEnded(event: Extract<CallEvent, { type: "ended" }>): void {
    const work = this.#work;
    const { state } = work;
    if (state.stage === "ended") return;
    const waiting = state.stage === "queue";
    const reason = work.endReason ?? this.#reasonOf(event, waiting);
    if (waiting) work.router({ type: "withdraw", interactionId: state.interactionId, reason });
    for (const party of [...state.parties.values()]) {
      if (party.state === "ringing" && party.agentId !== undefined && party.why === "offer") {
        work.journal({ type: "offerEnded", agentId: party.agentId, agentName: party.label, reason });
      }
      work.forget(party);
    }
    work.router({ type: "interactionEnded", interactionId: state.interactionId });
    this.#flow?.ended(work);
    work.enter("ended");
    work.journal({ type: "ended", reason, ...(event.reason === reason ? {} : { detail: event.reason }) });
    this.#finishBy = work.now + recordingGraceMs;
    if (state.openRecordings.size === 0) this.#finish();
  }

  #reasonOf(event: Extract<CallEvent, { type: "ended" }>, waiting: boolean): EndReason {
    if (event.by === "mediaLost") return "mediaLost";
    if (event.by === "customer") {
      if (waiting) return "abandoned";
      return this.#dialling !== undefined && !this.#work.state.customerUp ? "rejected" : "customerHungUp";
    }
    return "failed";
  }

  #recordingClosed(event: Extract<CallEvent, { type: "recordingClosed" }>): void {
    const work = this.#work;
    const { recordingId, startedAt, durationMs, bytes, sha256 } = event;
    work.state.openRecordings.delete(recordingId);
    const complete = event.error === undefined && event.lostMs === 0;
    work.journal({ type: "recordingClosed", recordingId, startedAt, durationMs, bytes, sha256, complete });
    if (work.state.stage === "ended" && work.state.openRecordings.size === 0) this.#finish();
  }

  #finish(): void {
    this.#finishBy = undefined;
    this.#finished = true;
    this.#work.emit({ type: "finished" });
  }
}
