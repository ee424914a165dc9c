// The sockets of chat: visitors' pages on /api/v1/chat/socket, desks on /api/v1/desk/chats. Everything a stranger sends is
// limited and checked before it is looked at.

import { deskChatFrameSchema, visitorFrameSchema } from "@tellerline/api";
import type { Author } from "@tellerline/channels";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { WebSocket } from "ws";
import type { HttpGround } from "../http/http-server.ts";
import { ProblemError } from "../http/problem-error.ts";
import { keepAlive, parseFrame, type SessionSockets, sendFrame } from "../http/session-sockets.ts";
import type { ChatRoom, Follower } from "./chat-room.ts";
import type { ChatRooms } from "./chat-rooms.ts";

const helloMs = 5000;
const maxFrameBytes = 20_000;
const maxBufferedBytes = 1 << 20;
const maxUnknownPerAddress = 200;

export function registerChatSockets(
  app: FastifyInstance,
  ground: HttpGround,
  rooms: ChatRooms,
  desks: SessionSockets,
): void {
  const watch = keepAlive(app);
  registerVisitors(app, ground, rooms, watch);
  registerDesks(app, ground, rooms, desks, watch);
}

type Watch = (socket: WebSocket) => void;

function registerVisitors(app: FastifyInstance, ground: HttpGround, rooms: ChatRooms, watch: Watch): void {
  /** Sockets of an address that have not said yet whose they are. */
  const unknown = new Map<string, number>();
  const count = (address: string, by: number) => {
    const now = (unknown.get(address) ?? 0) + by;
    if (now <= 0) unknown.delete(address);
    else unknown.set(address, now);
    return now;
  };
  app.get("/api/v1/chat/socket", { websocket: true }, (socket, request) => {
    watch(socket);
    if (count(request.ip, 1) > maxUnknownPerAddress) {
      count(request.ip, -1);
      socket.close(1013, "tooManyConnections");
      return;
    }
    let known = false;
    const settle = () => {
      if (!known) count(request.ip, -1);
      known = true;
    };
    const timer = setTimeout(() => socket.close(4408, "noHello"), helloMs);
    socket.on("close", () => {
      clearTimeout(timer);
      settle();
    });
    const page = new VisitorSocket(socket, request, ground, rooms);
    page.onHello = () => {
      clearTimeout(timer);
      settle();
    };
    socket.on("message", (data) => page.hear(data as Buffer));
  });
}

/** One page of a visitor. What comes before he is known waits; there can be little of it. */
class VisitorSocket {
  onHello: () => void = () => undefined;
  readonly #socket: WebSocket;
  readonly #request: FastifyRequest;
  readonly #ground: HttpGround;
  readonly #rooms: ChatRooms;
  #hello = false;
  #at: { room: ChatRoom; conversationId: string } | undefined;
  #gone = false;

  constructor(socket: WebSocket, request: FastifyRequest, ground: HttpGround, rooms: ChatRooms) {
    this.#socket = socket;
    this.#request = request;
    this.#ground = ground;
    this.#rooms = rooms;
    socket.on("close", () => {
      this.#gone = true;
    });
  }

  hear(data: Buffer): void {
    const frame = parse(data, visitorFrameSchema);
    if (frame === undefined) {
      this.#socket.close(1008, "notAFrame");
      return;
    }
    if (frame.type === "hello") {
      if (this.#hello) return;
      this.#hello = true;
      this.#attach(frame).catch(() => this.#socket.close(1011, "unavailable"));
      return;
    }
    if (this.#at === undefined) {
      this.#socket.close(1008, "helloFirst");
      return;
    }
    this.#at.room.channel.hear(this.#at.conversationId, frame);
  }

  async #attach({ conversationId, token, since }: { conversationId: string; token: string; since: number }) {
    const visitor = await this.#rooms.visitor(conversationId, token);
    if (visitor === undefined || !this.#mayEmbed(visitor.room)) {
      this.#socket.close(4401, "unknownConversation");
      return;
    }
    this.onHello();
    this.#at = { room: visitor.room, conversationId };
    const detach = await visitor.room.channel.attach(conversationId, since, {
      send: (frame) => send(this.#socket, frame),
      close: (reason) => this.#socket.close(4409, reason),
    });
    if (this.#gone) detach();
    else this.#socket.on("close", detach);
  }

  /** A page of ours, one of the tenant's entries, or no page at all. */
  #mayEmbed(room: ChatRoom): boolean {
    const { origin } = this.#request.headers;
    if (origin === undefined || this.#ground.isOwnOrigin(this.#request)) return true;
    for (const entry of room.entries.values()) if (entry.origins.includes(origin)) return true;
    return false;
  }
}

function registerDesks(
  app: FastifyInstance,
  ground: HttpGround,
  rooms: ChatRooms,
  desks: SessionSockets,
  watch: Watch,
): void {
  app.get("/api/v1/desk/chats", { websocket: true }, async (socket, request) => {
    watch(socket);
    try {
      ground.checkOrigin(request);
      const session = await ground.authenticate(request);
      const room = rooms.room(session.tenantId);
      const { agentId, name } = session.me;
      if (!session.rights.has("agent.work") || agentId === null || room === undefined)
        throw new ProblemError("forbidden");
      const author: Author = { side: "agent", id: agentId, name };
      const follower: Follower = { agentId, send: (news) => send(socket, news) };
      const following = new Set<string>();
      const left = desks.add(session, () => socket.close(4401, "sessionEnded"));
      socket.on("close", () => {
        left();
        for (const conversationId of following) room.unfollow(conversationId, follower);
      });
      socket.on("message", (data) => {
        const frame = parse(data as Buffer, deskChatFrameSchema);
        if (frame === undefined) socket.close(1008, "notAFrame");
        else obey(room, author, follower, following, frame);
      });
      send(socket, { type: "hello" });
    } catch (error) {
      socket.close(4401, error instanceof ProblemError ? error.code : "internal");
    }
  });
}

type DeskFrame = NonNullable<ReturnType<typeof parseDesk>>;
const parseDesk = (data: Buffer) => parse(data, deskChatFrameSchema);

function obey(room: ChatRoom, author: Author, follower: Follower, following: Set<string>, frame: DeskFrame): void {
  const { conversationId } = frame;
  switch (frame.type) {
    case "follow":
      following.add(conversationId);
      room.follow(conversationId, frame.since, follower).catch(() => undefined);
      return;
    case "unfollow":
      following.delete(conversationId);
      room.unfollow(conversationId, follower);
      return;
    case "post": {
      const { clientId, audience, text } = frame;
      if (!room.say(conversationId, author, clientId, audience, { type: "text", text }))
        follower.send({ conversationId, frame: { type: "refused", clientId, reason: "closed" } });
      return;
    }
    case "typing":
      room.staffTyping(conversationId, author, frame.on);
      return;
    case "read":
      room.staffRead(conversationId, author.id, frame.sequence);
      return;
  }
}

const parse = <T>(data: Buffer, schema: Parameters<typeof parseFrame<T>>[1]) => parseFrame(data, schema, maxFrameBytes);

const send = (socket: WebSocket, frame: object) => sendFrame(socket, frame, maxBufferedBytes);
