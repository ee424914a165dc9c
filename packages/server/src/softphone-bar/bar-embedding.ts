// Which pages may embed <softphone-bar>: ours, those of http.origins, and those that one of the tenant's chat entries names.

import type { ChatRoom } from "../chat/chat-room.ts";
import type { ChatRooms } from "../chat/chat-rooms.ts";
import type { Handlers } from "../http/handlers.ts";

export class BarEmbedding {
  readonly #rooms: ChatRooms;
  readonly #everywhere: ReadonlySet<string>;

  /** @param origins those of the configuration, good for every tenant */
  constructor(rooms: ChatRooms, origins: readonly string[]) {
    this.#rooms = rooms;
    this.#everywhere = new Set(origins.map((origin) => new URL(origin).origin));
  }

  /** Whether the agents of this tenant may work in a page of `page`. */
  allows(tenantId: string, page: string): boolean {
    const room = this.#rooms.room(tenantId);
    return this.#everywhere.has(page) || (room !== undefined && names(room, page));
  }

  /** Whether any tenant allows it: before somebody signs in nobody knows whose agent he is. */
  allowedBySomebody(page: string): boolean {
    return this.#everywhere.has(page) || [...this.#rooms.all].some((room) => names(room, page));
  }
}

function names(room: ChatRoom, page: string): boolean {
  return [...room.entries.values()].some((entry) => entry.active && entry.origins.includes(page));
}

/** The routes of the bar. */
export function barHandlers(embedding: BarEmbedding): Handlers<"getBarPermission"> {
  return {
    getBarPermission: ({ session, query }) => ({ allowed: embedding.allows(session.tenantId, query.page) }),
  };
}
