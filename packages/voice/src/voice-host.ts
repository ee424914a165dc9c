// The shell of calls: feeds each CallMachine the SIP events, media events and commands that are its own, and carries out
// what it says.
//
//   SipTransports ──events──▶ ┌───────────┐ ──CallEvent──▶ server
//   media client  ──events──▶ │ VoiceHost │ ◀─CallCommand── server
//                             └───────────┘ ──▶ SIP and media commands

import { assert, type Log, newId, type Random, Runner, type Scheduler, silentLog } from "@tellerline/base";
import type { Command, IceServer, MediaClient, MediaEvent, Outcome } from "@tellerline/media";
import type { IncomingCall, InviteTarget, SipCommand, SipEvent } from "@tellerline/sip";
import type { CallInput, CallMachineOptions, CallOutput, LegEvent } from "./call-input.ts";
import { CallMachine } from "./call-machine.ts";
import type { CallCommand, CallEvent, PartyRole } from "./call-protocol.ts";

export interface VoiceHostOptions {
  scheduler: Scheduler;
  random: Random;
  sip: { handle(command: SipCommand): void };
  /** The media client of now; undefined while there is none: `mediaBack` says when there is one again. */
  media(): MediaClient | undefined;
  /**
   * A call came in. `accept` or `refuse` must follow, at once or later; until then the caller hears nothing.
   */
  onIncoming(incoming: IncomingCall): void;
  onCallEvent(callId: string, event: CallEvent): void;
  /** A call is over and all its files are closed: it is forgotten. */
  onFinished?(callId: string): void;
  /** The address to name in SDP towards a party, where it is not the media process's own. */
  announce?(target: InviteTarget): string | undefined;
  iceServers?(): IceServer[] | undefined;
  log?: Log;
}

interface Call {
  callId: string;
  machine: CallMachine;
  runner: Runner<CallInput, CallOutput>;
  legIds: Set<string>;
  /** Media has something of it: what the loss of media takes away. */
  opened: boolean;
}

/** For so long a call waits for a media process that is being started again, before it is refused (VH-3). */
const mediaWaitMs = 5000;

export class VoiceHost {
  readonly #options: VoiceHostOptions;
  readonly #log: Log;
  readonly #calls = new Map<string, Call>();
  readonly #callByLeg = new Map<string, string>();
  /** Calls that came in and were neither accepted nor refused yet. */
  readonly #unclaimed = new Map<string, IncomingCall>();
  /** Commands that wait for a media process, oldest first. */
  readonly #awaitingMedia = new Set<(media: MediaClient | undefined) => void>();

  constructor(options: VoiceHostOptions) {
    this.#options = options;
    this.#log = options.log ?? silentLog;
  }

  get sizes(): { calls: number; legs: number; unclaimed: number } {
    return { calls: this.#calls.size, legs: this.#callByLeg.size, unclaimed: this.#unclaimed.size };
  }

  /** The call a leg belongs to: for traces and media statistics. */
  callOfLeg(legId: string): string | undefined {
    return this.#callByLeg.get(legId);
  }

  /** The legs of a call and whose they are: for media statistics and the monitor. */
  legsOf(callId: string): { legId: string; partyId: string; role: PartyRole }[] {
    const parties = this.#calls.get(callId)?.machine.state.parties.values() ?? [];
    return Array.from(parties, ({ legId, partyId, role }) => ({ legId, partyId, role }));
  }

  // --- Calls -------------------------------------------------------------------------------------------------------

  /**
   * Makes a call out of a leg that came in. @returns false if its caller has hung up meanwhile: there is no call then.
   */
  accept(legId: string, call: { callId: string; partyId?: string; role?: PartyRole }): boolean {
    const incoming = this.#unclaimed.get(legId);
    if (incoming === undefined) return false;
    this.#unclaimed.delete(legId);
    const { role = "customer", partyId = role } = call;
    this.#feed(this.#open(call.callId), { type: "incoming", incoming, partyId, role });
    return true;
  }

  /** Refuses a call that came in. */
  refuse(legId: string, status: number, reason?: string): void {
    if (!this.#unclaimed.delete(legId)) return;
    this.#options.sip.handle({ type: "reject", legId, status, ...(reason !== undefined && { reason }) });
  }

  /** Makes a call with nobody in it yet: parties are called by commands. */
  place(callId: string): void {
    this.#open(callId);
  }

  /** @returns false if there is no such call (any more). */
  command(callId: string, command: CallCommand): boolean {
    const call = this.#calls.get(callId);
    if (call !== undefined) this.#feed(call, { type: "command", command });
    return call !== undefined;
  }

  /** Ends every call; events follow as for any end. */
  endAll(reason: string): void {
    for (const legId of [...this.#unclaimed.keys()]) this.refuse(legId, 503);
    for (const callId of [...this.#calls.keys()]) this.command(callId, { type: "endCall", reason, status: 503 });
  }

  #open(callId: string): Call {
    assert(!this.#calls.has(callId), "VH-1: a call's id is used once");
    const machineOptions: CallMachineOptions = {
      callId,
      newLegId: () => newId(this.#options.scheduler.now(), this.#options.random),
    };
    if (this.#options.announce !== undefined) machineOptions.announce = this.#options.announce;
    const iceServers = this.#options.iceServers?.();
    if (iceServers !== undefined) machineOptions.iceServers = iceServers;
    const machine = new CallMachine(machineOptions);
    const runner = new Runner<CallInput, CallOutput>(machine, this.#options.scheduler, (output) =>
      this.#act(callId, call, output),
    );
    const call: Call = { callId, machine, runner, legIds: new Set(), opened: false };
    this.#calls.set(callId, call);
    return call;
  }

  #act(callId: string, call: Call, output: CallOutput) {
    switch (output.type) {
      case "sip":
        return this.#options.sip.handle(output.command);
      case "media":
        void this.#request(call, output.requestId, output.command);
        return;
      case "event":
        return this.#options.onCallEvent(callId, output.event);
      case "legOpened":
        call.legIds.add(output.legId);
        this.#callByLeg.set(output.legId, callId);
        return;
      case "finished":
        this.#forget(call);
        this.#options.onFinished?.(callId);
        return;
    }
  }

  async #request(call: Call, requestId: number, command: Command): Promise<void> {
    let media = this.#options.media() ?? (await this.#mediaComing());
    let outcome = await ask(media, command);
    if (media !== undefined && isLost(outcome) && !call.opened) {
      // It died before it had anything of this call: the next one is asked, once.
      const now = this.#options.media();
      media = now === media || now === undefined ? await this.#mediaComing() : now;
      outcome = await ask(media, command);
    }
    if (outcome.ok) call.opened = true;
    if (!outcome.ok) this.#log.debug("voice.mediaRefused", { command: command.type, code: outcome.error.code });
    this.#feed(call, { type: "mediaResult", requestId, outcome });
  }

  /** VH-3: who calls while media is started anew hears nothing for a moment, instead of being refused. */
  #mediaComing(): Promise<MediaClient | undefined> {
    const { scheduler } = this.#options;
    return new Promise((resolve) => {
      const settle = (media: MediaClient | undefined) => {
        this.#awaitingMedia.delete(settle);
        cancel();
        resolve(media);
      };
      const cancel = scheduler.schedule(scheduler.now() + mediaWaitMs, () => settle(undefined));
      this.#awaitingMedia.add(settle);
    });
  }

  /** VH-2: what goes wrong inside one call ends that call and no other. */
  #feed(call: Call, input: CallInput) {
    try {
      call.runner.handle(input);
    } catch (error) {
      this.#log.error("voice.callFailed", { callId: call.callId, input: input.type, error: describe(error) });
      this.#abandon(call);
    }
  }

  #abandon(call: Call) {
    const { callId, machine } = call;
    if (!this.#calls.has(callId)) return;
    const { over, recordings } = { over: machine.over, recordings: machine.openRecordings };
    this.#forget(call);
    for (const legId of call.legIds) this.#options.sip.handle({ type: "hangup", legId });
    void this.#options.media()?.request({ type: "closeCall", callId });
    try {
      if (!over) this.#options.onCallEvent(callId, { type: "ended", by: "error", reason: "internal" });
      for (const recording of recordings) this.#options.onCallEvent(callId, recording);
      this.#options.onFinished?.(callId);
    } catch (error) {
      this.#log.error("voice.callFailed", { callId, input: "end", error: describe(error) });
    }
  }

  #forget(call: Call) {
    for (const legId of call.legIds) this.#callByLeg.delete(legId);
    call.runner.stop();
    this.#calls.delete(call.callId);
  }

  // --- Events ------------------------------------------------------------------------------------------------------

  /** What the SIP endpoint said; what is about no leg is ignored. */
  sipEvent(event: SipEvent): void {
    if (event.type === "incoming") {
      this.#unclaimed.set(event.legId, event);
      this.#options.onIncoming(event);
      return;
    }
    if (event.type === "trace" || !("legId" in event)) return;
    if (event.type === "ended") this.#unclaimed.delete(event.legId);
    this.#feedLeg(event);
  }

  #feedLeg(event: LegEvent) {
    const call = this.#calls.get(this.#callByLeg.get(event.legId) ?? "");
    if (call !== undefined) this.#feed(call, { type: "sip", event });
  }

  mediaEvent(event: MediaEvent): void {
    if (event.type === "workerLost") {
      for (const callId of event.callIds) this.#feedCall(callId, { type: "media", event });
      return;
    }
    this.#feedCall(event.callId, { type: "media", event });
  }

  /** The media process is gone, and every call with it of which it had something (VH-3). */
  mediaLost(): void {
    for (const call of [...this.#calls.values()]) if (call.opened) this.#feed(call, { type: "mediaLost" });
  }

  /** There is a media process again: what waited for it goes on, in the order it came. */
  mediaBack(): void {
    const media = this.#options.media();
    for (const settle of [...this.#awaitingMedia]) settle(media);
  }

  #feedCall(callId: string, input: CallInput) {
    const call = this.#calls.get(callId);
    if (call !== undefined) this.#feed(call, input);
  }
}

async function ask(media: MediaClient | undefined, command: Command): Promise<Outcome<object>> {
  if (media !== undefined) return media.request(command);
  return { ok: false, error: { code: "mediaLost", message: "there is no media process" } };
}

function isLost(outcome: Outcome<object>): boolean {
  return !outcome.ok && outcome.error.code === "mediaLost";
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
