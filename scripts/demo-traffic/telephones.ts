// Many telephones on one SIP socket of ours: each call is an object that can be answered, hung up and waited for.

import { randomBytes } from "node:crypto";
import { type IncomingCall, type SipCommand, type SipEvent, SipTransports } from "@tellerline/sip";
import { RealScheduler } from "@tellerline/testkit";
import type { Voice, Voices } from "./voices.ts";

const contentType = "application/sdp";

export interface CallOutcome {
  by: "us" | "product";
  status: number | undefined;
}

export class Call {
  readonly legId: string;
  readonly voice: Voice;
  /** Set while sound can flow. */
  up = false;
  over = false;
  readonly ended: Promise<CallOutcome>;
  readonly answered: Promise<boolean>;
  readonly #sip: (command: SipCommand) => void;
  #answer: (up: boolean) => void = () => {};
  #end: (outcome: CallOutcome) => void = () => {};

  constructor(legId: string, voice: Voice, sip: (command: SipCommand) => void) {
    this.legId = legId;
    this.voice = voice;
    this.#sip = sip;
    this.answered = new Promise((resolve) => (this.#answer = resolve));
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  accept(): void {
    this.#sip({ type: "answer", legId: this.legId, body: { contentType, bytes: this.voice.sdp() } });
  }

  hangUp(): void {
    if (!this.over) this.#sip({ type: "hangup", legId: this.legId });
  }

  /** Resolves after `ms`, or when the call ends. @returns whether it is still up. */
  async wait(ms: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const pause = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
    await Promise.race([pause, this.ended]);
    clearTimeout(timer);
    return !this.over;
  }

  heard(event: SipEvent): void {
    switch (event.type) {
      case "answered":
        this.voice.connect(event.body?.bytes);
        this.#becomeUp();
        return;
      case "acknowledged":
        this.#becomeUp();
        return;
      case "reinviteOffered":
        if (event.body !== undefined) this.voice.connect(event.body.bytes);
        this.#sip({ type: "answerReinvite", legId: this.legId, body: { contentType, bytes: this.voice.sdp() } });
        return;
      case "rejected":
        this.#becomeOver({ by: "product", status: event.status });
        return;
      case "ended":
        this.#becomeOver({ by: event.by === "local" ? "us" : "product", status: event.status });
        return;
      default:
    }
  }

  #becomeUp(): void {
    this.up = true;
    this.#answer(true);
  }

  #becomeOver(outcome: CallOutcome): void {
    this.up = false;
    this.over = true;
    this.voice.close();
    this.#answer(false);
    this.#end(outcome);
  }
}

export class Telephones {
  readonly #sip: SipTransports;
  readonly #voices: Voices;
  readonly #address: string;
  readonly #calls = new Map<string, Call>();
  readonly #registrations = new Map<string, (ok: boolean) => void>();
  #made = 0;
  /** A call comes in for the user part of its Request-URI; whoever takes it answers it. */
  onIncoming: (user: string, invite: IncomingCall, call: Call) => void = (_user, _invite, call) => call.hangUp();

  /** Telephones at `address`, which must be of the loopback. */
  static async open(address: string, voices: Voices): Promise<Telephones> {
    if (!address.startsWith("127.")) throw new Error("Synthetic calls stay on the loopback.");
    let telephones: Telephones | undefined;
    const sip = await SipTransports.open({
      scheduler: new RealScheduler(),
      listen: [{ transport: "udp", host: address, port: 0 }],
      endpoint: {
        ...{ random: { next: Math.random }, realm: "telephones", nonceSecret: randomBytes(16) },
        ...{ credentials: () => undefined, trunkByAddress: () => "product", isGuest: () => false, tracing: false },
        userAgent: "Tellerline synthetic telephone",
      },
      onEvent: (event) => telephones?.heard(event),
    });
    telephones = new Telephones(sip, address, voices);
    return telephones;
  }

  private constructor(sip: SipTransports, address: string, voices: Voices) {
    this.#sip = sip;
    this.#address = address;
    this.#voices = voices;
  }

  get calls(): ReadonlyMap<string, Call> {
    return this.#calls;
  }

  /** Registers a phone and keeps it registered. @returns whether the registrar took it, within 10 s. */
  register(registrar: { host: string; port: number }, username: string, password: string): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), 10_000);
      this.#registrations.set(username, (ok) => {
        clearTimeout(timer);
        resolve(ok);
      });
      this.#sip.handle({
        ...{ type: "register", registrationId: username, contactUser: username, expiresSeconds: 300 },
        ...{ target: { transport: "udp", ...registrar }, aor: `sip:${username}@${registrar.host}` },
        credentials: { username, password },
      });
    });
  }

  unregister(username: string): void {
    this.#sip.handle({ type: "unregister", registrationId: username });
  }

  /** Calls `number` at the product as `caller`. */
  async dial(product: { host: string; port: number }, number: string, caller: string, hz: number): Promise<Call> {
    const voice = await this.#voices.open(this.#address, hz);
    const call = this.#keep(`t${this.#made++}`, voice);
    const to = `sip:${number}@${product.host}:${product.port}`;
    this.#sip.handle({
      ...{
        type: "invite",
        legId: call.legId,
        target: { target: { transport: "udp", ...product } },
        requestUri: to,
        to,
      },
      ...{ from: `sip:${caller}@${this.#address}`, body: { contentType, bytes: voice.sdp() }, ringTimeoutMs: 60_000 },
    });
    return call;
  }

  async close(): Promise<void> {
    await this.#sip.close();
  }

  heard(event: SipEvent): void {
    if (event.type === "incoming") {
      void this.#incoming(event);
      return;
    }
    if (event.type === "registration") {
      this.#registrations.get(event.registrationId)?.(event.state === "registered");
      return;
    }
    if (!("legId" in event) || event.legId === undefined) return;
    const call = this.#calls.get(event.legId);
    call?.heard(event);
    if (call?.over === true) this.#calls.delete(call.legId);
  }

  async #incoming(invite: IncomingCall): Promise<void> {
    const voice = await this.#voices.open(this.#address, 400 + 50 * Math.floor(Math.random() * 12));
    const call = this.#keep(invite.legId, voice);
    voice.connect(invite.body?.bytes);
    this.#sip.handle({ type: "provisional", legId: invite.legId, status: 180 });
    this.onIncoming(/^sips?:([^@]+)@/.exec(invite.requestUri)?.[1] ?? "", invite, call);
  }

  #keep(legId: string, voice: Voice): Call {
    const call = new Call(legId, voice, (command) => this.#sip.handle(command));
    this.#calls.set(legId, call);
    return call;
  }
}
