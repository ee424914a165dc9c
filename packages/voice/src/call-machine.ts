// One call as a machine (SPEC.md, CM): all its legs, who talks with whom, its recordings, and its one end.
//
//              connect              hold                    agent gone
//   idle ─────────────────▶ talk ◀────────▶ hold      talk ──────────▶ idle (music)
//     ▲  park, agent gone    │ ▲ cancelConsult, consulted gone
//     └──────────────────────┤ │
//                    consult ▼ │      threeWay               one of three gone
//                        consult ───────────────▶ threeWay ───────────────▶ talk
//                            │            join, join ⇄ left (more members)
//                            └── completeTransfer ──▶ talk (with the consulted party)
//   any but idle ── customer gone, releasedByAgent ──▶ left ── agent gone ──▶ over
//
//   Supervisors stand beside the mode: whatever they do, it stays; only `intercept` makes one of them the agent.

import { assert, type Instant, type Machine, type Timeout, unreachable } from "@tellerline/base";
import type { Command, MediaEvent, Outcome } from "@tellerline/media";
import type { HangupReason, IncomingCall, InviteTarget, SipCommand } from "@tellerline/sip";
import { Bridge } from "./bridge.ts";
import type { CallInput, CallMachineOptions, CallOutput, LegEvent } from "./call-input.ts";
import type { CallCommand, CallEvent, PartyFailure, PartyRole } from "./call-protocol.ts";
import { CallRecordings } from "./call-recordings.ts";
import { type CallState, customerOf, modeIsSound, newCallState, type Party } from "./call-state.ts";
import { type LegOwner, PartyLeg } from "./party-leg.ts";

type EndedBy = (CallEvent & { type: "ended" })["by"];

interface Awaited {
  /** Undefined where the outcome matters to nobody. */
  then: ((outcome: Outcome<object>) => void) | undefined;
  opensLeg: string | undefined;
}

export class CallMachine implements Machine<CallInput, CallOutput>, LegOwner {
  readonly #options: CallMachineOptions;
  readonly #state: CallState = newCallState();
  readonly #legs = new Map<string, PartyLeg>();
  readonly #bridge: Bridge;
  readonly #recordings: CallRecordings;
  readonly #awaited = new Map<number, Awaited>();
  /** Parties whose phone asked for a transfer and waits to hear how it went. */
  readonly #transferring = new Set<string>();
  #requests = 0;
  #over = false;
  /** The media process knows this call. */
  #mediaOpened = false;
  #mediaLost = false;
  #mediaClosed = false;
  #finished = false;
  #outputs: CallOutput[] = [];

  constructor(options: CallMachineOptions) {
    this.#options = options;
    const request = (command: Command, then?: (outcome: Outcome<object>) => void) => this.#request(command, then);
    this.#bridge = new Bridge(options.callId, request);
    this.#recordings = new CallRecordings(options.callId, request, (event) => this.#say(event));
  }

  /** For tests, the monitor and the console. */
  get state(): Readonly<CallState> {
    return this.#state;
  }

  get over(): boolean {
    return this.#over;
  }

  /** What is to be said about recordings that are still open, should the machine have to be given up. */
  get openRecordings(): CallEvent[] {
    return this.#recordings.asLost();
  }

  nextTimeout(): undefined {
    return undefined;
  }

  handle(input: CallInput | Timeout, _now: Instant): CallOutput[] {
    this.#outputs = [];
    this.#dispatch(input);
    if (this.#state.announcing && !this.#talks) this.#promptEnded(this.#bridge.stopPrompt(), "stop");
    if (!this.#over) {
      assert(modeIsSound(this.#state), "CL-3: the mode fits the parties");
      this.#bridge.update(this.#state);
    }
    this.#closeWhenQuiet();
    const outputs = this.#outputs;
    this.#outputs = [];
    return outputs;
  }

  #dispatch(input: CallInput | Timeout) {
    switch (input.type) {
      case "timeout":
        return;
      case "incoming":
        return this.#incoming(input.incoming, input.partyId, input.role);
      case "command":
        return this.#over ? this.#refuse(input.command, "the call is over") : this.#command(input.command);
      case "sip":
        return this.#sipEvent(input.event);
      case "media":
        return this.#mediaEvent(input.event);
      case "mediaResult":
        return this.#mediaResult(input.requestId, input.outcome);
      case "mediaLost":
        return this.#lost();
      default:
        return unreachable(input);
    }
  }

  // --- Commands ----------------------------------------------------------------------------------------------------

  #command(command: CallCommand) {
    switch (command.type) {
      case "answer":
        return this.#incomingLeg(command)?.answer();
      case "ring":
        return this.#ring(command);
      case "reject":
        return this.#reject(command);
      case "play":
      case "announce":
        return this.#play(command);
      case "stopPlay":
        return this.#promptEnded(this.#bridge.stopPrompt(command.playerId), "stop");
      case "setMusic":
        return this.#bridge.setMusic(command.items);
      case "captureSecret":
      case "cancelSecret":
      case "sealSecrets":
      case "wipeSecrets":
        return this.#secret(command);
      case "callParty":
        return this.#callParty(command);
      case "cancelParty":
        return this.#cancelParty(command);
      case "connect":
        return this.#connect(command);
      case "hold":
      case "retrieve":
        return this.#hold(command);
      case "mute":
      case "unmute":
        return this.#mute(command);
      case "consult":
      case "alternate":
      case "completeTransfer":
      case "cancelConsult":
      case "threeWay":
        return this.#consultation(command);
      case "join":
        return this.#join(command);
      case "suspend":
        return this.#suspend(command);
      case "supervise":
        return this.#supervise(command);
      case "intercept":
        return this.#intercept(command);
      case "dropParty": {
        const party = this.#party(command, command.partyId);
        return party && this.#drop(party, reasonOf(command.reason));
      }
      case "park":
        return this.#park();
      case "releaseByAgent":
        this.#state.releasedByAgent = true;
        return;
      case "sendDigits":
        return this.#sendDigits(command);
      case "startRecording":
        return this.#recordings.start(command, this.#bridge, this.#state, () => this.#refuse(command, "not possible"));
      case "pauseRecording":
      case "stopRecording":
        if (!this.#recordings.command(command)) this.#refuse(command, "no such recording");
        return;
      case "endCall":
        return this.#end("local", command.reason, { hangup: reasonOf(command.reason), status: command.status });
      default:
        return unreachable(command);
    }
  }

  #ring(command: CallCommand) {
    const leg = this.#incomingLeg(command);
    if (leg !== undefined && leg.party.state !== "answered")
      this.sip({ type: "provisional", legId: leg.party.legId, status: 180 });
  }

  #reject(command: CallCommand & { type: "reject" }) {
    const leg = this.#incomingLeg(command);
    if (leg === undefined) return;
    if (leg.party.state === "answered") return this.#refuse(command, "already answered");
    const { status, reason } = command;
    this.sip({ type: "reject", legId: leg.party.legId, status, ...(reason !== undefined && { reason }) });
    this.#forget(leg.party);
    this.#end("local", reason ?? "rejected", { status });
  }

  /** To the customer alone, or into the talk (WR-11). */
  #play(command: CallCommand & { type: "play" | "announce" }) {
    const announces = command.type === "announce";
    const alone = this.#state.mode === "idle" && customerOf(this.#state) !== undefined;
    if (announces ? !this.#talks : !alone)
      return this.#refuse(command, announces ? "nobody talks with the customer" : "the customer is not alone");
    const { playerId, items } = command;
    const loop = command.type === "play" && command.loop === true;
    const before = this.#bridge.play(playerId, items, loop, (reason) => {
      this.#refuse(command, reason);
      this.#promptEnded(playerId, "end");
    });
    this.#promptEnded(before, "stop");
    this.#state.prompting = true;
    this.#state.announcing = announces;
    this.#state.parked = false;
  }

  get #talks(): boolean {
    return this.#state.mode === "talk" || this.#state.mode === "threeWay";
  }

  #callParty(command: CallCommand & { type: "callParty" }) {
    const { partyId, role, target } = command;
    const taken = this.#state.parties.has(partyId) || (role === "customer" && customerOf(this.#state) !== undefined);
    if (taken || this.#state.mode === "left") return this.#refuse(command, "there is such a party, or no customer");
    const leg = this.#addParty(partyId, role, this.#options.newLegId(), false);
    leg.openOutgoing(this.#options.callId, command, this.#mediaOptions(target.invite, target.media === "webrtc"));
  }

  #cancelParty(command: CallCommand & { type: "cancelParty" }) {
    const party = this.#state.parties.get(command.partyId);
    if (party === undefined || party.state === "answered" || party.incoming)
      return this.#refuse(command, "no party that is being called");
    this.#legs.get(party.partyId)?.hangup(reasonOf(command.reason));
    this.failed(party, "cancelled", 487);
  }

  #connect(command: CallCommand & { type: "connect" }) {
    const party = this.#party(command, command.partyId);
    if (party === undefined) return;
    if (party.role === "customer" || this.#state.supervisors.has(party.partyId) || this.#state.mode === "left")
      return this.#refuse(command, "no party that serves the customer");
    this.#promptEnded(this.#bridge.stopPrompt(), "stop");
    this.#talkWith(party);
  }

  #hold(command: CallCommand & { type: "hold" | "retrieve" }) {
    const from = command.type === "hold" ? "talk" : "hold";
    const to = command.type === "hold" ? "hold" : "talk";
    if (this.#state.agentId !== command.by || (this.#state.mode !== from && this.#state.mode !== to))
      return this.#refuse(command, "not the customer's agent, or in a consultation");
    // What the phone itself holds only the phone can retrieve.
    const phoneHolds = this.#state.parties.get(command.by)?.phoneHold === true;
    if (command.type === "retrieve" && phoneHolds) return this.#refuse(command, "the phone itself holds");
    this.#state.mode = to;
    this.#say({ type: command.type === "hold" ? "held" : "retrieved", by: command.by });
  }

  #mute(command: CallCommand & { type: "mute" | "unmute" }) {
    const party = this.#party(command, command.partyId);
    if (party !== undefined) party.muted = command.type === "mute";
  }

  #consultation(command: CallCommand & { by: string }) {
    const state = this.#state;
    if (state.agentId !== command.by) return this.#refuse(command, "not the customer's agent");
    const consulted = state.parties.get(state.consultedId ?? "");
    if (command.type === "consult") return this.#consult(command);
    if (command.type === "cancelConsult") {
      // The party may have left by itself a moment ago: the wish is fulfilled.
      if (consulted !== undefined) this.#drop(consulted, undefined);
      if (state.mode === "hold") state.mode = "talk";
      return;
    }
    if (consulted?.state !== "answered") return this.#refuse(command, "nobody is consulted, or did not answer yet");
    switch (command.type) {
      case "alternate":
        if (state.mode !== "consult") return this.#refuse(command, "not in a consultation");
        state.focus = state.focus === "consulted" ? "customer" : "consulted";
        return;
      case "threeWay":
        state.mode = "threeWay";
        return;
      case "completeTransfer": {
        const agent = state.parties.get(command.by);
        // The consulted party becomes the agent as the agent leaves.
        if (agent !== undefined) this.#drop(agent, undefined);
        return;
      }
      default:
        return;
    }
  }

  #consult(command: CallCommand & { type: "consult" }) {
    const state = this.#state;
    const party = state.parties.get(command.partyId);
    const free = (state.mode === "talk" || state.mode === "hold") && !state.supervisors.has(command.partyId);
    if (party === undefined || party.role === "customer" || party.partyId === command.by || !free)
      return this.#refuse(command, "no such party, or not talking");
    state.mode = "consult";
    state.consultedId = party.partyId;
    state.focus = "consulted";
  }

  #park() {
    for (const party of [...this.#state.parties.values()])
      if (party.role !== "customer" && party.state === "answered" && !this.#state.supervisors.has(party.partyId))
        this.#drop(party, undefined);
  }

  #join(command: CallCommand & { type: "join" }) {
    const state = this.#state;
    const party = this.#bystander(command);
    if (party === undefined) return;
    if (state.agentId !== command.by || party.partyId === command.by || !this.#talks)
      return this.#refuse(command, "not talking with the customer");
    if (state.mode === "threeWay") state.memberIds.push(party.partyId);
    else state.consultedId = party.partyId;
    state.mode = "threeWay";
  }

  #suspend(command: CallCommand & { type: "suspend" }) {
    const state = this.#state;
    if (state.agentId !== command.by || (state.mode !== "talk" && state.mode !== "hold"))
      return this.#refuse(command, "not the customer's agent, or with others");
    state.mode = "idle";
    state.agentId = undefined;
    state.parked = true;
  }

  #supervise(command: CallCommand & { type: "supervise" }) {
    const party = this.#bystander(command, true);
    if (party !== undefined) this.#state.supervisors.set(party.partyId, command.mode);
  }

  /** CL-17: the supervisor becomes the agent; whoever else of ours talks or rings leaves. */
  #intercept(command: CallCommand & { type: "intercept" }) {
    const state = this.#state;
    const party = state.parties.get(command.partyId);
    if (party === undefined || !state.supervisors.has(party.partyId))
      return this.#refuse(command, "this party does not supervise");
    this.#promptEnded(this.#bridge.stopPrompt(), "stop");
    state.supervisors.delete(party.partyId);
    this.#talkWith(party);
    for (const other of [...state.parties.values()])
      if (other !== party && other.role !== "customer" && !state.supervisors.has(other.partyId))
        this.#drop(other, undefined);
  }

  /** An answered party that neither talks nor waits here, or the command is refused. */
  #bystander(command: CallCommand & { partyId: string }, maySupervise = false): Party | undefined {
    const { agentId, consultedId, memberIds, supervisors } = this.#state;
    const { partyId } = command;
    const party = this.#party(command, partyId);
    if (party === undefined) return undefined;
    const busy = partyId === agentId || partyId === consultedId || memberIds.includes(partyId);
    if (!busy && party.role !== "customer" && (maySupervise || !supervisors.has(partyId))) return party;
    this.#refuse(command, "this party has another part in the call");
    return undefined;
  }

  #sendDigits(command: CallCommand & { type: "sendDigits" }) {
    const { mode, agentId, consultedId, focus } = this.#state;
    const consulting = mode === "consult" && focus === "consulted";
    const to = consulting ? this.#state.parties.get(consultedId ?? "") : customerOf(this.#state);
    if (agentId !== command.by || mode === "idle" || mode === "hold" || to?.state !== "answered")
      return this.#refuse(command, "talks with nobody");
    const { legId } = to;
    this.media(to, { type: "sendDigits", legId, digits: command.digits }, (outcome) => {
      if (outcome.ok) return;
      if (outcome.error.code !== "noTelephoneEvent") return this.#refuse(command, outcome.error.message);
      for (const digit of command.digits) {
        const bytes = new TextEncoder().encode(`Signal=${digit}\r\nDuration=160\r\n`);
        this.sip({ type: "info", legId, body: { contentType: "application/dtmf-relay", bytes } });
      }
    });
  }

  #secret(command: CallCommand & { type: "captureSecret" | "cancelSecret" | "sealSecrets" | "wipeSecrets" }) {
    if (command.type === "cancelSecret") return this.#request({ type: "cancelSecret", handle: command.handle });
    if (command.type === "wipeSecrets") return this.#request({ type: "wipeSecrets", handles: command.handles });
    if (command.type === "sealSecrets") {
      const { requestId, parts, key, associatedData } = command;
      return this.#request({ type: "sealSecrets", parts, key, associatedData }, (outcome) => {
        if (!outcome.ok) return this.#say({ type: "secretsFailed", requestId, reason: outcome.error.code });
        this.#say({ type: "secretsSealed", requestId, sealed: (outcome.value as { sealed: string }).sealed });
      });
    }
    const customer = customerOf(this.#state);
    if (customer === undefined || !customer.mediaOpen) return this.#refuse(command, "no customer");
    this.media(customer, { ...command, legId: customer.legId }, (outcome) => {
      if (!outcome.ok) this.#refuse(command, outcome.error.message);
    });
  }

  // --- Parties -----------------------------------------------------------------------------------------------------

  #incoming(incoming: IncomingCall, partyId: string, role: PartyRole) {
    assert(this.#state.parties.size === 0, "CL-1: a leg that comes in is the first of its call");
    const leg = this.#addParty(partyId, role, incoming.legId, true);
    const browser = incoming.flow.transport === "ws" || incoming.flow.transport === "wss";
    leg.openIncoming(this.#options.callId, incoming.body, this.#mediaOptions({ flow: incoming.flow }, browser));
  }

  #addParty(partyId: string, role: PartyRole, legId: string, incoming: boolean): PartyLeg {
    const party: Party = {
      ...{ partyId, role, legId, incoming, state: "opening" },
      ...{ mediaOpen: false, early: false, muted: false, phoneHold: false },
    };
    const leg = new PartyLeg(party, this);
    this.#state.parties.set(partyId, party);
    this.#legs.set(partyId, leg);
    this.#outputs.push({ type: "legOpened", legId });
    return leg;
  }

  #mediaOptions(target: InviteTarget, browser: boolean) {
    const announce = this.#options.announce?.(target);
    const iceServers = browser ? this.#options.iceServers : undefined;
    return { ...(announce !== undefined && { announce }), ...(iceServers !== undefined && { iceServers }) };
  }

  /** An answered party, or the command is refused. */
  #party(command: CallCommand, partyId: string): Party | undefined {
    const party = this.#state.parties.get(partyId);
    if (party?.state === "answered") return party;
    this.#refuse(command, "no such party, or not answered");
    return undefined;
  }

  /** The leg that came in, or the command is refused. */
  #incomingLeg(command: CallCommand): PartyLeg | undefined {
    for (const leg of this.#legs.values()) if (leg.party.incoming) return leg;
    this.#refuse(command, "no call came in");
    return undefined;
  }

  #talkWith(party: Party) {
    const state = this.#state;
    state.mode = "talk";
    state.agentId = party.partyId;
    state.consultedId = undefined;
    state.memberIds.length = 0;
    state.parked = false;
    this.#say({ type: "connected", partyId: party.partyId });
  }

  /** Hangs an answered party up. */
  #drop(party: Party, reason: HangupReason | undefined) {
    if (party.state !== "answered") {
      this.#legs.get(party.partyId)?.hangup(reason);
      return this.failed(party, "cancelled", 487);
    }
    if (this.#transferring.has(party.partyId)) this.sip({ type: "notifyRefer", legId: party.legId, status: 200 });
    this.#legs.get(party.partyId)?.hangup(reason);
    if (party.role === "customer") return this.#end("local", "dropped", {}, party);
    this.#left(party, "local");
  }

  /** CL-6: whoever is left goes on in the mode that is left. */
  #left(party: Party, by: "remote" | "local" | "lost") {
    const state = this.#state;
    this.#forget(party);
    this.#say({ type: "partyEnded", partyId: party.partyId, by });
    if (state.mode === "left") {
      if (state.agentId === party.partyId) this.#end("customer", "hangup", {});
      return;
    }
    if (state.consultedId === party.partyId) return this.#consultedLeft();
    if (state.agentId !== party.partyId) return;
    const consulted = state.parties.get(state.consultedId ?? "");
    const wasTogether = by === "local" || state.mode === "threeWay";
    const [next, ...others] = state.memberIds;
    state.consultedId = undefined;
    state.memberIds.length = 0;
    if (consulted?.state === "answered" && wasTogether) {
      this.#talkWith(consulted);
      if (next === undefined) return;
      state.mode = "threeWay";
      state.consultedId = next;
      state.memberIds.push(...others);
      return;
    }
    state.agentId = undefined;
    state.mode = "idle";
    state.parked = true;
  }

  /** In a conference the next one takes his place. */
  #consultedLeft() {
    const state = this.#state;
    state.consultedId = state.memberIds.shift();
    if (state.consultedId === undefined) state.mode = "talk";
  }

  #forget(party: Party) {
    const { parties, memberIds, supervisors } = this.#state;
    parties.delete(party.partyId);
    supervisors.delete(party.partyId);
    if (memberIds.includes(party.partyId)) memberIds.splice(memberIds.indexOf(party.partyId), 1);
    this.#legs.delete(party.partyId);
    this.#transferring.delete(party.partyId);
    this.#bridge.legClosed(party.legId);
    if (party.mediaOpen && !this.#over) this.#request({ type: "closeLeg", legId: party.legId });
    party.mediaOpen = false;
  }

  // --- LegOwner ----------------------------------------------------------------------------------------------------

  sip(command: SipCommand) {
    this.#outputs.push({ type: "sip", command });
  }

  media(party: Party, command: Command, then?: (outcome: Outcome<object>) => void) {
    this.#request(command, (outcome) => {
      if (this.#state.parties.get(party.partyId) === party) then?.(outcome);
    });
  }

  changed() {
    // The wiring is looked at after every input.
  }

  ringing(party: Party) {
    this.#say({ type: "partyRinging", partyId: party.partyId });
  }

  answered(party: Party) {
    if (party.role === "customer") this.#say({ type: "customerAnswered" });
    else this.#say({ type: "partyAnswered", partyId: party.partyId });
  }

  failed(party: Party, reason: PartyFailure, status: number) {
    // A call that came in and was never answered ends with its caller.
    if (party.incoming) {
      this.#forget(party);
      return this.#end(status === 487 ? "customer" : "error", reason === "cancelled" ? "abandoned" : reason, {
        status,
      });
    }
    this.#forget(party);
    if (this.#state.consultedId === party.partyId) this.#consultedLeft();
    this.#say({ type: "partyFailed", partyId: party.partyId, reason, status });
  }

  ended(party: Party, by: "remote" | "lost") {
    if (party.role !== "customer") return this.#left(party, by);
    const agent = this.#state.parties.get(this.#state.agentId ?? "");
    if (by === "remote" && this.#state.releasedByAgent && agent?.state === "answered") this.#customerLeft(party, agent);
    else this.#end("customer", by === "remote" ? "hangup" : "lost", {}, party);
  }

  /** CL-20: whoever else is there leaves. */
  #customerLeft(customer: Party, agent: Party) {
    const state = this.#state;
    this.#forget(customer);
    state.mode = "left";
    state.consultedId = undefined;
    state.memberIds.length = 0;
    this.#say({ type: "customerLeft" });
    for (const other of [...state.parties.values()]) if (other !== agent) this.#drop(other, undefined);
  }

  phoneHeld(party: Party) {
    if (party.partyId === this.#state.agentId && this.#state.mode !== "left")
      this.#say({ type: "held", by: party.partyId });
  }

  phoneRetrieved(party: Party) {
    const state = this.#state;
    if (party.partyId !== state.agentId || state.mode === "left") return;
    // CL-15: whoever held first, the agent wants his customer back; unless he waits for somebody to consult.
    const calling = [...state.parties.values()].some((one) => one.role === "consulted" && one.state !== "answered");
    if (state.mode === "hold" && calling) return;
    if (state.mode === "hold") state.mode = "talk";
    this.#say({ type: "retrieved", by: party.partyId });
  }

  // --- What SIP and media tell -------------------------------------------------------------------------------------

  #legOf(legId: string): PartyLeg | undefined {
    for (const leg of this.#legs.values()) if (leg.party.legId === legId) return leg;
    return undefined;
  }

  #sipEvent(event: LegEvent) {
    // What is said about a leg that has left crossed our farewell.
    const leg = this.#legOf(event.legId);
    if (leg === undefined) return;
    if (event.type !== "referRequested") return leg.receive(event);
    const replaced = this.#legOf(event.replacesLegId ?? "")?.party.partyId;
    this.#transferring.add(leg.party.partyId);
    this.#say({
      ...{ type: "transferRequested", by: leg.party.partyId, referTo: event.referTo },
      ...(replaced !== undefined && { replacesPartyId: replaced }),
    });
  }

  #mediaEvent(event: MediaEvent) {
    switch (event.type) {
      case "digit": {
        const party = this.#legOf(event.legId)?.party;
        return party && this.#say({ type: "digit", partyId: party.partyId, digit: event.digit });
      }
      case "playerEnded":
        return this.#promptEnded(this.#bridge.playerEnded(event.playerId), event.by);
      case "secretProgress":
        return this.#say({ type: "secretProgress", handle: event.handle, count: event.count });
      case "secretCaptured":
        return this.#say({ type: "secretCaptured", handle: event.handle, count: event.count, by: event.by });
      case "recordingClosed":
        this.#bridge.recordingEnded(event.recordingId);
        return this.#recordings.closed(event);
      case "legLost": {
        const leg = this.#legOf(event.legId);
        if (leg === undefined) return;
        leg.hangup({ protocol: "Q.850", cause: 27, text: "media lost" });
        if (leg.party.state === "answered") return this.ended(leg.party, "lost");
        return this.failed(leg.party, "error", 408);
      }
      case "workerLost":
        return event.callIds.includes(this.#options.callId) ? this.#lost() : undefined;
      default:
        return;
    }
  }

  #promptEnded(playerId: string | undefined, by: "end" | "stop") {
    if (!this.#bridge.prompting) {
      this.#state.prompting = false;
      this.#state.announcing = false;
    }
    if (playerId !== undefined) this.#say({ type: "playEnded", playerId, by });
  }

  #lost() {
    this.#mediaLost = true;
    this.#end("mediaLost", "mediaLost", { hangup: { protocol: "Q.850", cause: 41, text: "media lost" } });
    this.#awaited.clear();
    this.#recordings.lost();
  }

  // --- The end -----------------------------------------------------------------------------------------------------

  /** CL-7: said once, and nobody is left. @param gone the party whose leg is gone already. */
  #end(by: EndedBy, reason: string, how: { hangup?: HangupReason; status?: number | undefined }, gone?: Party) {
    if (this.#over) return;
    this.#promptEnded(this.#bridge.stopPrompt(), "stop");
    for (const leg of this.#legs.values()) if (leg.party !== gone) leg.hangup(how.hangup, how.status);
    const { status } = how;
    this.#say({ type: "ended", by, reason, ...(status !== undefined && { status }) });
    this.#over = true;
    for (const leg of [...this.#legs.values()]) this.#forget(leg.party);
    this.#state.mode = "idle";
    this.#state.agentId = undefined;
    this.#state.consultedId = undefined;
    this.#recordings.stopping();
  }

  /** CL-8: the call is closed in media when no leg is still being opened there, and forgotten when its files are. */
  #closeWhenQuiet() {
    if (!this.#over || this.#finished) return;
    const opening = [...this.#awaited.values()].some((awaited) => awaited.opensLeg !== undefined);
    if (opening && !this.#mediaLost) return;
    if (!this.#mediaClosed && this.#mediaOpened && !this.#mediaLost) {
      this.#mediaClosed = true;
      this.#request({ type: "closeCall", callId: this.#options.callId });
    }
    if (this.#recordings.open > 0) return;
    this.#finished = true;
    this.#outputs.push({ type: "finished" });
  }

  // --- Out ---------------------------------------------------------------------------------------------------------

  #request(command: Command, then?: (outcome: Outcome<object>) => void) {
    if (this.#mediaLost) return;
    this.#requests += 1;
    const opensLeg = command.type === "openLeg" ? command.legId : undefined;
    if (opensLeg !== undefined) this.#mediaOpened = true;
    this.#awaited.set(this.#requests, { then, opensLeg });
    this.#outputs.push({ type: "media", requestId: this.#requests, command });
  }

  #mediaResult(requestId: number, outcome: Outcome<object>) {
    const awaited = this.#awaited.get(requestId);
    this.#awaited.delete(requestId);
    if (awaited === undefined) return;
    awaited.then?.(outcome);
    // A leg whose party left while it was being opened.
    const { opensLeg } = awaited;
    if (opensLeg !== undefined && outcome.ok && !this.#over && this.#legOf(opensLeg) === undefined)
      this.#request({ type: "closeLeg", legId: opensLeg });
  }

  #say(event: CallEvent) {
    if (this.#over && event.type !== "recordingClosed" && event.type !== "refused") return;
    this.#outputs.push({ type: "event", event });
  }

  #refuse(command: CallCommand, reason: string) {
    this.#say({ type: "refused", command: command.type, reason });
  }
}

/** Why a leg ends, as its phone may show it. */
function reasonOf(reason: string): HangupReason | undefined {
  if (reason === "answeredElsewhere") return { protocol: "SIP", cause: 200, text: "Call completed elsewhere" };
  return { protocol: "Q.850", cause: 16, text: reason };
}
