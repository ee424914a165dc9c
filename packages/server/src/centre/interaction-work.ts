// What the parts of an interaction machine share: its state, the instant, and the outputs that gather while one input is
// handled.

import type { RouterCommand } from "@tellerline/acd";
import type { EndReason } from "@tellerline/api";
import { newId, type Random } from "@tellerline/base";
import type { CallCommand, PartyRole, PartyTarget } from "@tellerline/voice";
import type { FlowStart } from "./flow-start.ts";
import type { InteractionEvent } from "./interaction-event.ts";
import type { InteractionOutput } from "./interaction-output.ts";
import type { InteractionState, Party, Stage } from "./interaction-state.ts";
import { maskNumber } from "./mask-number.ts";
import type { PromptBook } from "./prompt-book.ts";
import { RouterPlace } from "./router-place.ts";

export interface InteractionOptions {
  random: Random;
  prompts: PromptBook;
  /** Domain of our own URIs. */
  realm: string;
  /** Where a recording goes and how it is locked. */
  recordingPlace(recordingId: string): { path: string; file: string; key: string; keyId: string };
  /** What the vault seals secret digits for: the bank's key, 32 bytes base64. */
  sealKey: string;
}

export class InteractionWork {
  readonly state: InteractionState;
  readonly options: InteractionOptions;
  /** What the router knows. */
  readonly place: RouterPlace;
  now = 0;
  #outputs: InteractionOutput[] = [];
  #changed = false;

  constructor(state: InteractionState, options: InteractionOptions) {
    this.state = state;
    this.options = options;
    this.place = new RouterPlace(state.interactionId, "voice", (command) => this.router(command));
  }

  begin(now: number): void {
    this.now = now;
    this.#outputs = [];
    this.#changed = false;
  }

  finish(): InteractionOutput[] {
    if (this.#changed) this.#outputs.push({ type: "changed" });
    return this.#outputs;
  }

  emit(output: InteractionOutput): void {
    this.#outputs.push(output);
  }

  call(command: CallCommand): void {
    if (!this.callOver) this.emit({ type: "call", command });
  }

  /** The call has ended: nothing can be asked of it any more. */
  callOver = false;

  router(command: RouterCommand): void {
    this.emit({ type: "router", command });
  }

  journal(event: InteractionEvent): void {
    if (event.type === "queued") this.state.queuedAt ??= this.now;
    this.emit({ type: "journal", event });
    this.#changed = true;
  }

  changed(): void {
    this.#changed = true;
  }

  enter(stage: Stage): void {
    this.state.stage = stage;
    // IN-19: there is nobody to supervise any more.
    if (stage !== "talk") this.talkOver();
    this.state.stageSince = this.now;
    this.#changed = true;
  }

  /** Nobody talks with the customer any more: what has to do with the talk alone ends. */
  talkOver: () => void = () => undefined;

  /** Another flow takes the customer: what went on in the one before is over. Undefined: no flow goes on. */
  replaceFlow: (flow: FlowStart | undefined) => void = () => undefined;

  id(): string {
    return newId(this.now, this.options.random);
  }

  /** Rings somebody and remembers him. */
  ringParty(
    who: { agentId?: string; label: string; target: PartyTarget },
    why: Party["why"],
    options: { ringTimeoutMs: number; autoAnswer?: boolean; role?: "customer" | "agent" | "consulted" },
  ): Party {
    const party: Party = {
      partyId: this.id(),
      ...(who.agentId === undefined ? {} : { agentId: who.agentId }),
      label: who.label,
      why,
      state: "ringing",
      muted: false,
      offeredAt: this.now,
    };
    this.state.parties.set(party.partyId, party);
    const role = options.role ?? (why === "consult" ? "consulted" : "agent");
    const { ringTimeoutMs, autoAnswer = false } = options;
    if (who.agentId !== undefined) this.callForAgent(party.partyId, who.target, { ringTimeoutMs, autoAnswer }, role);
    else this.call({ type: "callParty", partyId: party.partyId, role, target: who.target, ringTimeoutMs, autoAnswer });
    this.changed();
    return party;
  }

  /** Calls an agent's phone: it shows whom the call is about. */
  callForAgent(
    partyId: string,
    target: PartyTarget,
    options: { ringTimeoutMs: number; autoAnswer: boolean },
    role: PartyRole = "agent",
  ): void {
    const shown = this.forAgent(target, maskNumber(this.state.customerNumber));
    this.call({ type: "callParty", partyId, role, target: shown, ...options });
  }

  /** What an agent's phone shows, and how his page finds the interaction of the ringing call. */
  forAgent(target: PartyTarget, caller: string): PartyTarget {
    const headers = [{ name: "X-Tellerline-Interaction", value: this.state.interactionId }];
    return { ...target, from: `sip:${encodeURIComponent(caller)}@${this.options.realm}`, callerName: caller, headers };
  }

  /** Plays waiting music to the customer until something else is played or somebody is connected. */
  playMusic(): void {
    // Who is yet to be called back hears nothing.
    if (this.state.kind === "callBack" && !this.state.customerUp) return;
    this.call({ type: "play", playerId: this.id(), items: this.options.prompts.music(), loop: true });
  }

  /** Ends the call; everything else follows from the call's `ended`. */
  endCall(reason: EndReason, status?: number): void {
    this.endReason ??= reason;
    this.call({ type: "endCall", reason, ...(status === undefined ? {} : { status }) });
  }

  /** The reason decided here before the call said that it ended. */
  endReason: EndReason | undefined;

  /** The router forgets an agent's part of this interaction; who never answered has no wrap-up (IN-6). */
  releaseAgent(party: Party): void {
    if (party.agentId !== undefined) this.place.release(party.agentId, party.answeredAt !== undefined);
  }

  /** Ends a party's ringing or its talk. */
  hangUp(party: Party, reason: string): void {
    if (party.state === "ringing") this.call({ type: "cancelParty", partyId: party.partyId, reason });
    if (party.state === "connected") this.call({ type: "dropParty", partyId: party.partyId, reason });
  }

  /** Takes a party out of the state. */
  forget(party: Party): void {
    this.state.parties.delete(party.partyId);
    if (this.state.mainPartyId === party.partyId) this.state.mainPartyId = undefined;
    if (this.state.consultPartyId === party.partyId) this.state.consultPartyId = undefined;
    if (this.state.suspendedPartyId === party.partyId) this.state.suspendedPartyId = undefined;
    const member = this.state.conference.indexOf(party.partyId);
    if (member >= 0) this.state.conference.splice(member, 1);
    this.changed();
  }
}
