// What must hold in a whole centre after every step: the router's invariants, and that router, interactions and calls
// tell the same story. Reads journals and states; shares nothing with what it watches.

import { type RouterEvent, RouterMonitor } from "@tellerline/acd";
import type { Centre, InteractionEntry, InteractionState, Party, ProjectedRecord } from "@tellerline/server";
import type { PhoneNetwork } from "./phone-network.ts";

export class CentreMonitor {
  readonly #router = new RouterMonitor();
  /** `interaction agent` pairs that the router has engaged or offered. */
  readonly #engaged = new Set<string>();
  readonly #offered = new Set<string>();
  readonly #waiting = new Set<string>();
  /** The interaction that an agent was released from last. */
  readonly #releasedFrom = new Map<string, string>();
  readonly #records = new Map<string, number>();
  #events: RouterEvent[] = [];
  readonly entries = new Map<string, InteractionEntry[]>();
  checks = 0;
  /** How often what happened to the customers; a transfer and a hold by their kind. */
  readonly happened: Record<string, number> = {};
  /** The largest conference. */
  together = 0;
  /** Steps in which somebody supervised. */
  supervised = 0;
  /** Named exceptions that occurred, by name. */
  readonly exceptions: Record<string, number> = {};

  routed(event: RouterEvent): void {
    this.#events.push(event);
    if (!("interactionId" in event)) return;
    const { interactionId } = event;
    const pair = "agentId" in event ? `${interactionId} ${event.agentId}` : "";
    switch (event.type) {
      case "enqueued":
      case "requeued":
        this.#waiting.add(interactionId);
        return;
      case "offered":
        for (const agentId of event.agentIds) this.#offered.add(`${interactionId} ${agentId}`);
        return;
      case "offerEnded":
        this.#offered.delete(pair);
        return;
      case "assigned":
        this.#offered.delete(pair);
        this.#waiting.delete(interactionId);
        this.#engaged.add(pair);
        return;
      case "released":
        this.#engaged.delete(pair);
        this.#releasedFrom.set(event.agentId, interactionId);
        if (event.wrapUpUntil !== undefined)
          this.#hold(this.#talked(event.agentId), `IN-6 ${event.agentId} wraps up what he never heard`);
        return;
      case "left":
        this.#waiting.delete(interactionId);
        return;
      default:
    }
  }

  /** Throws at the first thing that is not as it must be. */
  check(centre: Centre, network: PhoneNetwork): void {
    const [violation] = this.#router.observe(this.#events);
    this.#events = [];
    this.#hold(violation === undefined, `${violation?.rule} ${violation?.subject}`);
    for (const pair of this.#engaged) this.#checkEngaged(centre, pair);
    for (const { call } of centre.interactions.values())
      if (call !== undefined) this.#checkInteraction(call.machine.state, centre, network);
    for (const [callId, { machine, room }] of network.calls) {
      this.#hold(room.faults.length === 0, `${callId}: ${room.faults[0]}`);
      const state = centre.interactions.get(callId)?.call?.machine.state;
      if (!machine.over) this.#hold(state !== undefined && state.stage !== "ended", `${callId}: a call of nobody`);
    }
  }

  /** IN-1, SW-09: once, with its recordings closed and its books balanced. */
  record(record: ProjectedRecord): void {
    const id = record.interactionId;
    const entries = this.entries.get(id) ?? [];
    this.entries.delete(id);
    this.#records.set(id, (this.#records.get(id) ?? 0) + 1);
    this.#hold(this.#records.get(id) === 1, `${id}: two records`);
    for (const { recordingId, closed } of record.recordings)
      this.#hold(closed !== undefined, `${id}: recording ${recordingId} is open`);
    for (const { event } of entries) {
      const kind = kindOf(event);
      const what = kind === "" ? event.type : `${event.type} ${kind}`;
      this.happened[what] = (this.happened[what] ?? 0) + 1;
    }
    const types = entries.map((entry) => entry.event.type);
    this.#hold(types.filter((type) => type === "ended").length === 1, `${id}: ends once`);
    const first = entries.find((entry) => entry.event.type === (record.kind === "inbound" ? "answered" : "connected"));
    const own = record.segments.filter((segment) => segment.kind !== "ring");
    const sum = own.reduce((total, segment) => total + segment.endedAt - segment.startedAt, 0);
    this.#hold(sum === (first === undefined ? 0 : record.endedAt - first.at), `${id}: segments do not balance`);
    for (let n = 1; n < own.length; n++)
      this.#hold(own[n]?.startedAt === own[n - 1]?.endedAt, `${id}: a gap before segment ${n}`);
    this.#hold(record.talkMs <= record.durationMs && record.waitMs <= record.durationMs, `${id}: times`);
  }

  /** Nothing is left at the end of the day. */
  checkIdle(centre: Centre, network: PhoneNetwork): void {
    this.#hold(centre.interactions.size === 0, `interactions left: ${[...centre.interactions.keys()].join()}`);
    this.#hold(network.calls.size === 0, `calls left: ${[...network.calls.keys()].join()}`);
    this.#hold(network.openLegs.length === 0, `legs left: ${network.openLegs.join()}`);
    this.#hold(this.#engaged.size + this.#offered.size + this.#waiting.size === 0, "the router holds something");
    this.#hold(this.#router.snapshot().interactions.length === 0, "the router holds interactions");
    this.#hold(this.entries.size === 0, `no record of ${[...this.entries.keys()].join()}`);
    for (const seat of centre.seats.values()) {
      this.#hold(seat.state !== "engaged" && seat.state !== "reserved", `${seat.agentId} is ${seat.state}`);
      this.#hold(seat.interactionIds.size === 0, `${seat.agentId} still has an interaction`);
    }
  }

  #talked(agentId: string): boolean {
    const entries = this.entries.get(this.#releasedFrom.get(agentId) ?? "") ?? [];
    return entries.some(({ event }) => {
      const met = event.type === "connected" || event.type === "consultConnected" || event.type === "partyJoined";
      return met && event.agentId === agentId;
    });
  }

  #checkEngaged(centre: Centre, pair: string): void {
    const [routedId = "", agentId = ""] = pair.split(" ");
    const [interactionId = ""] = routedId.split("/");
    const state = centre.interactions.get(interactionId)?.call?.machine.state;
    const there = state !== undefined && state.stage !== "ended";
    const asCustomer = routedId !== interactionId;
    const takesPart = there && agentIdsOf(state).includes(agentId);
    this.#hold(there && (asCustomer || takesPart), `${pair}: engaged without taking part`);
  }

  #checkInteraction(state: Readonly<InteractionState>, centre: Centre, network: PhoneNetwork): void {
    const { interactionId: id, stage } = state;
    if (stage === "ended") return;
    const call = network.calls.get(id)?.machine;
    this.#hold(call !== undefined && !call.over, `${id}: an interaction without a call at ${stage}`);
    const parties = partiesOf(state);
    for (const party of parties) this.#checkParty(state, party, centre, call?.state.parties);
    for (const party of call?.state.parties.values() ?? []) {
      const known =
        party.role === "customer" || state.parties.has(party.partyId) || state.supervisors.has(party.partyId);
      this.#hold(known, `${id}: zombie party ${party.partyId} at ${stage}`);
    }
    for (const supervisor of state.supervisors.values()) {
      this.#hold(stage === "talk", `${id}: supervised at ${stage}`);
      const signedOut = centre.seats.get(supervisor.agentId)?.state === "signedOut";
      const engaged = this.#engaged.has(`${id} ${supervisor.agentId}`);
      this.#hold(
        engaged || (signedOut && supervisor.state === "on"),
        `${id}: ${supervisor.label} supervises unengaged`,
      );
      const mode = call?.state.supervisors.get(supervisor.partyId);
      this.#hold(mode === (supervisor.state === "on" ? supervisor.mode : undefined), `${id}: supervised ${mode}`);
    }
    this.supervised += state.supervisors.size;
    const main = state.parties.get(state.mainPartyId ?? "");
    if (stage === "queue") {
      const routed = this.#waiting.has(id);
      this.#hold(routed && main === undefined, `${id}: in the queue, but the router does not know it`);
    }
    if (stage === "parked")
      this.#hold(parties.length === 0 && call?.state.mode === "idle", `${id}: parked with ${parties.length} parties`);
    if (stage === "left")
      this.#hold(main?.state === "connected" && call?.state.mode === "left", `${id}: left, and nobody to release it`);
    if (stage === "transfer") this.#hold(parties.length > 0, `${id}: transferred to nobody`);
    if (stage === "talk") {
      this.#hold(
        main !== undefined && (main.state === "connected" || main.awayUntil !== undefined),
        `${id}: talks to nobody`,
      );
      this.#checkMode(state, main, call?.state);
    }
  }

  #checkParty(state: Readonly<InteractionState>, party: Party, centre: Centre, inCall: CallParties | undefined): void {
    const { interactionId: id } = state;
    const what = `${id}: ${party.why} ${party.state} of ${party.label} at ${state.stage}`;
    const leg = inCall?.get(party.partyId);
    if (party.state === "connected") this.#hold(leg?.state === "answered", `${what} has no leg`);
    if (party.state === "ringing") this.#hold(leg !== undefined && leg.state !== "answered", `${what} does not ring`);
    if (party.state === "away") this.#hold(leg === undefined, `${what} has a leg`);
    if (party.agentId === undefined) return;
    const pair = `${id} ${party.agentId}`;
    const offered = party.why === "offer" && party.partyId !== state.mainPartyId;
    if (offered) this.#hold(this.#offered.has(pair), `${what} is not offered to him`);
    else if (!this.#engaged.has(pair)) {
      const signedOut = centre.seats.get(party.agentId)?.state === "signedOut";
      this.#hold(signedOut && party.state === "connected", `${what} is not engaged`);
      this.#except("talks though signed out");
    }
  }

  #checkMode(state: Readonly<InteractionState>, main: Party | undefined, call: CallLike | undefined): void {
    if (call === undefined || main?.state !== "connected") return;
    const { interactionId: id, mode } = state;
    const consulted = state.parties.get(state.consultPartyId ?? "");
    const expected = mode === "consult" && consulted?.state !== "connected" ? "hold" : mode;
    const held = call.parties.get(main.partyId)?.phoneHold === true;
    const same = call.mode === expected || (held && call.mode === "talk");
    this.#hold(same && call.agentId === main.partyId, `${id}: ${expected} here, ${call.mode} in the call`);
    if (expected === "consult" || expected === "threeWay")
      this.#hold(call.consultedId === consulted?.partyId, `${id}: consults somebody else`);
    this.#hold(String(call.memberIds) === String(state.conference), `${id}: another conference in the call`);
    this.together = Math.max(this.together, state.conference.length + 3);
    if (mode === "consult" && consulted?.state === "connected")
      this.#hold(call.focus === state.consultFocus, `${id}: focus`);
  }

  #except(name: string): void {
    this.exceptions[name] = (this.exceptions[name] ?? 0) + 1;
  }

  #hold(condition: boolean, what: string): void {
    this.checks++;
    if (!condition) throw new Error(what);
  }
}

type CallLike = PhoneNetwork["calls"] extends ReadonlyMap<string, { machine: { state: infer State } }> ? State : never;
type CallParties = CallLike["parties"];

function agentIdsOf(state: Readonly<InteractionState>): (string | undefined)[] {
  return [...state.parties.values(), ...state.supervisors.values()].map(({ agentId }) => agentId);
}

function partiesOf(state: Readonly<InteractionState>): Party[] {
  return [...state.parties.values()];
}

function kindOf(event: InteractionEntry["event"]): string {
  if (event.type === "transferred") return event.how;
  if (event.type !== "held") return "";
  return event.freed === true ? "freed" : event.publicly === true ? "publicly" : "";
}
