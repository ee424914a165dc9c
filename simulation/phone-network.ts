// SIP and calls without a wire: real call machines, phones that register, ring, answer and vanish, a trunk. What a phone
// does reaches the endpoint a little later, so that everything may cross everything.
//
//   Phone ──answer, hangUp, …──▶ leg ──SipEvent──▶ CallMachine ──CallEvent──▶ Switchboard
//   Phone ◀──ring, ended──────── leg ◀─SipCommand─ CallMachine ◀─CallCommand─ Centre

import { type Random, Runner, randomInteger, type Scheduler } from "@tellerline/base";
import type { MediaEvent } from "@tellerline/media";
import type { CallPort, TelephonyPort } from "@tellerline/server";
import type { IncomingCall, SipCommand, SipEvent } from "@tellerline/sip";
import { type CallCommand, type CallEvent, type CallInput, CallMachine, type CallOutput } from "@tellerline/voice";
import { MediaRoom } from "./media-room.ts";

/** A call as a phone sees it. */
export interface PhoneCall {
  readonly legId: string;
  readonly autoAnswer: boolean;
  state: "ringing" | "up" | "over";
  held: boolean;
}

/** Whoever holds a phone. */
export interface Phone {
  /** Its address of record, or the number of somebody behind the trunk. */
  readonly address: string;
  readonly browser: boolean;
  rings(call: PhoneCall): void;
  /** The other side cancelled or hung up. */
  over(call: PhoneCall): void;
}

interface Leg {
  legId: string;
  phone: Phone;
  call: PhoneCall;
  incoming: boolean;
  callId: string | undefined;
  /** The endpoint has said that it is over. */
  ended: boolean;
  stopRinging: () => void;
}

interface Call {
  callId: string;
  machine: CallMachine;
  runner: Runner<CallInput, CallOutput>;
  room: MediaRoom;
  legs: Set<string>;
  /** The media process of this call died. */
  lost: boolean;
}

export interface PhoneNetworkOptions {
  scheduler: Scheduler;
  random: Random;
  /** How often media refuses what it may refuse. */
  failing: number;
  onIncoming(call: IncomingCall): void;
  onSipEvent(event: SipEvent): void;
  onCallEvent(callId: string, event: CallEvent): void;
  onFinished(callId: string): void;
  onCommand(callId: string, command: CallCommand): void;
  /** A customer hears prompts. */
  onHeard(callId: string, prompts: string[], toTheEnd: boolean): void;
  /** Somebody outside is called by the trunk. */
  outside(number: string): Phone | undefined;
}

const encoder = new TextEncoder();

export class PhoneNetwork implements TelephonyPort, CallPort {
  readonly #options: PhoneNetworkOptions;
  readonly #calls = new Map<string, Call>();
  readonly #legs = new Map<string, Leg>();
  readonly #unclaimed = new Map<string, IncomingCall>();
  readonly #registered = new Map<string, { phone: Phone; contact: string }>();
  #ids = 0;

  constructor(options: PhoneNetworkOptions) {
    this.#options = options;
  }

  get calls(): ReadonlyMap<string, { machine: CallMachine; room: MediaRoom }> {
    return this.#calls;
  }

  /** Legs whose phone rings or talks. */
  get openLegs(): string[] {
    return [...this.#legs.values()].filter((leg) => !leg.ended).map((leg) => leg.legId);
  }

  // --- What phones do ------------------------------------------------------------------------------------------------

  register(phone: Phone): void {
    const refreshed = this.#registered.has(phone.address);
    const contact = `sip:c${++this.#ids}@192.0.2.9`;
    this.#registered.set(phone.address, { phone, contact });
    this.#options.onSipEvent({
      ...{ type: "registered", refreshed, aor: phone.address, contact, flow: flowOf(phone) },
      ...{ expiresAt: this.#options.scheduler.now() + 3_600_000, priority: 1 },
    });
  }

  unregister(phone: Phone): void {
    const binding = this.#registered.get(phone.address);
    if (binding === undefined) return;
    this.#registered.delete(phone.address);
    const { contact } = binding;
    this.#options.onSipEvent({ type: "unregistered", aor: phone.address, contact, reason: "connectionClosed" });
  }

  /** The phone calls a number. */
  dial(phone: Phone, number: string, trust: IncomingCall["trust"]): PhoneCall {
    const legId = `l${++this.#ids}`;
    const call: PhoneCall = { legId, autoAnswer: false, state: "ringing", held: false };
    const leg: Leg = { legId, phone, call, incoming: true, callId: undefined, ended: false, stopRinging: () => {} };
    this.#legs.set(legId, leg);
    this.#later(() => {
      if (leg.ended) return;
      const incoming: IncomingCall = {
        ...{ type: "incoming", legId, callId: legId, flow: flowOf(phone), headers: [], trust, body: sdp("sendrecv") },
        ...{ from: `sip:${userOf(phone.address)}@x`, to: `sip:${number}@x`, requestUri: `sip:${number}@x` },
      };
      this.#unclaimed.set(legId, incoming);
      this.#options.onIncoming(incoming);
    });
    return call;
  }

  answer(call: PhoneCall): void {
    const leg = this.#legs.get(call.legId);
    if (leg === undefined || call.state !== "ringing") return;
    call.state = "up";
    this.#later(() => {
      if (leg.ended) return;
      leg.stopRinging();
      this.#tell(leg, { type: "answered", legId: leg.legId, body: sdp("sendrecv"), headers: [] });
    });
  }

  decline(call: PhoneCall, status: number): void {
    const leg = this.#legs.get(call.legId);
    if (leg === undefined || call.state !== "ringing") return;
    call.state = "over";
    this.#later(() => this.#end(leg, { type: "rejected", legId: leg.legId, status, reason: "", headers: [] }));
  }

  hangUp(call: PhoneCall): void {
    const leg = this.#legs.get(call.legId);
    if (leg === undefined || call.state === "over") return;
    if (call.state === "ringing" && !leg.incoming) {
      this.decline(call, 603);
      return;
    }
    const status = call.state === "ringing" ? { status: 487 } : {};
    call.state = "over";
    this.#later(() => this.#end(leg, { type: "ended", legId: leg.legId, by: "remote", ...status }));
  }

  /** Hold or retrieve by re-INVITE. */
  hold(call: PhoneCall, on: boolean): void {
    const leg = this.#legs.get(call.legId);
    if (leg === undefined || call.state !== "up") return;
    call.held = on;
    this.#later(() =>
      this.#tell(leg, { type: "reinviteOffered", legId: leg.legId, body: sdp(on ? "sendonly" : "sendrecv") }),
    );
  }

  refer(call: PhoneCall, number: string): void {
    const leg = this.#legs.get(call.legId);
    if (leg === undefined || call.state !== "up") return;
    this.#later(() => this.#tell(leg, { type: "referRequested", legId: leg.legId, referTo: `sip:${number}@x` }));
  }

  press(call: PhoneCall, digit: string): void {
    const leg = this.#legs.get(call.legId);
    if (leg !== undefined && !leg.ended) this.#calls.get(leg.callId ?? "")?.room.press(call.legId, digit);
  }

  /** The phone is gone without a word: sooner or later somebody notices. */
  vanish(call: PhoneCall, afterMs: number): void {
    const leg = this.#legs.get(call.legId);
    if (leg === undefined || call.state === "over") return;
    call.state = "over";
    this.#after(afterMs, () => {
      const owner = this.#calls.get(leg.callId ?? "");
      if (leg.ended || owner === undefined) return;
      if (leg.phone.browser)
        this.#feed(owner, {
          type: "media",
          event: { type: "legLost", callId: owner.callId, legId: leg.legId, reason: "silent" },
        });
      else this.#end(leg, { type: "ended", legId: leg.legId, by: "transport" });
    });
  }

  /** The media process of a call dies. */
  loseMedia(callId: string): void {
    const call = this.#calls.get(callId);
    if (call === undefined) return;
    call.lost = true;
    this.#feed(call, { type: "mediaLost" });
  }

  // --- TelephonyPort, CallPort ---------------------------------------------------------------------------------------

  bindings(aor: string): { contact: string; flow: { transport: string } }[] {
    const binding = this.#registered.get(aor);
    return binding === undefined ? [] : [{ contact: binding.contact, flow: flowOf(binding.phone) }];
  }

  accept(legId: string, callId: string): boolean {
    const incoming = this.#unclaimed.get(legId);
    if (incoming === undefined) return false;
    this.#unclaimed.delete(legId);
    const leg = this.#legs.get(legId);
    if (leg === undefined || leg.ended) return false;
    leg.callId = callId;
    this.#feed(this.#open(callId), { type: "incoming", incoming, partyId: "customer", role: "customer" });
    return true;
  }

  refuse(legId: string): void {
    this.#unclaimed.delete(legId);
    const leg = this.#legs.get(legId);
    if (leg !== undefined) this.#farewell(leg);
  }

  place(callId: string): void {
    this.#open(callId);
  }

  open(callId: string): void {
    this.#open(callId);
  }

  callOfLeg(legId: string): string | undefined {
    return this.#legs.get(legId)?.callId;
  }

  trunkStatus(): "up" {
    return "up";
  }

  command(callId: string, command: CallCommand): boolean {
    const call = this.#calls.get(callId);
    if (call === undefined) return false;
    this.#options.onCommand(callId, command);
    this.#feed(call, { type: "command", command });
    return true;
  }

  // --- Calls ---------------------------------------------------------------------------------------------------------

  #open(callId: string): Call {
    const machine = new CallMachine({ callId, newLegId: () => `l${++this.#ids}` });
    const call: Call = {
      ...{ callId, machine, legs: new Set(), lost: false },
      runner: new Runner<CallInput, CallOutput>(machine, this.#options.scheduler, (output) => this.#act(call, output)),
      room: new MediaRoom({
        ...{ callId, random: this.#options.random, failing: this.#options.failing },
        say: (event: MediaEvent) => {
          if (!call.lost) this.#feed(call, { type: "media", event });
        },
        after: (ms, run) => this.#after(ms, run),
        heard: (prompts, toTheEnd) => this.#options.onHeard(callId, prompts, toTheEnd),
      }),
    };
    this.#calls.set(callId, call);
    return call;
  }

  #feed(call: Call, input: CallInput): void {
    if (this.#calls.get(call.callId) === call) call.runner.handle(input);
  }

  #act(call: Call, output: CallOutput): void {
    switch (output.type) {
      case "sip":
        this.#sip(call, output.command);
        return;
      case "media": {
        const { requestId, command } = output;
        const slow = command.type === "openLeg" ? 1 + randomInteger(this.#options.random, 20) : 1;
        const outcome = command.type === "openLeg" ? undefined : call.room.request(command, this.#now());
        this.#after(slow, () => {
          if (call.lost) return;
          const told = outcome ?? call.room.request(command, this.#now());
          this.#feed(call, { type: "mediaResult", requestId, outcome: told });
        });
        return;
      }
      case "event":
        this.#options.onCallEvent(call.callId, output.event);
        return;
      case "legOpened":
        call.legs.add(output.legId);
        return;
      case "finished":
        call.runner.stop();
        this.#calls.delete(call.callId);
        this.#options.onFinished(call.callId);
        return;
    }
  }

  #sip(call: Call, command: SipCommand): void {
    if (command.type === "invite") {
      this.#invite(call, command);
      return;
    }
    if (!("legId" in command)) return;
    const leg = this.#legs.get(command.legId);
    if (leg === undefined || leg.ended) return;
    if (command.type === "answer") {
      this.#later(() => {
        if (leg.call.state === "ringing") leg.call.state = "up";
      });
    }
    if (command.type !== "hangup" && command.type !== "reject") return;
    this.#farewell(leg);
    this.#after(0, () => this.#feed(call, { type: "sip", event: { type: "ended", legId: leg.legId, by: "local" } }));
  }

  #invite(call: Call, command: Extract<SipCommand, { type: "invite" }>): void {
    const { legId, target, requestUri } = command;
    const phone = "aor" in target ? this.#registered.get(target.aor)?.phone : this.#options.outside(userOf(requestUri));
    if (phone === undefined) {
      const rejected = { type: "rejected", legId, status: 480, reason: "", headers: [] } as const;
      this.#later(() => this.#feed(call, { type: "sip", event: rejected }));
      return;
    }
    const ringing: PhoneCall = { legId, autoAnswer: command.autoAnswer === true, state: "ringing", held: false };
    const { callId } = call;
    const leg: Leg = { legId, phone, call: ringing, incoming: false, callId, ended: false, stopRinging: () => {} };
    this.#legs.set(legId, leg);
    leg.stopRinging = this.#after(command.ringTimeoutMs ?? 180_000, () => {
      if (leg.ended) return;
      this.#farewell(leg);
      this.#feed(call, { type: "sip", event: { type: "ended", legId, by: "timeout", status: 408 } });
    });
    this.#later(() => {
      if (leg.ended) return;
      this.#tell(leg, { type: "progress", legId, status: 180 });
      phone.rings(ringing);
    });
  }

  /** We end it; its phone hears of it a little later. */
  #farewell(leg: Leg): void {
    leg.ended = true;
    leg.stopRinging();
    this.#later(() => {
      this.#legs.delete(leg.legId);
      leg.call.state = "over";
      leg.phone.over(leg.call);
    });
  }

  /** Its phone ended it. */
  #end(leg: Leg, event: Extract<SipEvent, { type: "rejected" | "ended" }>): void {
    if (leg.ended) return;
    leg.ended = true;
    leg.stopRinging();
    this.#legs.delete(leg.legId);
    this.#unclaimed.delete(leg.legId);
    this.#tell(leg, event);
    leg.phone.over(leg.call);
  }

  #tell(leg: Leg, event: Extract<SipEvent, { legId: string }>): void {
    const call = this.#calls.get(leg.callId ?? "");
    if (call !== undefined && (!leg.ended || event.type === "ended" || event.type === "rejected"))
      this.#feed(call, { type: "sip", event: event as never });
  }

  #later(run: () => void): void {
    this.#after(1 + randomInteger(this.#options.random, 40), run);
  }

  #after(ms: number, run: () => void): () => void {
    return this.#options.scheduler.schedule(this.#now() + Math.round(ms), run);
  }

  #now(): number {
    return this.#options.scheduler.now();
  }
}

function flowOf(phone: Phone) {
  const transport = phone.browser ? ("wss" as const) : ("udp" as const);
  return { transport, localAddress: "192.0.2.1", localPort: 5060, remoteAddress: "192.0.2.9", remotePort: 5060 };
}

function sdp(direction: string) {
  return { contentType: "application/sdp", bytes: encoder.encode(`v=0 ${direction}`) };
}

function userOf(uri: string): string {
  return /^(?:sips?:)?([^@;]*)/.exec(uri)?.[1] ?? "";
}
