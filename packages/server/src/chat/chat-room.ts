// The chats of one tenant: carries out what their machines say, towards the visitors' pages, the desks and the store.
//
//   pages ⇄ WebChatChannel ⇄ ChatRoom ⇄ ChatInteraction ⇄ Centre (router, journal, record)
//   desks ⇄ followers ───────────┘  └─▶ ChatWriter

import type { RouterOutput } from "@tellerline/acd";
import type { ChatEntry, DeskChatNews, OperateRequest } from "@tellerline/api";
import { type Log, newId, type Random, type Runner, type Scheduler } from "@tellerline/base";
import {
  type Author,
  type ChannelHost,
  type Content,
  type ConversationState,
  type Entry,
  EntryFeed,
  WebChatChannel,
} from "@tellerline/channels";
import type { Store } from "@tellerline/store";
import type { Supervision } from "../centre/call-supervision.ts";
import type { Centre } from "../centre/centre.ts";
import type { CommonOutput } from "../centre/interaction-output.ts";
import { foldData } from "../desk-data/attached-data.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { InteractionEntry } from "../records/project-record.ts";
import { readChatEntries } from "./chat-entry-rows.ts";
import { isOpenAt } from "./chat-hours.ts";
import { ChatInteraction } from "./chat-interaction.ts";
import type { ChatInput, ChatOutput, ChatQueue, ChatState, ChatTarget } from "./chat-state.ts";
import { allowedInChat, visitorView } from "./chat-view.ts";
import type { ChatWriter } from "./chat-writer.ts";
import { foldChat, readConversation, readEntries } from "./restore-chat.ts";
import { type NewConversation, writeConversation } from "./visitor-token.ts";

const recentEntries = 100;
const positionDelayMs = 500;
const positionsAtOnce = 300;
const positionPauseMs = 50;

export interface ChatRoomOptions {
  tenantId: string;
  centre: Centre;
  store: Pick<Store, "inTenant">;
  writer: Pick<ChatWriter, "add" | "markRead">;
  scheduler: Scheduler;
  random: Random;
  log: Log;
}

/** A desk that looks at a conversation. */
export interface Follower {
  readonly agentId: string;
  send(news: DeskChatNews): void;
}

interface OpenChat {
  readonly machine: ChatInteraction;
  readonly runner: Runner<ChatInput, ChatOutput>;
  /** The latest stored entries. */
  recent: Entry[];
  readonly followers: Map<Follower, EntryFeed>;
}

export class ChatRoom implements ChannelHost {
  readonly channel = new WebChatChannel(this);
  entries = new Map<string, ChatEntry>();
  readonly #options: ChatRoomOptions;
  readonly #chats = new Map<string, OpenChat>();
  readonly #positions = new Map<string, () => void>();

  constructor(options: ChatRoomOptions) {
    this.#options = options;
    options.centre.listen((output) => this.#routed(output));
  }

  get tenantId(): string {
    return this.#options.tenantId;
  }

  get open(): number {
    return this.#chats.size;
  }

  /** Reads the chat entries again. */
  async reload(): Promise<void> {
    const items = await this.#options.store.inTenant(this.#options.tenantId, readChatEntries);
    this.entries = new Map(items.map((entry) => [entry.id, entry]));
  }

  /** Why no chat can begin at this entry now, or undefined. */
  closedBecause(entry: ChatEntry): "hours" | "nobody" | undefined {
    const { centre, scheduler } = this.#options;
    if (!entry.active || !isOpenAt(entry.hours as ChatEntry["hours"], scheduler.now())) return "hours";
    for (const agent of centre.configuration.agents.values()) {
      const there = centre.seats.get(agent.agentId)?.state !== "signedOut";
      if (there && agent.queueIds.includes(entry.queueId) && agent.capacity.chat > 0) return undefined;
    }
    return "nobody";
  }

  /** Whether this browser is blocked; the refusal is counted (RT-04). */
  refuses(visitorKey: string): boolean {
    const block = this.#options.centre.guard.admitVisitor(visitorKey);
    if (block !== undefined) this.#options.log.info("chat.blocked", { tenantId: this.tenantId, blockId: block.id });
    return block !== undefined;
  }

  /** Begins a chat. The conversation is in the database before anything is answered. */
  async begin(entry: ChatEntry, visitor: NewConversation): Promise<{ conversationId: string; token: string }> {
    const { token, machine } = await this.#make(entry, visitor);
    const conversationId = machine.state.interactionId;
    this.#run(machine, []).runner.handle({ type: "start" });
    this.#tellPosition(conversationId);
    return { conversationId, token };
  }

  /** A message while nobody is there: an interaction that ends as it begins, with a record like any other. */
  async leaveMessage(
    entry: ChatEntry,
    { contact, text, ...visitor }: Omit<NewConversation, "number"> & { contact: string; text: string },
  ): Promise<void> {
    const number = contact.replaceAll(/[\s-]/g, "");
    const known = /^\+?\d{5,20}$/.test(number);
    const { machine } = await this.#make(entry, { ...visitor, number: known ? number : "" });
    const message = `${text}\n\n☎ ${contact}`.toWellFormed().replaceAll("\0", "");
    this.#run(machine, []).runner.handle({ type: "leaveMessage", text: message });
  }

  async #make(entry: ChatEntry, visitor: NewConversation): Promise<{ token: string; machine: ChatInteraction }> {
    const { tenantId, store, centre, scheduler, random } = this.#options;
    const queue = centre.configuration.queues.get(entry.queueId);
    if (queue === undefined) throw new ProblemError("notPossibleNow", "This entry has no queue.");
    const now = scheduler.now();
    const conversationId = newId(now, random);
    const token = await store.inTenant(tenantId, (tx) =>
      writeConversation(tx, tenantId, { ...visitor, id: conversationId, entryId: entry.id, at: now }),
    );
    const state: ChatState = {
      ...newState(entry, queue, now),
      ...{ interactionId: conversationId, customerName: visitor.name, customerNumber: visitor.number },
      ...{ language: visitor.language, page: visitor.page, attributes: {} },
    };
    return { token, machine: new ChatInteraction({ state }) };
  }

  /** Takes an open chat up again after a restart. @returns false if it cannot go on. */
  async resume(earlier: readonly InteractionEntry[]): Promise<boolean> {
    const { tenantId, store, centre, scheduler } = this.#options;
    const conversationId = earlier[0]?.stream ?? "";
    const folded = foldChat(earlier);
    const row = await store.inTenant(tenantId, (tx) => readConversation(tx, conversationId));
    const queue = folded === undefined ? undefined : centre.configuration.queues.get(folded.queueId);
    const entry = row === undefined ? undefined : this.entries.get(row.entryId);
    if (folded === undefined || row === undefined || queue === undefined) return false;
    const { main, priority } = folded;
    const state: ChatState = {
      ...newState(entry, queue, row.startedAt),
      ...{ interactionId: conversationId, customerName: row.visitorName, customerNumber: row.visitorNumber },
      ...{
        language: row.language,
        page: row.page,
        attributes: foldData(earlier).attributes,
        stage: folded.stage,
        queuedAt: folded.queuedAt,
      },
      // Time in which nobody could come or say anything is nobody's silence.
      ...{ stageSince: scheduler.now(), lastSaidAt: scheduler.now(), absentSince: scheduler.now() },
      ...{ parties: new Map(main === undefined ? [] : [[main.agentId, main]]), mainAgentId: main?.agentId },
    };
    const chat = this.#run(new ChatInteraction({ state, past: row.past, priority }), earlier);
    chat.recent = row.past.entries.slice(-recentEntries) as Entry[];
    chat.runner.handle({ type: "resume" });
    this.#tellPosition(conversationId);
    return true;
  }

  // --- The channel's side --------------------------------------------------------------------------------------------

  async entriesAfter(conversationId: string, since: number): Promise<readonly Entry[]> {
    const recent = this.#chats.get(conversationId)?.recent ?? [];
    const oldest = recent[0]?.sequence;
    if (oldest !== undefined && since >= oldest - 1) return recent.filter(({ sequence }) => sequence > since);
    return this.#options.store.inTenant(this.#options.tenantId, (tx) => readEntries(tx, conversationId, since));
  }

  async state(conversationId: string): Promise<ConversationState | undefined> {
    const open = this.#chats.get(conversationId);
    if (open !== undefined) return visitorView(open.machine.state, open.machine.conversation.read);
    const { store, tenantId } = this.#options;
    const row = await store.inTenant(tenantId, (tx) =>
      tx
        .selectFrom("conversation")
        .leftJoin("call_record", "call_record.interaction_id", "conversation.id")
        .select(["customer_read", "staff_read", "end_reason"])
        .where("conversation.id", "=", conversationId)
        .executeTakeFirst(),
    );
    if (row === undefined) return undefined;
    const read = { customer: row.customer_read, staff: row.staff_read };
    const nobody = { position: null, staffed: true, agentName: null, agentAway: false };
    return { stage: "ended", ...nobody, endReason: row.end_reason ?? "customerHungUp", read };
  }

  received(conversationId: string, clientId: string, content: Content): void {
    const chat = this.#chats.get(conversationId);
    if (chat === undefined) this.channel.refuse(conversationId, clientId, "closed");
    else
      chat.runner.handle({
        type: "post",
        author: customerOf(chat),
        clientId,
        audience: "all",
        content: clean(content),
      });
  }

  typing(conversationId: string, on: boolean): void {
    const chat = this.#chats.get(conversationId);
    chat?.runner.handle({ type: "typing", author: customerOf(chat), on });
  }

  read(conversationId: string, sequence: number): void {
    this.#chats.get(conversationId)?.runner.handle({ type: "read", by: "customer", sequence });
  }

  presence(conversationId: string, online: boolean): void {
    this.#chats.get(conversationId)?.runner.handle({ type: "presence", online });
  }

  left(conversationId: string): void {
    this.#chats.get(conversationId)?.runner.handle({ type: "left" });
  }

  // --- The desks' side -----------------------------------------------------------------------------------------------

  /** Whether something can still be said in it. */
  isOpen(conversationId: string): boolean {
    const chat = this.#chats.get(conversationId);
    return chat !== undefined && chat.machine.state.stage !== "ended";
  }

  /** Whether what this agent says reaches the customer. */
  maySay(conversationId: string, agentId: string): boolean {
    const supervisor = this.#chats.get(conversationId)?.machine.state.supervisors.get(agentId);
    return this.#serves(conversationId, agentId) || supervisor?.mode === "bargeIn";
  }

  /** Whether this agent serves or supervises the chat. */
  isAt(conversationId: string, agentId: string): boolean {
    return this.#chats.get(conversationId)?.machine.takingPart.includes(agentId) === true;
  }

  /** Sends a desk what it missed and then what comes. @returns false if the chat is none of his. */
  async follow(conversationId: string, since: number, follower: Follower): Promise<boolean> {
    const chat = this.#chats.get(conversationId);
    if (chat === undefined || !this.isAt(conversationId, follower.agentId)) return false;
    const tell = (frame: DeskChatNews["frame"]) => follower.send({ conversationId, frame });
    const feed = new EntryFeed("agent", since, (entry) => tell({ type: "entry", entry: entry as never }));
    chat.followers.set(follower, feed);
    feed.catchUp(await this.entriesAfter(conversationId, since));
    const state = await this.state(conversationId);
    if (state !== undefined) tell({ type: "state", state: state as never });
    tell({ type: "ready" });
    return true;
  }

  unfollow(conversationId: string, follower: Follower): void {
    this.#chats.get(conversationId)?.followers.delete(follower);
  }

  /** What an agent or a supervisor says. */
  say(conversationId: string, author: Author, clientId: string, audience: "all" | "staff", content: Content): boolean {
    const chat = this.#chats.get(conversationId);
    chat?.runner.handle({ type: "post", author, clientId, audience, content: clean(content) });
    return chat !== undefined;
  }

  staffTyping(conversationId: string, author: Author, on: boolean): void {
    if (this.#serves(conversationId, author.id))
      this.#chats.get(conversationId)?.runner.handle({ type: "typing", author, on });
  }

  staffRead(conversationId: string, agentId: string, sequence: number): void {
    if (this.#serves(conversationId, agentId))
      this.#chats.get(conversationId)?.runner.handle({ type: "read", by: "staff", sequence });
  }

  #serves(conversationId: string, agentId: string): boolean {
    return this.#chats.get(conversationId)?.machine.state.mainAgentId === agentId;
  }

  // --- Carrying out --------------------------------------------------------------------------------------------------

  #run(machine: ChatInteraction, earlier: readonly InteractionEntry[]): OpenChat {
    const { interactionId } = machine.state;
    const runner = this.#options.centre.beginOther<ChatInput, Exclude<ChatOutput, CommonOutput>>(
      machine,
      {
        ringing: (agentId, name) => ({ type: "ring", agentId, name }),
        act: (output) => this.#act(interactionId, output),
        finished: () => this.#chats.delete(interactionId),
        desk: {
          allowed: (agentId) => allowedInChat(machine.state, agentId),
          operate: (agentId, request) => this.#operate(interactionId, agentId, request),
        },
        floor: {
          release: (agentId) => this.#chats.get(interactionId)?.runner.handle({ type: "release", agentId }),
          supervision: this.#supervision(machine),
        },
      },
      earlier,
    );
    const chat: OpenChat = { machine, runner, recent: [], followers: new Map() };
    this.#chats.set(interactionId, chat);
    return chat;
  }

  #act(conversationId: string, output: Exclude<ChatOutput, CommonOutput>): void {
    const chat = this.#chats.get(conversationId);
    if (chat === undefined) return;
    const { tenantId, writer } = this.#options;
    switch (output.type) {
      case "store":
        writer.add(tenantId, conversationId, output.entry, (sequence) =>
          chat.runner.handle({ type: "stored", sequence }),
        );
        return;
      case "deliver":
        chat.recent.push(output.entry);
        if (chat.recent.length > recentEntries * 1.5) chat.recent.splice(0, chat.recent.length - recentEntries);
        this.channel.deliver(conversationId, output.entry);
        for (const feed of chat.followers.values()) feed.push(output.entry);
        return;
      case "acknowledge": {
        const { author, type: _, ...acknowledged } = output;
        const { clientId, sequence, at } = acknowledged;
        if (author.side === "customer") this.channel.acknowledge(conversationId, clientId, sequence, at);
        else this.#tell(chat, conversationId, { type: "ack", ...acknowledged }, (id) => id === author.id);
        return;
      }
      case "refuse": {
        const { author, clientId, reason } = output;
        if (author.side !== "customer")
          this.#tell(chat, conversationId, { type: "refused", clientId, reason }, (id) => id === author.id);
        else if (reason !== "notYours") this.channel.refuse(conversationId, clientId, reason);
        return;
      }
      case "typing": {
        const { author, on } = output;
        if (author.side !== "customer") this.channel.typing(conversationId, author.name, on);
        else this.#tell(chat, conversationId, { type: "typing", name: author.name, on });
        return;
      }
      case "read":
        writer.markRead(tenantId, conversationId, chat.machine.conversation.read);
        this.#tellState(chat, conversationId);
        return;
      case "state":
        this.#dropStrangers(chat, conversationId);
        this.#tellState(chat, conversationId);
    }
  }

  #tellState(chat: OpenChat, conversationId: string): void {
    const state = visitorView(chat.machine.state, chat.machine.conversation.read);
    this.channel.state(conversationId, state);
    this.#tell(chat, conversationId, { type: "state", state: state as never });
  }

  /** Desks whose agent has no part in it any more hear no more of it; the end itself is still told. */
  #dropStrangers(chat: OpenChat, conversationId: string): void {
    if (chat.machine.state.stage === "ended") return;
    for (const follower of chat.followers.keys())
      if (!this.isAt(conversationId, follower.agentId)) chat.followers.delete(follower);
  }

  #tell(
    chat: OpenChat,
    conversationId: string,
    frame: DeskChatNews["frame"],
    to: (agentId: string) => boolean = () => true,
  ): void {
    for (const follower of chat.followers.keys()) if (to(follower.agentId)) follower.send({ conversationId, frame });
  }

  #operate(conversationId: string, agentId: string, request: OperateRequest): void {
    const chat = this.#chats.get(conversationId);
    if (chat === undefined) throw new ProblemError("notFound");
    if (request.operation !== "transfer") {
      chat.runner.handle({ type: "operate", agentId, request });
      return;
    }
    chat.runner.handle({ type: "operate", agentId, request, target: this.#target(agentId, request.target) });
  }

  #target(agentId: string, target: Extract<OperateRequest, { operation: "transfer" }>["target"]): ChatTarget {
    const { configuration, seats } = this.#options.centre;
    if (target.kind === "queue") {
      const queue = configuration.queues.get(target.queueId);
      if (queue === undefined) throw new ProblemError("notFound", "There is no such queue.");
      return { kind: "queue", queue };
    }
    if (target.kind !== "agent") throw new ProblemError("notPossibleNow", "A chat goes to a queue or to a colleague.");
    const colleague = configuration.agents.get(target.agentId);
    if (colleague === undefined) throw new ProblemError("notFound", "There is no such agent.");
    if (target.agentId === agentId) throw new ProblemError("notPossibleNow", "That is you.");
    if ((seats.get(target.agentId)?.state ?? "signedOut") === "signedOut")
      throw new ProblemError("notPossibleNow", "This colleague is not signed in.");
    return { kind: "agent", agentId: target.agentId, name: colleague.name };
  }

  #supervision(machine: ChatInteraction): Supervision {
    return {
      refusal: (agentId, wish) => {
        if (wish === "off") return undefined;
        if (machine.state.mainAgentId === agentId) return "takesPart";
        if (machine.state.stage === "ended") return "ended";
        return wish !== "intercept" && machine.state.stage === "queue" ? "nobodyServes" : undefined;
      },
      obey: (agentId, wish, reason) => {
        const name = this.#options.centre.configuration.agents.get(agentId)?.name ?? "";
        const why = reason === undefined ? {} : { reason };
        const chat = this.#chats.get(machine.state.interactionId);
        chat?.runner.handle({ type: "supervise", agentId, name, wish, ...why });
      },
      of: (agentId) => {
        const known = machine.state.supervisors.get(agentId);
        return known === undefined ? undefined : { agentId, name: known.name, mode: known.mode, state: "on" };
      },
    };
  }

  // --- What the router tells -----------------------------------------------------------------------------------------

  #routed(output: RouterOutput): void {
    if (output.type === "queueChanged") this.#positionsLater(output.queueId);
    if (output.type === "agentState" && output.state !== "signedOut") this.#agentIsThere(output.agentId);
  }

  #agentIsThere(agentId: string): void {
    for (const { machine, runner } of this.#chats.values())
      if (machine.state.parties.get(agentId)?.state === "away") runner.handle({ type: "agentBack", agentId });
  }

  /** Places change together; they are told together, a moment later. */
  #positionsLater(queueId: string): void {
    if (this.#positions.has(queueId)) return;
    const { scheduler } = this.#options;
    const cancel = scheduler.schedule(scheduler.now() + positionDelayMs, () => {
      const waiting = [...this.#chats.values()].filter(
        ({ machine: { state } }) => state.stage === "queue" && state.queue.id === queueId,
      );
      waiting.sort((a, b) => a.machine.state.queuedAt - b.machine.state.queuedAt);
      this.#tellPositions(queueId, waiting);
    });
    this.#positions.set(queueId, cancel);
  }

  /** Of a long queue the first are told first; nobody else has to wait for all of them. */
  #tellPositions(queueId: string, waiting: readonly OpenChat[]): void {
    for (const { machine } of waiting.slice(0, positionsAtOnce)) this.#tellPosition(machine.state.interactionId);
    const left = waiting.slice(positionsAtOnce);
    this.#positions.delete(queueId);
    if (left.length === 0) return;
    const { scheduler } = this.#options;
    const next = scheduler.schedule(scheduler.now() + positionPauseMs, () => this.#tellPositions(queueId, left));
    this.#positions.set(queueId, next);
  }

  #tellPosition(conversationId: string): void {
    const position = this.#options.centre.position(conversationId);
    this.#chats.get(conversationId)?.runner.handle({ type: "position", position });
  }

  stop(): void {
    for (const cancel of this.#positions.values()) cancel();
    for (const { runner } of this.#chats.values()) runner.stop();
  }
}

function newState(
  entry: ChatEntry | undefined,
  queue: ChatQueue,
  now: number,
): Omit<ChatState, "interactionId" | "customerName" | "customerNumber" | "language" | "page" | "attributes"> {
  return {
    ...{ entryName: entry?.name ?? "", startedAt: now, idleMs: entry?.idleMs ?? 600_000 },
    asked: { requiredSkills: entry?.requiredSkills ?? [], preferredSkills: entry?.preferredSkills ?? [] },
    ...{ stage: "queue", stageSince: now, queue, queuedAt: now, parties: new Map(), mainAgentId: undefined },
    ...{ supervisors: new Map(), absentSince: now, lastSaidAt: now, position: undefined, staffed: true },
    endReason: undefined,
  };
}

function customerOf(chat: OpenChat): Author {
  return { side: "customer", id: "customer", name: chat.machine.state.customerName };
}

/** What PostgreSQL's JSON cannot hold is nothing a person typed. */
function clean(content: Content): Content {
  return content.type === "text" ? { ...content, text: content.text.toWellFormed().replaceAll("\0", "") } : content;
}
