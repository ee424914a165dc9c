// Between the telephony and the centres: which tenant a call belongs to, how an agent or a number is reached, what
// registrations mean for agents.
//
//   trunk ─────┐ dialled number ─▶ tenant, flow ─▶ Interaction with a flow
//   guest ─────┤
//   phone ─────┘ colleague's or outside number ─▶ Interaction that rings him at once

import type { Terminal } from "@tellerline/api";
import { type Log, newId, type Random, type Scheduler } from "@tellerline/base";
import type { IncomingCall, SipEvent } from "@tellerline/sip";
import type { CallEvent, PartyTarget } from "@tellerline/voice";
import type { CallBack } from "../call-backs/call-back-rows.ts";
import type { TracedMessage } from "../records/record-writer.ts";
import type { Centre } from "./centre.ts";
import type { TrunkConfig } from "./centre-configuration.ts";
import type { FlowStart } from "./flow-start.ts";
import { reachAgent } from "./forwarding.ts";
import { Interaction, type OtherSide } from "./interaction.ts";
import type { ResolvedTarget } from "./interaction-output.ts";
import { type Callable, type InteractionState, partyOf } from "./interaction-state.ts";
import type { InteractionOptions } from "./interaction-work.ts";
import type { PromptBook } from "./prompt-book.ts";
import { supervisorOf } from "./supervision.ts";
import { browserUsername, type Device, type Guest, type Terminals } from "./terminals.ts";
import { TrunkChannels, type TrunkLoad } from "./trunk-channels.ts";

/** What the switchboard needs of SIP and voice. */
export interface TelephonyPort {
  bindings(aor: string): { contact: string; flow: { transport: string } }[];
  accept(legId: string, callId: string): boolean;
  refuse(legId: string, status: number, reason?: string): void;
  place(callId: string): void;
  callOfLeg(legId: string): string | undefined;
  trunkStatus(trunkId: string): TrunkStatus;
}

/** Whether what is behind the trunk answers. */
export type TrunkStatus = "up" | "down" | "unknown";

export interface SwitchboardOptions {
  telephony: TelephonyPort;
  terminals: Terminals;
  prompts: PromptBook;
  scheduler: Scheduler;
  random: Random;
  log: Log;
  realm: string;
  sealKey: string;
  recordingPlace(tenantId: string, recordingId: string): { path: string; file: string; key: string; keyId: string };
}

const maxPendingLegs = 2000;

/** As long as a call-back may wait in its queue. */
const callBackWaitMs = 24 * 3_600_000;

export class Switchboard {
  readonly #options: SwitchboardOptions;
  readonly #centres = new Map<string, Centre>();
  readonly #tenantOfCall = new Map<string, string>();
  readonly trunks: TrunkChannels;
  readonly #pendingTraces = new Map<string, TracedMessage[]>();
  #draining = false;

  constructor(options: SwitchboardOptions) {
    this.#options = options;
    this.trunks = new TrunkChannels(() => options.scheduler.now());
  }

  get prompts(): PromptBook {
    return this.#options.prompts;
  }

  addCentre(tenantId: string, centre: Centre): void {
    this.#centres.set(tenantId, centre);
    centre.views.reachTerminal = (agentId, terminal) => this.agentTarget(agentId, terminal);
    centre.resolveReferTo = (agentId, referTo) => this.#referred(centre, agentId, userOf(referTo));
    centre.checkTerminal = (agentId) => this.terminalChanged(centre, agentId);
  }

  centre(tenantId: string): Centre {
    const centre = this.#centres.get(tenantId);
    if (centre === undefined) throw new Error(`no centre of tenant ${tenantId}`);
    return centre;
  }

  get centres(): ReadonlyMap<string, Centre> {
    return this.#centres;
  }

  /** New calls are refused from now on. */
  drain(): void {
    this.#draining = true;
  }

  trunkNow(trunkId: string): TrunkLoad & { status: TrunkStatus } {
    return { ...this.trunks.load(trunkId), status: this.#options.telephony.trunkStatus(trunkId) };
  }

  // --- Calls that come in --------------------------------------------------------------------------------------------

  incoming(call: IncomingCall): void {
    const refusal = this.#draining ? 503 : this.#place(call, userOf(call.requestUri));
    if (refusal !== undefined) this.#options.telephony.refuse(call.legId, refusal);
  }

  /** Begins the interaction of a call. @returns the SIP status to refuse it with, or undefined. */
  #place(call: IncomingCall, dialled: string): number | undefined {
    const { trust } = call;
    if (trust.kind === "guest") return 403;
    if (trust.kind === "address") return this.#fromTrunk(call, trust.trunkId, dialled);
    const device = this.#options.terminals.device(trust.username);
    if (device === undefined) return 403;
    if (device.kind === "guest") return this.#fromGuest(call, device.guest, dialled);
    return this.#fromPhone(call, device, dialled);
  }

  #fromTrunk(call: IncomingCall, trunkId: string, dialled: string): number | undefined {
    for (const [tenantId, centre] of this.#centres) {
      const trunk = centre.configuration.trunks.find((candidate) => candidate.trunkId === trunkId);
      if (trunk === undefined) continue;
      const flowId = centre.configuration.numbers.get(dialled);
      if (flowId === undefined) return 404;
      const customer = callerOf(call);
      const block = centre.guard.admitCall(customer);
      if (block !== undefined) {
        this.#options.log.info("call.blocked", { tenantId, blockId: block.id, legId: call.legId });
        return 603;
      }
      if (this.trunks.busy(trunkId) >= trunk.channels) {
        this.trunks.refused(trunkId);
        return 503;
      }
      const entry = { flowId, dialled, customer, language: undefined };
      return this.#beginFlow(centre, tenantId, call, entry, trunkId);
    }
    return 404;
  }

  #fromGuest(call: IncomingCall, guest: Guest, dialled: string): number | undefined {
    const centre = this.#centres.get(guest.tenantId);
    const flowId = centre?.configuration.numbers.get(guest.number);
    if (centre === undefined || flowId === undefined || dialled !== guest.number) return 403;
    const customer = guest.name ?? "web";
    return this.#beginFlow(centre, guest.tenantId, call, { flowId, dialled, customer, language: guest.language });
  }

  #fromPhone(call: IncomingCall, device: Exclude<Device, { kind: "guest" }>, dialled: string): number | undefined {
    const centre = this.#centres.get(device.tenantId);
    if (centre === undefined) return 403;
    const { numbers, agentByNumber, agents } = centre.configuration;
    const own = device.kind === "agent" ? agents.get(device.agentId)?.number : undefined;
    const customer = own ?? userOf(call.from);
    const flowId = numbers.get(dialled);
    if (flowId !== undefined) {
      const entry = { flowId, dialled, customer, language: undefined };
      return this.#beginFlow(centre, device.tenantId, call, { ...entry, ...agentAt(centre, device) });
    }
    const colleague = agentByNumber.get(dialled);
    const caller = agentAt(centre, device);
    const found =
      colleague === undefined
        ? this.#outside(centre, { kind: "number", number: dialled })
        : this.#reach(centre, colleague.agentId, caller.callerAgentId ?? "");
    if (found === undefined) {
      if (colleague === undefined) return 404;
      return centre.views.reach(colleague.agentId) === undefined ? 480 : 486;
    }
    const direct = otherOf(found);
    const state = this.#newState("internal", customer, dialled);
    const options = this.#interactionOptions(device.tenantId);
    const machine = new Interaction({ state, options, direct, ...caller });
    this.#accept(centre, device.tenantId, call, machine);
    return undefined;
  }

  #beginFlow(
    centre: Centre,
    tenantId: string,
    call: IncomingCall,
    entry: {
      flowId: string;
      dialled: string;
      customer: string;
      language: string | undefined;
      callerAgentId?: string;
    },
    trunkId?: string,
  ): number | undefined {
    const { customer, dialled } = entry;
    const state = this.#newState("inbound", customer, dialled);
    const flow = this.#flowFor(centre, entry.flowId, state, entry.language);
    if (flow === undefined) return 404;
    const { callerAgentId } = entry;
    const caller = callerAgentId === undefined ? {} : { callerAgentId };
    const machine = new Interaction({ state, options: this.#interactionOptions(tenantId), flow, ...caller });
    const callId = this.#accept(centre, tenantId, call, machine);
    if (callId !== undefined && trunkId !== undefined) this.trunks.cameIn(trunkId, callId);
    return undefined;
  }

  /** A new run of a published flow for this interaction. */
  #flowFor(
    centre: Centre,
    flowId: string,
    state: Readonly<InteractionState>,
    language: string | undefined,
  ): FlowStart | undefined {
    const { queues, skills, flows } = centre.configuration;
    const program = flows.get(flowId);
    if (program === undefined) return undefined;
    const { customerNumber: caller, dialledNumber: dialled } = state;
    const surroundings = {
      prompts: this.#options.prompts,
      variables: { caller, dialled, ...(language === undefined ? {} : { language }) },
      queueByName: (name: string) => [...queues.values()].find((queue) => queue.name === name || queue.id === name),
      skillByName: (name: string) => skills.find((skill) => skill.name === name || skill.id === name)?.id,
      position: () => centre.position(state.interactionId),
      directTarget: (number: string) => this.numberTarget(centre, number),
    };
    return { program, surroundings };
  }

  /** A flow, or the one an access code leads to, for a call that goes on; undefined if there is none. */
  flowTarget(
    centre: Centre,
    interactionId: string,
    to: { flowId: string } | { accessCode: string },
  ): ResolvedTarget | undefined {
    const { numbers, flows } = centre.configuration;
    const flowId = "flowId" in to ? to.flowId : numbers.get(to.accessCode);
    const state = centre.interactions.get(interactionId)?.call?.machine.state;
    const label = flows.get(flowId ?? "")?.document.name;
    if (flowId === undefined || state === undefined || label === undefined) return undefined;
    const start = this.#flowFor(centre, flowId, state, state.language);
    return start === undefined ? undefined : { kind: "flow", label, start };
  }

  #accept(centre: Centre, tenantId: string, call: IncomingCall, machine: Interaction): string | undefined {
    const callId = machine.state.interactionId;
    this.#tenantOfCall.set(callId, tenantId);
    if (!this.#options.telephony.accept(call.legId, callId)) {
      this.#tenantOfCall.delete(callId);
      return undefined;
    }
    centre.begin(callId, machine);
    return callId;
  }

  // --- Calls that agents place ---------------------------------------------------------------------------------------

  /** @returns false if one of the two cannot be reached. */
  dial(
    centre: Centre,
    agentId: string,
    to: { kind: "agent"; agentId: string } | { kind: "number"; number: string },
  ): boolean {
    const { tenantId } = centre.options;
    const caller = centre.views.reach(agentId);
    const agent = centre.configuration.agents.get(agentId);
    if (caller === undefined || agent === undefined) return false;
    const colleague =
      to.kind === "agent"
        ? centre.configuration.agents.get(to.agentId)
        : centre.configuration.agentByNumber.get(to.number);
    const found = colleague === undefined ? this.#outside(centre, to) : this.#reach(centre, colleague.agentId, agentId);
    if (found === undefined) return false;
    const other = otherOf(found);
    const number = colleague?.number ?? other.label;
    const state = this.#newState(found.kind === "number" ? "outbound" : "internal", number, number);
    const machine = new Interaction({
      state,
      options: this.#interactionOptions(tenantId),
      dialling: { agentId, agentName: caller.name, agentTarget: caller.target, autoAnswer: true, other },
    });
    this.#tenantOfCall.set(state.interactionId, tenantId);
    this.#options.telephony.place(state.interactionId);
    centre.begin(state.interactionId, machine);
    return true;
  }

  /** A customer waits, at the place he had, to be called. @returns undefined when there is no such queue */
  callBack(centre: Centre, one: CallBack, ended: (reached: boolean) => void): string | undefined {
    const { tenantId } = centre.options;
    const queue = centre.configuration.queues.get(one.queueId);
    if (queue === undefined) return undefined;
    const state = { ...this.#newState("callBack", one.number, one.number), language: one.language };
    Object.assign(state.attributes, one.attributes);
    const customer = () => this.numberTarget(centre, one.number);
    const { priority, requiredSkills, preferredSkills, since } = one;
    const machine = new Interaction({
      ...{ state, options: this.#interactionOptions(tenantId) },
      // He does not hold the line: he waits until an agent is there.
      callBack: {
        queue: { ...queue, maxWaitMs: callBackWaitMs },
        priority,
        requiredSkills,
        preferredSkills,
        since,
        customer,
      },
    });
    this.#tenantOfCall.set(state.interactionId, tenantId);
    this.#options.telephony.place(state.interactionId);
    centre.begin(state.interactionId, machine, () => ended(machine.state.customerUp));
    return state.interactionId;
  }

  /** What forwarding looks at. */
  around(centre: Centre): { centre: Centre; numberTarget(number: string): PartyTarget | undefined } {
    return { centre, numberTarget: (number) => this.numberTarget(centre, number) };
  }

  #reach(centre: Centre, agentId: string, caller: string): Callable | undefined {
    return agentId === caller ? undefined : reachAgent(this.around(centre), agentId, caller);
  }

  #outside(centre: Centre, to: { kind: "agent" } | { kind: "number"; number: string }): Callable | undefined {
    const target = to.kind === "number" ? this.numberTarget(centre, to.number) : undefined;
    return to.kind === "number" && target !== undefined ? { kind: "number", number: to.number, target } : undefined;
  }

  /** A trunk that leads to `number` now. */
  numberTarget(centre: Centre, number: string): PartyTarget | undefined {
    const free = centre.configuration.trunks.filter(
      ({ outbound, trunkId, channels }) => outbound && this.trunks.busy(trunkId) < channels,
    );
    // One that does not answer is tried only when there is no other.
    const trunk = free.find(({ trunkId }) => this.#options.telephony.trunkStatus(trunkId) !== "down") ?? free[0];
    return trunk === undefined ? undefined : trunkTarget(trunk, number);
  }

  /** How an agent's terminal is reached; undefined while it is not registered. */
  agentTarget(agentId: string, terminal: Terminal): PartyTarget | undefined {
    const username = this.#terminalUsername(agentId, terminal);
    if (username === undefined) return undefined;
    const aor = this.aor(username);
    const binding = this.#options.telephony.bindings(aor).at(-1);
    if (binding === undefined) return undefined;
    const media = binding.flow.transport === "ws" || binding.flow.transport === "wss" ? "webrtc" : "rtp";
    return { invite: { aor }, requestUri: binding.contact, from: this.aor("centre"), to: aor, media };
  }

  registeredContact(username: string): string | undefined {
    return this.#options.telephony.bindings(this.aor(username)).at(-1)?.contact;
  }

  aor(username: string): string {
    return `sip:${username}@${this.#options.realm}`;
  }

  tenantOf(callId: string): string | undefined {
    return this.#tenantOfCall.get(callId);
  }

  // --- What the telephony tells --------------------------------------------------------------------------------------

  callEvent(callId: string, event: CallEvent): void {
    this.trunks.happened(callId, event);
    const tenantId = this.#tenantOfCall.get(callId);
    if (tenantId !== undefined) this.#centres.get(tenantId)?.callEvent(callId, event);
  }

  callFinished(callId: string): void {
    this.#tenantOfCall.delete(callId);
    this.trunks.finished(callId);
  }

  sipEvent(event: SipEvent): void {
    if (event.type === "registered" || event.type === "unregistered") this.#registration(event.aor);
    if (event.type === "trace") this.#trace(event);
  }

  /** The terminal of an agent changed: what does the registrar say of it? */
  terminalChanged(centre: Centre, agentId: string): void {
    const seat = centre.seats.get(agentId);
    if (seat?.terminal === undefined || seat.terminal === null) return;
    const online = seat.terminal.kind === "none" || this.agentTarget(agentId, seat.terminal) !== undefined;
    seat.terminalOnline = online;
    if (seat.state !== "signedOut") {
      if (online) {
        seat.terminalSeen = true;
        centre.route({ type: "terminalBack", agentId });
        centre.terminalBack(agentId);
      } else if (seat.terminalSeen && !talks(centre, agentId)) {
        // A registration that lapses in a talk ends nothing: it is looked at again when the talk is over.
        centre.route({ type: "terminalLost", agentId });
      }
    }
    centre.views.agentTouched(agentId);
  }

  /** After a start: which of the terminals of those who were signed in are there. */
  lookForTerminals(): void {
    for (const centre of this.#centres.values()) {
      for (const { agentId, terminal } of centre.seats.values()) {
        if (terminal !== null) this.terminalChanged(centre, agentId);
      }
    }
  }

  /** Whom a phone means that transfers by REFER. */
  #referred(centre: Centre, agentId: string, number: string): ResolvedTarget | undefined {
    const colleague = centre.configuration.agentByNumber.get(number);
    if (colleague === undefined) {
      const target = this.numberTarget(centre, number);
      return target === undefined ? undefined : { kind: "number", number, target };
    }
    return this.#reach(centre, colleague.agentId, agentId);
  }

  #registration(aor: string): void {
    for (const centre of this.#centres.values()) {
      for (const seat of centre.seats.values()) {
        if (seat.terminal === null) continue;
        const username = this.#terminalUsername(seat.agentId, seat.terminal);
        if (username !== undefined && this.aor(username) === aor) this.terminalChanged(centre, seat.agentId);
      }
    }
  }

  #trace(event: Extract<SipEvent, { type: "trace" }>): void {
    if (event.legId === undefined) {
      // A request that is not yet a leg: kept under its Call-ID until it becomes one.
      this.#keepTrace(event.callId, tracedMessage(event, ""));
      return;
    }
    const message = tracedMessage(event, event.legId);
    for (const earlier of this.#pendingTraces.get(event.callId) ?? [])
      this.#keepTrace(event.legId, { ...earlier, legId: event.legId });
    this.#pendingTraces.delete(event.callId);
    const callId = this.#options.telephony.callOfLeg(event.legId);
    if (callId === undefined) {
      this.#keepTrace(event.legId, message);
      return;
    }
    const centre = this.#centres.get(this.#tenantOfCall.get(callId) ?? "");
    for (const earlier of this.#pendingTraces.get(event.legId) ?? []) centre?.trace(callId, earlier);
    this.#pendingTraces.delete(event.legId);
    centre?.trace(callId, message);
  }

  #keepTrace(key: string, message: TracedMessage): void {
    if (this.#pendingTraces.size >= maxPendingLegs) this.#pendingTraces.clear();
    const pending = this.#pendingTraces.get(key) ?? [];
    pending.push(message);
    this.#pendingTraces.set(key, pending);
  }

  // --- Small things --------------------------------------------------------------------------------------------------

  #terminalUsername(agentId: string, terminal: Terminal): string | undefined {
    if (terminal.kind === "none") return undefined;
    if (terminal.kind === "browser") return browserUsername(agentId);
    for (const centre of this.#centres.values()) {
      const phone = centre.configuration.phones.get(terminal.phoneId);
      if (phone !== undefined) return phone.username;
    }
    return undefined;
  }

  #interactionOptions(tenantId: string): InteractionOptions {
    const { random, prompts, sealKey, recordingPlace, realm } = this.#options;
    return { random, prompts, sealKey, realm, recordingPlace: (recordingId) => recordingPlace(tenantId, recordingId) };
  }

  #newState(kind: InteractionState["kind"], customerNumber: string, dialledNumber: string): InteractionState {
    const now = this.#options.scheduler.now();
    const interactionId = newId(now, this.#options.random);
    return {
      interactionId,
      kind,
      customerNumber,
      dialledNumber,
      startedAt: now,
      traceId: interactionId.replaceAll("-", ""),
      stage: "starting",
      stageSince: now,
      mode: "talk",
      customerUp: false,
      language: undefined,
      queue: undefined,
      queuedAt: undefined,
      parties: new Map(),
      mainPartyId: undefined,
      consultPartyId: undefined,
      conference: [],
      supervisors: new Map(),
      consultFocus: "customer",
      recording: undefined,
      openRecordings: new Set(),
      attributes: {},
      path: [],
    };
  }
}

/** Whether he is in a call, or listens to one. */
export function talks(centre: Centre, agentId: string): boolean {
  for (const interactionId of centre.seats.get(agentId)?.interactionIds ?? []) {
    const state = centre.interactions.get(interactionId)?.call?.machine.state;
    if (state === undefined) continue;
    if (partyOf(state, agentId)?.state === "connected" || supervisorOf(state, agentId)?.state === "on") return true;
  }
  return false;
}

/** The agent who works with this device. */
function agentAt(centre: Centre, device: Exclude<Device, { kind: "guest" }>): { callerAgentId?: string } {
  if (device.kind === "agent") return { callerAgentId: device.agentId };
  for (const seat of centre.seats.values()) {
    if (seat.state !== "signedOut" && seat.terminal?.kind === "phone" && seat.terminal.phoneId === device.phoneId)
      return { callerAgentId: seat.agentId };
  }
  return {};
}

function trunkTarget(trunk: TrunkConfig, number: string): PartyTarget {
  const { trunkId, host, port, transport, callerNumber } = trunk;
  const at = `${host}:${port}`;
  const suffix = transport === "udp" ? "" : `;transport=${transport}`;
  return {
    invite: { target: { transport, host, port } },
    requestUri: `sip:${number}@${at}${suffix}`,
    from: `sip:${callerNumber}@${host}`,
    to: `sip:${number}@${host}`,
    media: "rtp",
    trunkId,
  };
}

/** The user part of a SIP or tel URI, digits of a visual number only. */
function userOf(uri: string): string {
  const user = /^(?:sips?:|tel:)?([^@;?]*)/i.exec(uri)?.[1] ?? "";
  const plain = decode(user).replace(/[-.() ]/g, "");
  return plain.slice(0, 40);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** RFC 3325: the asserted identity goes before From. */
function callerOf(call: IncomingCall): string {
  const asserted = call.headers.find((header) => header.name === "p-asserted-identity")?.value;
  const uri = /<([^>]+)>/.exec(asserted ?? "")?.[1] ?? asserted ?? call.from;
  return userOf(uri) || "anonymous";
}

function tracedMessage(event: Extract<SipEvent, { type: "trace" }>, legId: string): TracedMessage {
  const text = Buffer.from(event.bytes).toString("utf8").slice(0, 8000);
  const { destination } = event;
  const flow = "flow" in destination ? destination.flow : undefined;
  const remote =
    flow === undefined
      ? "target" in destination
        ? `${destination.target.host}:${destination.target.port}`
        : ""
      : `${flow.remoteAddress}:${flow.remotePort}`;
  const transport = flow?.transport ?? ("target" in destination ? destination.target.transport : "");
  return {
    at: event.at,
    legId,
    direction: event.direction,
    remote,
    transport,
    firstLine: text.split("\r\n", 1)[0] ?? "",
    text,
  };
}

/** The other side of a call that an agent or his phone begins. */
function otherOf(to: Callable): OtherSide {
  const otherwise = to.otherwise === undefined ? {} : { otherwise: to.otherwise };
  if (to.kind === "number") return { label: to.number, target: to.target, ...otherwise };
  const { agentId, name, target } = to.agent;
  return { label: name, agentId, target, ...otherwise };
}
