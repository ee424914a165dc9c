// One interaction, from its first ring to its record: a pure machine between the call, the flow, the router and the desks
// (SPEC.md, IN). It opens nothing; the centre carries its outputs out.
//
//        call events ─▶ ┌─────────────┐ ─▶ call commands
//       router's word ─▶ │ Interaction │ ─▶ router commands      the flow run lives inside (flow-conductor.ts)
//   agents' operations ─▶ └─────────────┘ ─▶ journal, business requests

import type { DeskInteraction, EndReason, LiveInteraction } from "@tellerline/api";
import type { Instant, Machine, Timeout } from "@tellerline/base";
import type { CallCommand, CallEvent, PartyFailure, PartyTarget } from "@tellerline/voice";
import { attach } from "../desk-data/attached-data.ts";
import { held, operate, retrieved } from "./agent-operations.ts";
import { customerLeft } from "./agent-release.ts";
import { type CallBackSetup, waitToCallBack } from "./call-back-start.ts";
import { cancelInvites } from "./conference.ts";
import { deskView } from "./desk-view.ts";
import { forwardOf } from "./direct-call.ts";
import { type FlowConductor, startFlow } from "./flow-conductor.ts";
import type { FlowStart } from "./flow-start.ts";
import type { FlowPlace, InteractionHead, InteractionMachine, Viewer } from "./interaction-machine.ts";
import type { InteractionInput, InteractionOutput } from "./interaction-output.ts";
import { agentIdsOf, type Callable, type InteractionState, type Party, partyOf } from "./interaction-state.ts";
import { type InteractionOptions, InteractionWork } from "./interaction-work.ts";
import { callLiveView } from "./live-view.ts";
import { parkedTooLong, parkingEnds } from "./parking.ts";
import { cancelOffer, connectMain, offer, partyAnswered, partyFailed, partyLeft } from "./party-events.ts";
import { pickUp } from "./pick-up.ts";
import { fileEnded } from "./played-file.ts";
import { agentLost, awayEnds, giveUpWaiting, terminalBack } from "./reconnection.ts";
import { recordingClosed } from "./recording-control.ts";
import { endAllSupervision, endSupervision, supervise, supervisorEvent, supervisorOf } from "./supervision.ts";
import { giveBack } from "./waiting.ts";

/** How long the record waits for recordings to be closed. */
const recordingGraceMs = 10_000;

/** A call an agent places: who he is and whom he calls. */
export interface Dialling {
  agentId: string;
  agentName: string;
  agentTarget: PartyTarget;
  autoAnswer: boolean;
  other: OtherSide;
}

/** Whom a call of ours is to. */
export interface OtherSide {
  label: string;
  agentId?: string;
  target: PartyTarget;
  /** Who is called when he does not come. */
  otherwise?: Callable["otherwise"];
}

export interface InteractionSetup {
  state: InteractionState;
  options: InteractionOptions;
  /** For a call that came in. */
  flow?: FlowStart;
  /** For a call that an agent places from his desk. */
  dialling?: Dialling;
  /** For a call from one of our own phones to a colleague or to an outside number. */
  direct?: OtherSide;
  /** For a customer who is to be called back. */
  callBack?: CallBackSetup;
  /** The agent at whose phone this call began: he is not to be rung meanwhile. */
  callerAgentId?: string;
}

type RouterNews = Extract<
  InteractionInput,
  { type: "ring" | "cancelRing" | "assigned" | "agentLost" | "withdrawn" | "waiting" }
>;

export class Interaction implements Machine<InteractionInput, InteractionOutput>, InteractionMachine {
  readonly #work: InteractionWork;
  #flow: FlowConductor | undefined;
  readonly #dialling: Dialling | undefined;
  readonly #direct: InteractionSetup["direct"];
  readonly #callBack: CallBackSetup | undefined;
  readonly #callerAgentId: string | undefined;
  #finishBy: Instant | undefined;
  #finished = false;
  #customerPartyId: string | undefined;
  #called: OtherSide | undefined;

  constructor(setup: InteractionSetup) {
    this.#work = new InteractionWork(setup.state, setup.options);
    this.#work.talkOver = () => {
      endAllSupervision(this.#work, "talkOver");
      cancelInvites(this.#work);
    };
    this.#work.replaceFlow = (flow) => this.#replaceFlow(flow);
    this.#flow = setup.flow === undefined ? undefined : startFlow(setup.flow);
    this.#dialling = setup.dialling;
    this.#direct = setup.direct;
    this.#callBack = setup.callBack;
    this.#callerAgentId = setup.callerAgentId;
  }

  /** For views; nobody else changes it. */
  get state(): Readonly<InteractionState> {
    return this.#work.state;
  }

  get head(): InteractionHead {
    const { interactionId, kind, customerNumber, dialledNumber, traceId } = this.#work.state;
    return { interactionId, channel: "voice", kind, customerNumber, dialledNumber, traceId };
  }

  get attributes(): Readonly<Record<string, string>> {
    return this.#work.state.attributes;
  }

  get chosenLanguage(): string | undefined {
    return this.#work.state.chosenLanguage;
  }

  get flowStep(): FlowPlace | undefined {
    const { stage, path, startedAt } = this.#work.state;
    if (this.#flow?.active !== true || (stage !== "flow" && stage !== "queue")) return undefined;
    // He came to this node as he left the one before.
    return { ...this.#flow.at, since: path.at(-1)?.at ?? startedAt };
  }

  get takingPart(): string[] {
    return this.#work.state.stage === "ended" ? [] : agentIdsOf(this.#work.state);
  }

  deskView(viewer: Viewer, previous: DeskInteraction["previous"]): DeskInteraction | undefined {
    return deskView(this.#work.state, viewer, previous);
  }

  liveView(): LiveInteraction {
    return callLiveView(this.#work.state);
  }

  handle(input: InteractionInput | Timeout, now: Instant): InteractionOutput[] {
    this.#work.begin(now);
    if (!this.#finished) this.#dispatch(input, now);
    return this.#work.finish();
  }

  nextTimeout(): Instant | undefined {
    const { stage } = this.#work.state;
    if (stage === "ended") return this.#finishBy;
    const { state } = this.#work;
    const times = [this.#flow?.nextTimeout(), this.#waitEnds(), parkingEnds(state), awayEnds(this.#work)?.at];
    const due = times.filter((time) => time !== undefined);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** IN-8: when the wait in the queue has been long enough. While somebody rings it goes on. */
  #waitEnds(): Instant | undefined {
    const { stage, stageSince, queue, parties } = this.#work.state;
    return stage === "queue" && queue !== undefined && parties.size === 0 ? stageSince + queue.maxWaitMs : undefined;
  }

  #timeout(now: Instant): void {
    const work = this.#work;
    if (work.state.stage === "ended") {
      if (this.#finishBy !== undefined && this.#finishBy <= now) this.#finish();
      return;
    }
    const waitEnds = this.#waitEnds();
    const away = awayEnds(work);
    const parking = parkingEnds(work.state);
    if (waitEnds !== undefined && waitEnds <= now) {
      work.place.withdraw("maxWait");
      this.#leaveQueue("maxWait");
    } else if (parking !== undefined && parking <= now) {
      parkedTooLong(work);
    } else if (away !== undefined && away.at <= now) {
      giveUpWaiting(work, away.party);
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
      case "attach":
        if (work.state.stage === "ended") return;
        for (const event of attach(work.state.attributes, input)) work.journal(event);
        return;
      case "pickUp":
        pickUp(work, input.agent, () => this.#flow?.queueLeft(work, "answered"));
        return;
      case "release":
        this.#release(input.agentId);
        return;
      case "supervise":
        if (work.state.stage !== "ended") supervise(work, input);
        return;
      case "terminalBack":
        terminalBack(work, input.agent);
        return;
      case "routerRefused":
        this.#routerRefused(input);
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
    work.call({ type: "setMusic", items: work.options.prompts.music() });
    if (this.#callerAgentId !== undefined) work.place.engageBeside(this.#callerAgentId);
    if (this.#callBack !== undefined) {
      waitToCallBack(work, this.#callBack);
      return;
    }
    if (this.#dialling === undefined) {
      work.call({ type: "answer" });
      return;
    }
    const { agentId, agentName, agentTarget, autoAnswer } = this.#dialling;
    work.enter("dialling");
    work.place.engage(agentId, 0);
    const who = { agentId, label: agentName, target: agentTarget };
    const party = work.ringParty(who, "dial", { ringTimeoutMs: 30_000, autoAnswer });
    work.state.mainPartyId = party.partyId;
  }

  #handleRouter(input: RouterNews): void {
    const work = this.#work;
    const { state } = work;
    if (state.stage === "ended") return;
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
      case "assigned":
        this.#assigned(input.agentId);
        return;
      case "agentLost":
        this.#supervisorLost(input.agentId);
        agentLost(work, input.agentId, input.requeued);
        return;
      case "withdrawn":
        work.place.withdrawn();
        if (state.stage === "queue") this.#leaveQueue(input.reason);
        return;
      case "waiting":
        this.#flow?.waiting(work, input.staffed);
        return;
    }
  }

  #replaceFlow(start: FlowStart | undefined): void {
    const before = this.#flow;
    this.#flow = start === undefined ? undefined : startFlow(start);
    before?.abandon(this.#work);
    if (this.#flow === undefined) return;
    this.#work.enter("flow");
    this.#flow.start(this.#work);
  }

  /** SV-03: with the agent who serves the customer the call ends; of others only their own part does. */
  #release(agentId: string): void {
    const { state } = this.#work;
    const party = partyOf(state, agentId);
    const serves = party !== undefined && (party.partyId === state.mainPartyId || party.why === "transfer");
    if (state.stage === "ended") return;
    if (serves || state.callee?.agentId === agentId) this.#work.endCall("forced");
    else operate(this.#work, agentId, { operation: party?.state === "ringing" ? "reject" : "hangUp" }, undefined);
  }

  /** His terminal did not come back: a supervisor who rings is given up; one who hears goes on hearing. */
  #supervisorLost(agentId: string): void {
    const supervisor = supervisorOf(this.state, agentId);
    if (supervisor?.state === "ringing") endSupervision(this.#work, supervisor, "terminalLost");
  }

  /** IN-3: of an offer; who is called directly is assigned from his first ring on. */
  #assigned(agentId: string): void {
    const work = this.#work;
    const { state } = work;
    const party = partyOf(state, agentId);
    if (party !== undefined && (party.why !== "offer" || party.partyId === state.mainPartyId)) return;
    if (party === undefined && state.stage !== "queue") return;
    work.place.assigned(agentId);
    if (state.stage === "queue" && party?.state === "connected") {
      this.#flow?.queueLeft(work, "answered");
      if (this.#callBack === undefined || state.customerUp) connectMain(work, party);
      else this.#callCustomer(party, this.#callBack);
      return;
    }
    // He is gone, or the customer is no longer in the queue.
    if (party !== undefined) cancelOffer(work, party, "tooLate");
    if (state.stage === "queue") giveBack(work);
    else work.place.release(agentId, false);
  }

  /** IN-5: what the router knows differs from what we thought; the customer must not be lost over it. */
  #routerRefused(refused: Extract<InteractionInput, { type: "routerRefused" }>): void {
    const { command, reason, agentId, asCustomer } = refused;
    const work = this.#work;
    const { state } = work;
    if (state.stage === "ended") return;
    if (command === "engageDirectly" && agentId !== undefined) {
      work.place.notEngaged(agentId, asCustomer);
      if (asCustomer) {
        if (agentId === this.#dialling?.other.agentId) work.endCall("rejected");
        return;
      }
      const supervisor = supervisorOf(state, agentId);
      if (supervisor !== undefined) endSupervision(work, supervisor, "busy");
      const party = partyOf(state, agentId);
      if (party === undefined) return;
      work.hangUp(party, "busy");
      partyFailed(work, party, "busy");
      return;
    }
    if (command !== "enqueue" && command !== "transferToQueue") return;
    work.place.forget();
    if (state.stage !== "queue") return;
    if (reason === "unknownInteraction" || reason === "duplicate") giveBack(work);
    else this.#leaveQueue("failed");
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
    if (event.type === "recordingClosed") {
      this.#recordingClosed(event);
      return;
    }
    if (state.stage === "ended") return;
    if (event.type === "ended") {
      this.#callEnded(event);
      return;
    }
    if (event.type === "customerAnswered") {
      this.#customerAnswered();
      return;
    }
    if (supervisorEvent(work, event)) return;
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
      case "transferRequested":
        if (party !== undefined) this.#phoneTransfers(party, event.referTo, event.replacesPartyId);
        return;
      case "refused":
        this.#refused(event.command, event.reason);
        return;
      case "customerLeft":
        customerLeft(work);
        return;
      case "playEnded":
        if (!fileEnded(work, event)) this.#flow?.callEvent(work, event);
        return;
      default:
        this.#flow?.callEvent(work, event);
    }
  }

  /** SW-08: by REFER. A consultation under way is completed, otherwise the customer is sent on. */
  #phoneTransfers(party: Party, referTo: string, replacesPartyId: string | undefined): void {
    const work = this.#work;
    const { state } = work;
    const { agentId } = party;
    if (agentId === undefined || party.partyId !== state.mainPartyId || state.stage !== "talk") return;
    const consulted = state.parties.get(state.consultPartyId ?? "");
    if (replacesPartyId !== undefined && consulted?.partyId === replacesPartyId && consulted.state === "connected")
      operate(work, agentId, { operation: "completeTransfer" }, undefined);
    else if (consulted === undefined) work.emit({ type: "resolveTransfer", agentId, referTo });
  }

  #refused(command: CallCommand["type"], reason: string): void {
    const work = this.#work;
    work.journal({ type: "refusedBySwitch", command, reason });
    const { recording } = work.state;
    // The newest one never began.
    if (command === "startRecording" && recording !== undefined)
      recordingClosed(work, recording.recordingId, undefined);
    this.#flow?.refused(work, command);
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
    if (party.why === "dial" && this.#dialling !== undefined) this.#callOther(this.#dialling.other);
  }

  #callOther(other: OtherSide): void {
    const work = this.#work;
    const { agentId, target } = other;
    const partyId = work.id();
    this.#customerPartyId = partyId;
    this.#called = other;
    const callee = agentId === undefined ? target : this.#engageCallee(agentId, target);
    work.call({
      type: "callParty",
      partyId,
      role: "customer",
      target: callee,
      ringTimeoutMs: other.otherwise?.noAnswer === undefined ? 60_000 : 15_000,
      autoAnswer: false,
    });
  }

  /** IN-28: the agent is there, now the customer. */
  #callCustomer(agent: Party, { customer }: CallBackSetup): void {
    const work = this.#work;
    work.state.mainPartyId = agent.partyId;
    work.enter("dialling");
    const target = customer();
    if (target === undefined) work.endCall("failed");
    else this.#callOther({ label: work.state.customerNumber, target });
  }

  /** A colleague who is called sees who calls, and his page finds the ringing call. */
  #engageCallee(agentId: string, target: PartyTarget): PartyTarget {
    const work = this.#work;
    work.place.engageBeside(agentId);
    const callerName = this.#dialling?.agentName ?? "";
    work.state.callee = { agentId, callerName, offeredAt: work.now };
    work.changed();
    return work.forAgent(target, callerName);
  }

  /** The other side of a placed call did not come. */
  #customerFailed(partyId: string, reason: PartyFailure): void {
    if (partyId !== this.#customerPartyId) return;
    if (this.#forwarded(reason)) return;
    this.#work.journal({ type: "transferFailed", target: this.#work.state.dialledNumber, reason });
    this.#work.endCall(reason === "rejected" || reason === "busy" ? "rejected" : "failed");
  }

  /** IN-32. @returns whether somebody else is called in his place. */
  #forwarded(reason: PartyFailure): boolean {
    const work = this.#work;
    const next = forwardOf(this.#called?.otherwise, reason);
    if (next === undefined || this.#called === undefined) return false;
    const { agentId, label: from } = this.#called;
    if (agentId !== undefined) work.place.releaseBeside(agentId);
    delete work.state.callee;
    const to =
      next.kind === "number" ? { label: next.number, target: next.target } : { ...next.agent, label: next.agent.name };
    work.journal({ type: "forwarded", from, target: to.label, reason });
    this.#callOther(next.otherwise === undefined ? to : { ...to, otherwise: next.otherwise });
    return true;
  }

  #customerAnswered(): void {
    const work = this.#work;
    const { state } = work;
    state.customerUp = true;
    if (state.callee !== undefined) state.callee.answeredAt = work.now;
    work.journal({ type: "answered" });
    if (this.#direct !== undefined) {
      this.#ringDirectly(this.#direct);
      return;
    }
    if (this.#dialling === undefined && this.#callBack === undefined) {
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
    if (direct.agentId !== undefined) work.place.engage(direct.agentId, 0);
    const ringTimeoutMs = direct.otherwise?.noAnswer === undefined ? 30_000 : 15_000;
    const party = work.ringParty(direct, "transfer", { ringTimeoutMs });
    if (direct.otherwise !== undefined) party.otherwise = direct.otherwise;
  }

  #callEnded(event: Extract<CallEvent, { type: "ended" }>): void {
    const work = this.#work;
    const { state } = work;
    work.callOver = true;
    const waiting = state.stage === "queue";
    const reason = work.endReason ?? this.#reasonOf(event, waiting);
    work.place.withdraw(reason);
    endAllSupervision(work, "talkOver");
    for (const party of [...state.parties.values()]) {
      const { agentId, label } = party;
      if (agentId !== undefined && party.why === "offer" && party.partyId !== state.mainPartyId)
        work.journal({ type: "offerEnded", agentId, agentName: label, reason });
      // IN-6: who still rings never talked; the others are released with the interaction.
      if (party.answeredAt === undefined) work.releaseAgent(party);
      work.forget(party);
    }
    work.place.ended();
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
      const placed = this.#dialling !== undefined || this.#callBack !== undefined;
      return placed && !this.#work.state.customerUp ? "rejected" : "customerHungUp";
    }
    return "failed";
  }

  #recordingClosed(event: Extract<CallEvent, { type: "recordingClosed" }>): void {
    const work = this.#work;
    const { recordingId, startedAt, durationMs, bytes, sha256 } = event;
    const complete = event.error === undefined && event.lostMs === 0;
    recordingClosed(work, recordingId, { startedAt, durationMs, bytes, sha256, complete });
    if (work.state.stage === "ended" && work.state.openRecordings.size === 0) this.#finish();
  }

  #finish(): void {
    this.#finishBy = undefined;
    this.#finished = true;
    this.#work.emit({ type: "finished" });
  }
}
