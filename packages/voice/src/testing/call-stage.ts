// A CallMachine on a stage: media by the model, SIP legs as they behave on the wire, played by the test.

import type { IncomingCall, SipCommand } from "@tellerline/sip";
import type { CallInput, CallOutput, LegEvent } from "../call-input.ts";
import { CallMachine } from "../call-machine.ts";
import type { CallCommand, CallEvent, PartyRole, PartyTarget } from "../call-protocol.ts";
import { MediaModel } from "./media-model.ts";

const sdp = (text: string) => ({ contentType: "application/sdp", bytes: new TextEncoder().encode(text) });

export const target: PartyTarget = {
  invite: { aor: "sip:1001@bank.test" },
  ...{ requestUri: "sip:1001@bank.test", from: "sip:95500@bank.test", to: "sip:1001@bank.test", media: "rtp" },
};

export class CallStage {
  readonly media = new MediaModel();
  readonly events: CallEvent[] = [];
  readonly sip: SipCommand[] = [];
  /** Legs that are up in SIP: INVITE sent or received, and not ended. */
  readonly openLegs = new Set<string>();
  readonly machine: CallMachine;
  finished = 0;
  /** Media answers wait here until `settle`. */
  readonly #replies: (() => CallInput)[] = [];
  #legs = 0;

  constructor() {
    this.machine = new CallMachine({ callId: "call", newLegId: () => `leg-${++this.#legs}` });
  }

  feed(input: CallInput): void {
    for (const output of this.machine.handle(input, 0)) this.#act(output);
  }

  /** Lets media answer, one reply after the other. */
  settle(): void {
    while (this.settleOne());
  }

  settleOne(): boolean {
    let next = this.#replies.shift()?.();
    if (next === undefined) {
      const event = this.media.events.shift();
      if (event !== undefined) next = { type: "media", event };
    }
    if (next !== undefined) this.feed(next);
    return next !== undefined;
  }

  command(command: CallCommand): void {
    this.feed({ type: "command", command });
    this.settle();
  }

  incoming(role: PartyRole = "customer", offer = "v=0 offer"): void {
    this.openLegs.add("leg-in");
    const incoming: IncomingCall = {
      ...{ type: "incoming", legId: "leg-in", callId: "x", from: "sip:c@x", to: "sip:b@y", requestUri: "sip:b@y" },
      ...{ headers: [], trust: { kind: "address", trunkId: "t" } },
      flow: { transport: "udp", localAddress: "a", localPort: 1, remoteAddress: "b", remotePort: 2 },
      ...(offer !== "" && { body: sdp(offer) }),
    };
    this.feed({ type: "incoming", incoming, partyId: "C", role });
    this.settle();
  }

  /** The leg's end says something; nothing is said by legs that are down. */
  leg(partyId: string, event: Omit<LegEvent, "legId"> & { type: LegEvent["type"] }): void {
    const party = this.machine.state.parties.get(partyId);
    if (party !== undefined) this.legById(party.legId, event);
  }

  legById(legId: string, event: Omit<LegEvent, "legId"> & { type: LegEvent["type"] }): void {
    if (!this.openLegs.has(legId)) return;
    if (event.type === "ended" || event.type === "rejected") this.openLegs.delete(legId);
    this.feed({ type: "sip", event: { ...event, legId } as LegEvent });
    this.settle();
  }

  call(partyId: string, role: PartyRole): void {
    this.command({ type: "callParty", partyId, role, target, ringTimeoutMs: 10_000, autoAnswer: false });
  }

  answers(partyId: string): void {
    this.leg(partyId, { type: "answered", body: sdp("v=0 theirs"), headers: [] } as never);
  }

  /** Customer, agent and consulted party, all answered; C talks with A. */
  talking(): void {
    this.incoming();
    this.command({ type: "answer" });
    this.command({ type: "setMusic", items: [{ silenceMs: 1 }] });
    this.call("A", "agent");
    this.answers("A");
    this.command({ type: "connect", partyId: "A" });
  }

  /** `C hears A, A hears C` as media was told. */
  heard(partyId: string): string {
    const { parties } = this.machine.state;
    const legId = parties.get(partyId)?.legId ?? "";
    const names = new Map(Array.from(parties.values(), (party) => [party.legId, party.partyId]));
    const hears = this.media.legs
      .get(legId)
      ?.hears.filter((id) => this.media.legs.has(id) || this.media.players.has(id));
    return hears?.map((id) => names.get(id) ?? "player").join("+") ?? "closed";
  }

  types(): string[] {
    return this.events.map((event) => event.type);
  }

  last<Type extends CallEvent["type"]>(type: Type): (CallEvent & { type: Type }) | undefined {
    return this.events.findLast((event) => event.type === type) as (CallEvent & { type: Type }) | undefined;
  }

  #act(output: CallOutput) {
    switch (output.type) {
      case "sip":
        return this.#sip(output.command);
      case "media": {
        const { requestId, command } = output;
        const reply = (): CallInput => ({ type: "mediaResult", requestId, outcome: this.media.request(command) });
        // Opening a leg binds sockets and takes its time; everything else is done in the order it is asked.
        const done = command.type === "openLeg" ? undefined : reply();
        this.#replies.push(() => done ?? reply());
        return;
      }
      case "event":
        this.events.push(output.event);
        return;
      case "finished":
        this.finished += 1;
        return;
      default:
        return;
    }
  }

  /** As the endpoint does: a hang-up ends the leg at once, and it says so. */
  #sip(command: SipCommand): void {
    this.sip.push(command);
    if (command.type === "invite") this.openLegs.add(command.legId);
    if (command.type !== "hangup" && command.type !== "reject") return;
    if (!this.openLegs.delete(command.legId)) return;
    this.#replies.push(() => ({ type: "sip", event: { type: "ended", legId: command.legId, by: "local" } }));
  }
}

export { sdp };
