// The chats of all tenants: which room an entry or a token belongs to, and the limits on what one address may open.

import type { ChatEntry } from "@tellerline/api";
import type { Log, Random, Scheduler } from "@tellerline/base";
import type { Store } from "@tellerline/store";
import type { Centre } from "../centre/centre.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { InteractionEntry } from "../records/project-record.ts";
import { RateLimit } from "../system/rate-limit.ts";
import { ChatFiles } from "./chat-files.ts";
import { ChatRoom } from "./chat-room.ts";
import { ChatWriter } from "./chat-writer.ts";
import { hashToken } from "./visitor-token.ts";

export interface ChatRoomsOptions {
  store: Store;
  scheduler: Scheduler;
  random: Random;
  log: Log;
  filesFolder: string;
  fileKey(tenantId: string): Buffer;
  /** Conversations one address may open in ten minutes. */
  openPerAddress: number;
}

/** Who a visitor's token is. */
export interface Visitor {
  tenantId: string;
  conversationId: string;
  room: ChatRoom;
}

const windowMs = 10 * 60_000;

export class ChatRooms {
  readonly files: ChatFiles;
  readonly writer: ChatWriter;
  readonly options: ChatRoomsOptions;
  readonly #rooms = new Map<string, ChatRoom>();
  readonly #opened: RateLimit;

  constructor(options: ChatRoomsOptions) {
    this.options = options;
    this.#opened = new RateLimit(options.openPerAddress, windowMs);
    this.files = new ChatFiles(options.filesFolder, (tenantId) => options.fileKey(tenantId));
    this.writer = new ChatWriter(options);
  }

  /** Opens the room of a tenant and takes up the chats that were open. @returns those that cannot go on. */
  async add(
    tenantId: string,
    centre: Centre,
    earlier: readonly (readonly InteractionEntry[])[],
  ): Promise<(readonly InteractionEntry[])[]> {
    const { store, scheduler, random, log } = this.options;
    const room = new ChatRoom({ tenantId, centre, store, writer: this.writer, scheduler, random, log });
    this.#rooms.set(tenantId, room);
    await room.reload();
    const lost: (readonly InteractionEntry[])[] = [];
    for (const entries of earlier) if (!(await room.resume(entries))) lost.push(entries);
    return lost;
  }

  /** All open rooms, one of each tenant. */
  get all(): Iterable<ChatRoom> {
    return this.#rooms.values();
  }

  room(tenantId: string): ChatRoom | undefined {
    return this.#rooms.get(tenantId);
  }

  /** Chats that are open, and pages that are connected. */
  get counts(): { open: number; pages: number; backlog: number } {
    let [open, pages] = [0, 0];
    for (const room of this.#rooms.values()) {
      open += room.open;
      pages += room.channel.pages;
    }
    return { open, pages, backlog: this.writer.backlog };
  }

  async reload(tenantId: string): Promise<void> {
    await this.#rooms.get(tenantId)?.reload();
  }

  entry(entryId: string): { room: ChatRoom; entry: ChatEntry } {
    for (const room of this.#rooms.values()) {
      const entry = room.entries.get(entryId);
      if (entry !== undefined) return { room, entry };
    }
    throw new ProblemError("notFound", "There is no such chat entry.");
  }

  /** Undefined: nobody has this token, or it is another conversation's. */
  async visitor(conversationId: string, token: string): Promise<Visitor | undefined> {
    const found = await this.options.store.lookup
      .selectFrom("tenant_of_conversation")
      .select(["tenant_id", "conversation_id"])
      .where("token_hash", "=", hashToken(token))
      .executeTakeFirst();
    const room = found === undefined ? undefined : this.#rooms.get(found.tenant_id);
    if (found === undefined || room === undefined || found.conversation_id !== conversationId) return undefined;
    return { tenantId: found.tenant_id, conversationId, room };
  }

  /** Throws when an address opens more than is likely of people. */
  countOpening(address: string): void {
    if (!this.#opened.allows(address, this.options.scheduler.now()))
      throw new ProblemError("tooManyRequests", "Too many chats were opened from this address; try again later.");
  }

  async close(): Promise<void> {
    for (const room of this.#rooms.values()) room.stop();
    await this.writer.close();
  }
}
