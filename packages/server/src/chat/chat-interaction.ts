// One chat, from the visitor's first click to its record: a pure machine between the conversation, the router and the desks
// (SPEC.md, CH). It opens nothing; the chat room carries its outputs out.
//
//        pages, desks ─▶ ┌─────────────────┐ ─▶ store, deliver, acknowledge
//       router's word ─▶ │ ChatInteraction │ ─▶ router commands            what is said lives in Conversation (channels)
//   agents' operations ─▶ └─────────────────┘ ─▶ journal

import type { DeskInteraction, EndReason, LiveInteraction } from "@tellerline/api";
import type { Instant, Machine, Timeout } from "@tellerline/base";
import { Conversation, type ConversationInput, type ConversationPast, type Notice } from "@tellerline/channels";
import type { InteractionEvent } from "../centre/interaction-event.ts";
import type { InteractionHead, InteractionMachine, Viewer } from "../centre/interaction-machine.ts";
import type { RoutingNews } from "../centre/interaction-output.ts";
import { RouterPlace } from "../centre/router-place.ts";
import { attach } from "../desk-data/attached-data.ts";
import type { ChatInput, ChatOutput, ChatParty, ChatState, ChatTarget } from "./chat-state.ts";
import { chatDeskView, chatLiveView } from "./chat-view.ts";

/** How long a colleague is asked to take a chat over. */
const askMs = 30_000;
/** After a restart, how long the agent of an open talk is waited for. */
export const awayMs = 120_000;
/** Who closes the page while he waits has given up after so long. */
export const abandonMs = 120_000;

export interface ChatSetup {
  state: ChatState;
  /** What was said before a restart. */
  past?: ConversationPast;
  /** The priority it was queued with before a restart. */
  priority?: number;
}

type Of<Type extends ChatInput["type"]> = Extract<ChatInput, { type: Type }>;

export class ChatInteraction implements Machine<ChatInput, ChatOutput>, InteractionMachine {
  readonly state: ChatState;
  readonly #conversation: Conversation;
  readonly #place: RouterPlace;
  readonly #priority: number;
  #outputs: ChatOutput[] = [];
  #now: Instant = 0;
  #changed = false;

  constructor({ state, past, priority }: ChatSetup) {
    this.state = state;
    this.#priority = priority ?? state.queue.priority;
    this.#conversation = new Conversation(past);
    this.#place = new RouterPlace(state.interactionId, "chat", (command) => this.#emit({ type: "router", command }));
  }

  get head(): InteractionHead {
    const { interactionId, customerNumber, customerName, entryName } = this.state;
    const who = { customerNumber, customerName, dialledNumber: entryName };
    return { interactionId, channel: "chat", kind: "inbound", ...who, traceId: interactionId.replaceAll("-", "") };
  }

  get attributes(): Readonly<Record<string, string>> {
    return this.state.attributes;
  }

  get chosenLanguage(): string {
    return this.state.language;
  }

  get takingPart(): string[] {
    if (this.state.stage === "ended") return [];
    const parties = [...this.state.parties.values()].filter(({ state }) => state !== "asked");
    return [...new Set([...parties.map(({ agentId }) => agentId), ...this.state.supervisors.keys()])];
  }

  get conversation(): Pick<Conversation, "read" | "sequence"> {
    return this.#conversation;
  }

  deskView(viewer: Viewer, previous: DeskInteraction["previous"]): DeskInteraction | undefined {
    return chatDeskView(this.state, viewer, previous);
  }

  liveView(): LiveInteraction {
    return chatLiveView(this.state);
  }

  handle(input: ChatInput | Timeout, now: Instant): ChatOutput[] {
    this.#now = now;
    this.#outputs = [];
    this.#changed = false;
    this.#dispatch(input);
    if (this.#changed) {
      const at = this.#outputs.findIndex(({ type }) => type === "finished");
      this.#outputs.splice(at < 0 ? this.#outputs.length : at, 0, { type: "changed" }, { type: "state" });
    }
    return this.#outputs;
  }

  nextTimeout(): Instant | undefined {
    const due = this.#deadlines().map(({ at }) => at);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** Everything that happens by itself, with what it does. */
  #deadlines(): { at: Instant; act: () => void }[] {
    const { stage, stageSince, queue, absentSince, lastSaidAt, idleMs, parties } = this.state;
    if (stage === "ended") return [];
    const due: { at: Instant; act: () => void }[] = [];
    if (stage === "queue" && parties.size === 0)
      due.push({ at: stageSince + queue.maxWaitMs, act: () => this.#end("failed", "maxWait") });
    if (stage === "queue" && absentSince !== undefined)
      due.push({ at: absentSince + abandonMs, act: () => this.#end("abandoned", "pageClosed") });
    if (stage === "talk") due.push({ at: lastSaidAt + idleMs, act: () => this.#end("idle") });
    for (const party of parties.values()) {
      const { ringsUntil, awayUntil } = party;
      if (ringsUntil !== undefined) due.push({ at: ringsUntil, act: () => this.#declined(party, "noAnswer") });
      if (awayUntil !== undefined) due.push({ at: awayUntil, act: () => this.#giveUp(party) });
    }
    return due;
  }

  #dispatch(input: ChatInput | Timeout): void {
    switch (input.type) {
      case "timeout":
        this.#deadlines()
          .filter(({ at }) => at <= this.#now)
          .sort((a, b) => a.at - b.at)[0]
          ?.act();
        return;
      case "stored":
        this.#say(input);
        return;
      case "post":
        this.#post(input);
        return;
      case "typing":
      case "read":
        if (this.state.stage !== "ended") this.#say(input);
        return;
      default:
        if (this.state.stage !== "ended") this.#dispatchOpen(input);
        else if (input.type === "presence") this.#presence(input.online);
    }
  }

  #dispatchOpen(input: Exclude<ChatInput, { type: "post" | "typing" | "read" | "stored" }>): void {
    switch (input.type) {
      case "start":
        this.#journalQueued();
        this.#place.enqueue(this.state.queue.id, { ...this.state.asked, priority: this.#priority });
        return;
      case "leaveMessage": {
        const author = { side: "customer", id: "customer", name: this.state.customerName } as const;
        const content = { type: "text", text: input.text } as const;
        this.#say({ type: "post", author, clientId: "message", audience: "all", content });
        this.#end("leftMessage");
        return;
      }
      case "resume":
        this.#resume();
        return;
      case "ring":
        this.#ring(input);
        return;
      case "attach":
        for (const event of attach(this.state.attributes, input)) this.#journal(event);
        return;
      case "agentBack":
        this.#agentBack(input.agentId);
        return;
      case "operate":
        this.#operate(input);
        return;
      case "presence":
        this.#presence(input.online);
        return;
      case "left":
        this.#end(this.state.stage === "queue" ? "abandoned" : "customerHungUp");
        return;
      case "position":
        if (this.state.position === input.position) return;
        this.state.position = input.position;
        this.#emit({ type: "state" });
        return;
      case "supervise":
        this.#supervise(input);
        return;
      case "release":
        this.#taken(input.agentId);
        return;
      case "end":
        this.#end(input.reason, input.detail);
        return;
      default:
        this.#routed(input);
    }
  }

  // --- What is said --------------------------------------------------------------------------------------------------

  #post(post: Of<"post">): void {
    const { author, audience, clientId } = post;
    const party = this.state.parties.get(author.id);
    const own = author.side === "customer" || (party?.state === "connected" && author.id === this.state.mainAgentId);
    const mode = this.state.supervisors.get(author.id)?.mode;
    const whispers = mode === "bargeIn" || (mode === "coach" && audience === "staff");
    const notes = audience === "staff" && party?.state === "connected";
    if (!own && !whispers && !notes) {
      const reason = this.state.stage === "ended" ? "closed" : "notYours";
      this.#emit({ type: "refuse", author, clientId, reason });
      return;
    }
    this.#say(post);
  }

  #say(input: ConversationInput): void {
    for (const output of this.#conversation.handle(input, this.#now)) {
      if (output.type === "settled") this.#emit({ type: "finished" });
      else this.#emit(output);
      if (output.type === "store" && output.entry.content.type !== "notice") this.state.lastSaidAt = this.#now;
    }
  }

  #notice(notice: Notice, name?: string, more: { audience?: "staff"; detail?: string } = {}): void {
    const { audience = "all", detail } = more;
    const said = { ...(name === undefined ? {} : { name }), ...(detail === undefined ? {} : { detail }) };
    this.#say({ type: "notice", notice, audience, ...said });
  }

  // --- Waiting and being served --------------------------------------------------------------------------------------

  #ring({ agentId, name }: Of<"ring">): void {
    const { state } = this;
    if (state.stage !== "queue") return;
    const party: ChatParty = { agentId, name, state: "ringing", why: "offer", offeredAt: this.#now };
    state.parties.set(agentId, party);
    this.#journal({ type: "offered", agentId, agentName: name });
    if (state.queue.autoAnswer) this.#accept(party);
  }

  /** CH-3: whoever accepts is connected when the router says that he is engaged, and not before. */
  #accept(party: ChatParty): void {
    const { interactionId } = this.state;
    const { agentId } = party;
    if (party.state !== "ringing") return;
    if (party.why === "offer")
      this.#emit({ type: "router", command: { type: "offerAccepted", interactionId, agentId } });
    else this.#handOver(party);
  }

  #assigned(agentId: string): void {
    const { state } = this;
    const party = state.parties.get(agentId);
    if (party?.state === "away") {
      this.#reconnected(party);
      return;
    }
    if (party?.state === "asked") {
      this.#asked(party);
      return;
    }
    // A direct engagement of one who rings or talks already is no news.
    if (party !== undefined && (party.why !== "offer" || party.state === "connected")) return;
    this.#place.assigned(agentId);
    if (party === undefined || state.stage !== "queue") {
      this.#place.release(agentId, false);
      return;
    }
    this.#join(party);
    this.#notice("joined", party.name);
  }

  #join(party: ChatParty): void {
    const { state } = this;
    party.state = "connected";
    party.answeredAt ??= this.#now;
    delete party.ringsUntil;
    state.mainAgentId = party.agentId;
    state.position = undefined;
    // The clock of silence begins with the talk.
    state.lastSaidAt = Math.max(state.lastSaidAt, this.#now);
    this.#enter("talk");
    this.#journal({ type: "connected", partyId: party.agentId, agentId: party.agentId, agentName: party.name });
  }

  #routed(news: Exclude<RoutingNews, { type: "end" }>): void {
    switch (news.type) {
      case "assigned":
        this.#assigned(news.agentId);
        return;
      case "cancelRing": {
        const party = this.state.parties.get(news.agentId);
        if (party?.why !== "offer" || party.state !== "ringing") return;
        this.#journal({ type: "offerEnded", agentId: party.agentId, agentName: party.name, reason: news.reason });
        this.state.parties.delete(party.agentId);
        return;
      }
      case "agentLost":
        this.#agentLost(news.agentId, news.requeued);
        return;
      case "withdrawn":
        this.#place.withdrawn();
        if (this.state.stage === "queue") this.#end("failed", news.reason);
        return;
      case "waiting":
        this.state.staffed = news.staffed;
        this.#emit({ type: "state" });
        return;
      case "routerRefused":
        this.#refused(news);
    }
  }

  /** CH-5: what the router knows differs from what we thought; the visitor must not be lost over it. */
  #refused({ command, reason, agentId = "" }: Of<"routerRefused">): void {
    if (command === "engageDirectly") {
      const party = this.state.parties.get(agentId);
      this.#place.notEngaged(agentId, false);
      delete party?.returning;
      if (party?.state !== "asked") return;
      // A supervisor who is not signed in as an agent takes over nevertheless; the router need not know.
      if (party.why === "takeOver") this.#handOver(party);
      else this.#declined(party, reason);
      return;
    }
    if (command !== "enqueue" && command !== "transferToQueue") return;
    this.#place.forget();
    if (this.state.stage !== "queue") return;
    if (reason === "unknownInteraction" || reason === "duplicate") this.#waitAgain();
    else this.#end("failed", reason);
  }

  // --- Agents' operations --------------------------------------------------------------------------------------------

  #operate({ agentId, request, target }: Of<"operate">): void {
    const party = this.state.parties.get(agentId);
    if (party === undefined) return;
    switch (request.operation) {
      case "answer":
        this.#accept(party);
        return;
      case "reject":
        if (party.state === "ringing") this.#declined(party, "rejected");
        return;
      case "hangUp":
        if (agentId === this.state.mainAgentId) this.#end("agentHungUp");
        return;
      case "transfer":
        if (agentId === this.state.mainAgentId && target !== undefined) this.#transfer(party, target);
        return;
      default:
    }
  }

  #transfer(from: ChatParty, target: ChatTarget): void {
    if (target.kind === "agent") {
      this.#ask(target, "transfer");
      return;
    }
    const { state } = this;
    this.#dropAsked("transferred");
    this.#journal({ type: "transferred", from: from.name, target: target.queue.name, how: "release" });
    this.#notice("transferred", target.queue.name);
    state.parties.delete(from.agentId);
    state.mainAgentId = undefined;
    state.queue = target.queue;
    state.queuedAt = this.#now;
    this.#enter("queue");
    this.#journalQueued();
    this.#place.waitAgain(target.queue, { keepsPlace: false, since: undefined, silent: [] });
  }

  /** Engages a colleague so that nothing else comes to him, and then asks him. */
  #ask({ agentId, name }: { agentId: string; name: string }, why: "transfer" | "takeOver"): void {
    const { state } = this;
    const known = state.parties.get(agentId);
    if (known !== undefined) return;
    state.parties.set(agentId, { agentId, name, state: "asked", why, offeredAt: this.#now });
    this.#place.engage(agentId, state.queue.wrapUpMs);
  }

  #asked(party: ChatParty): void {
    if (party.why === "takeOver") {
      this.#handOver(party);
      return;
    }
    party.state = "ringing";
    party.ringsUntil = this.#now + askMs;
    this.#journal({ type: "offered", agentId: party.agentId, agentName: party.name });
  }

  /** The chat goes from whoever has it to this one, in one step: the visitor is never with nobody (CH-2). */
  #handOver(party: ChatParty): void {
    const { state } = this;
    const before = state.parties.get(state.mainAgentId ?? "");
    if (before !== undefined) {
      const { agentId, name: agentName } = party;
      if (party.why === "takeOver") this.#journal({ type: "intercepted", agentId, agentName, from: before.name });
      else this.#journal({ type: "transferred", from: before.name, target: agentName, how: "consult" });
      state.parties.delete(before.agentId);
      this.#place.release(before.agentId, true);
    } else if (state.stage === "queue") this.#place.withdraw("takenOver");
    this.#superviseNoMore(party.agentId, "intercepted");
    this.#join(party);
    this.#notice(party.why === "takeOver" ? "tookOver" : "joined", party.name);
  }

  /** He did not take it. */
  #declined(party: ChatParty, reason: string): void {
    const { agentId, name, why } = party;
    const { interactionId } = this.state;
    this.state.parties.delete(agentId);
    this.#touch();
    if (party.state !== "asked") this.#journal({ type: "offerEnded", agentId, agentName: name, reason });
    if (why === "offer") {
      this.#emit({ type: "router", command: { type: "offerRefused", interactionId, agentId } });
      return;
    }
    this.#place.release(agentId, false);
    this.#journal({ type: "transferFailed", target: name, reason });
    this.#notice("transferFailed", name, { audience: "staff", detail: reason });
  }

  #supervise({ agentId, name, wish, reason }: Of<"supervise">): void {
    const { supervisors, parties, mainAgentId } = this.state;
    this.#touch();
    if (wish === "off") {
      this.#superviseNoMore(agentId, "left");
      return;
    }
    if (agentId === mainAgentId || parties.has(agentId)) return;
    if (wish === "intercept") {
      this.#ask({ agentId, name }, "takeOver");
      return;
    }
    const known = supervisors.get(agentId);
    const by = { agentId, agentName: name, mode: wish };
    if (known === undefined) this.#journal({ type: "supervisionStarted", ...by, ...(reason && { reason }) });
    else if (known.mode !== wish) this.#journal({ type: "supervisionChanged", ...by });
    supervisors.set(agentId, { agentId, name, mode: wish });
  }

  #superviseNoMore(agentId: string, reason: string): void {
    const known = this.state.supervisors.get(agentId);
    if (known === undefined) return;
    this.state.supervisors.delete(agentId);
    this.#journal({ type: "supervisionEnded", agentId, agentName: known.name, mode: known.mode, reason });
  }

  // --- Losing and finding --------------------------------------------------------------------------------------------

  #presence(online: boolean): void {
    const { state } = this;
    if (online === (state.absentSince === undefined)) return;
    state.absentSince = online ? undefined : this.#now;
    this.#emit({ type: "changed" });
  }

  /** CH-6: after a restart everybody has the place he had. */
  #resume(): void {
    const { state } = this;
    const wish = { ...state.asked, priority: this.#priority };
    this.#touch();
    if (state.stage === "queue") {
      this.#place.resume(state.queue.id, wish, state.queuedAt);
      return;
    }
    this.#place.remember(state.queue.id, wish);
    const main = state.parties.get(state.mainAgentId ?? "");
    if (main === undefined) {
      this.#waitAgain();
      return;
    }
    main.state = "away";
    main.awayUntil = this.#now + awayMs;
    this.#journal({ type: "reconnecting", agentName: main.name });
  }

  #agentBack(agentId: string): void {
    const party = this.state.parties.get(agentId);
    if (party?.state !== "away" || party.returning === true) return;
    party.returning = true;
    this.#place.engage(agentId, this.state.queue.wrapUpMs);
  }

  #reconnected(party: ChatParty): void {
    party.state = "connected";
    delete party.awayUntil;
    delete party.returning;
    this.#journal({ type: "reconnected", agentName: party.name });
  }

  /** He did not come back: the visitor waits at his old place. */
  #giveUp(party: ChatParty): void {
    this.state.parties.delete(party.agentId);
    this.#place.release(party.agentId, false);
    this.#leftBy(party, "lost");
    this.#waitAgain();
  }

  #agentLost(agentId: string, requeued: boolean): void {
    const { state } = this;
    this.#place.lost(agentId, requeued);
    const party = state.parties.get(agentId);
    if (party === undefined) return;
    state.parties.delete(agentId);
    if (agentId !== state.mainAgentId) {
      this.#journal({ type: "transferFailed", target: party.name, reason: "terminalLost" });
      if (requeued) this.#place.withdraw("stillServed");
      return;
    }
    this.#leftBy(party, "lost");
    this.#dropAsked("requeued");
    if (requeued) this.#queueAgain();
    else this.#waitAgain();
  }

  /** A leader took him out of it: his visitor waits at his old place, a colleague who was asked is asked no more. */
  #taken(agentId: string): void {
    const party = this.state.parties.get(agentId);
    if (agentId !== this.state.mainAgentId || party === undefined) {
      if (party?.state === "ringing") this.#declined(party, "forced");
      return;
    }
    this.state.parties.delete(agentId);
    this.#leftBy(party, "forced");
    this.#waitAgain();
  }

  #leftBy(party: ChatParty, reason: string): void {
    this.state.mainAgentId = undefined;
    this.#journal({ type: "partyLeft", agentId: party.agentId, agentName: party.name, reason });
    this.#notice("left", party.name);
  }

  /** CH-2: at his old place. */
  #waitAgain(): void {
    const { queue, queuedAt } = this.state;
    this.#dropAsked("requeued");
    this.#queueAgain();
    this.#place.waitAgain(queue, { keepsPlace: true, since: queuedAt, silent: [] });
  }

  #queueAgain(): void {
    this.#enter("queue");
    this.#journalQueued();
  }

  /** Colleagues who were asked are asked no more. */
  #dropAsked(reason: string): void {
    for (const party of [...this.state.parties.values()]) {
      if (party.agentId === this.state.mainAgentId || party.why === "offer") continue;
      this.state.parties.delete(party.agentId);
      this.#place.release(party.agentId, false);
      if (party.state === "ringing")
        this.#journal({ type: "offerEnded", agentId: party.agentId, agentName: party.name, reason });
    }
  }

  // --- The end -------------------------------------------------------------------------------------------------------

  /** CH-1: once, with a reason. What was accepted is still stored and delivered, then the record is written. */
  #end(reason: EndReason, detail?: string): void {
    const { state } = this;
    this.#dropAsked(reason);
    this.#place.withdraw(reason);
    for (const party of state.parties.values())
      if (party.state === "ringing")
        this.#journal({ type: "offerEnded", agentId: party.agentId, agentName: party.name, reason });
    this.#place.ended();
    state.endReason = reason;
    this.#enter("ended");
    state.parties.clear();
    for (const agentId of [...state.supervisors.keys()]) this.#superviseNoMore(agentId, "ended");
    this.#journal({ type: "ended", reason, ...(detail === undefined ? {} : { detail }) });
    this.#notice("ended", undefined, { detail: reason });
    this.#say({ type: "close" });
  }

  #journalQueued(): void {
    const { queue, queuedAt } = this.state;
    const at = { queueId: queue.id, queueName: queue.name, priority: this.#priority };
    this.#journal({ type: "queued", ...at, ...(queuedAt < this.#now ? { since: queuedAt } : {}) });
  }

  #journal(event: InteractionEvent): void {
    this.#emit({ type: "journal", event });
    this.#touch();
  }

  #enter(stage: ChatState["stage"]): void {
    this.state.stage = stage;
    this.state.stageSince = this.#now;
    this.#touch();
  }

  #touch(): void {
    this.#changed = true;
  }

  #emit(output: ChatOutput): void {
    this.#outputs.push(output);
  }
}
