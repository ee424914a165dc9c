// Files of chats over HTTP: bytes in, bytes out as an attachment. Visitors show their token, staff its session.

import { createHash } from "node:crypto";
import type { Author } from "@tellerline/channels";
import { instant } from "@tellerline/store";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { HttpGround } from "../http/http-server.ts";
import { ProblemError } from "../http/problem-error.ts";
import { requireRecord } from "../records/record-handlers.ts";
import { ChatFiles, cleanFileName, maxFileBytes } from "./chat-files.ts";
import type { ChatRoom } from "./chat-room.ts";
import type { ChatRooms } from "./chat-rooms.ts";
import { visitorOf } from "./visitor-handlers.ts";

const maxFilesPerConversation = 100;

const uploadSchema = z.object({
  name: z.string().min(1).max(300),
  clientId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
});

interface Place {
  tenantId: string;
  conversationId: string;
  room: ChatRoom;
}

export async function registerFileRoutes(app: FastifyInstance, ground: HttpGround, rooms: ChatRooms): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: maxFileBytes }, (_request, body, done) =>
      done(null, body),
    );
    const limited = { config: { rateLimit: { max: 60, timeWindow: 60_000 } } };
    const visitorPath = "/api/v1/chat/conversations/:conversationId/files";
    const deskPath = "/api/v1/desk/chats/:conversationId/files";
    scope.post(visitorPath, limited, async (request, reply) => {
      const place = await visitor(rooms, ground, request, reply);
      await take(rooms, place, request, { side: "customer", id: "customer", name: "" });
      return reply.send({});
    });
    scope.post(deskPath, async (request, reply) => {
      ground.checkOrigin(request);
      const session = await ground.authenticate(request);
      const { agentId, name } = session.me;
      const place = { tenantId: session.tenantId, conversationId: idOf(request), room: rooms.room(session.tenantId) };
      if (agentId === null || place.room?.maySay(place.conversationId, agentId) !== true)
        throw new ProblemError("notFound", "You do not serve this chat.");
      await take(rooms, place as Place, request, { side: "agent", id: agentId, name });
      return reply.send({});
    });
    scope.get(`${visitorPath}/:fileId`, async (request, reply) =>
      give(rooms, await visitor(rooms, ground, request, reply), request, reply),
    );
    scope.get(`${deskPath}/:fileId`, async (request, reply) => {
      ground.checkOrigin(request);
      const session = await ground.authenticate(request);
      const room = rooms.room(session.tenantId);
      const conversationId = idOf(request);
      if (room === undefined) throw new ProblemError("notFound");
      if (!room.isAt(conversationId, session.me.agentId ?? ""))
        await rooms.options.store.inTenant(session.tenantId, (tx) => requireRecord(tx, session, conversationId));
      return give(rooms, { tenantId: session.tenantId, conversationId, room }, request, reply);
    });
  });
}

function visitor(rooms: ChatRooms, ground: HttpGround, request: FastifyRequest, reply: FastifyReply) {
  return visitorOf(rooms, {
    params: request.params as Record<string, string>,
    bearer: ground.bearerOf(request),
    ...ground.embedding(request, reply),
  });
}

function idOf(request: FastifyRequest, name = "conversationId"): string {
  const id = (request.params as Record<string, string>)[name] ?? "";
  if (!z.uuid().safeParse(id).success) throw new ProblemError("notFound");
  return id;
}

/** Stores a file and says it in the conversation; the same client id again is the same file, as it came first. */
async function take(rooms: ChatRooms, place: Place, request: FastifyRequest, author: Author): Promise<void> {
  const { tenantId, conversationId, room } = place;
  const query = uploadSchema.safeParse(request.query);
  if (!query.success) throw new ProblemError("invalidRequest", "name and clientId are needed.");
  const bytes = request.body instanceof Buffer ? request.body : Buffer.alloc(0);
  const mediaType = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  ChatFiles.check(mediaType, bytes);
  const name = cleanFileName(query.data.name);
  const fileId = idFor(conversationId, author.id, query.data.clientId);
  if (!room.isOpen(conversationId)) throw new ProblemError("notPossibleNow", "The chat has ended.");
  const row = { name, media_type: mediaType, bytes: bytes.length };
  const stored = await rooms.options.store.inTenant(tenantId, async (tx) => {
    const known = await tx
      .selectFrom("chat_file")
      .select(["id", "name", "media_type", "bytes"])
      .where("conversation_id", "=", conversationId)
      .execute();
    const same = known.find(({ id }) => id === fileId);
    if (same !== undefined) return same;
    if (known.length >= maxFilesPerConversation)
      throw new ProblemError("tooManyRequests", "Too many files in this chat.");
    const { sha256 } = await rooms.files.write(tenantId, fileId, bytes);
    const stored_at = instant(rooms.options.scheduler.now());
    const inserted = { tenant_id: tenantId, id: fileId, conversation_id: conversationId, ...row, sha256, stored_at };
    await tx
      .insertInto("chat_file")
      .values(inserted)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return inserted;
  });
  const content = {
    ...{ type: "file" as const, fileId, name: stored.name },
    ...{ mediaType: stored.media_type, bytes: stored.bytes },
  };
  if (author.side === "customer") room.received(conversationId, query.data.clientId, content);
  else room.say(conversationId, author, query.data.clientId, "all", content);
}

async function give(rooms: ChatRooms, place: Place, request: FastifyRequest, reply: FastifyReply) {
  const { tenantId, conversationId } = place;
  const fileId = idOf(request, "fileId");
  const row = await rooms.options.store.inTenant(tenantId, (tx) =>
    tx
      .selectFrom("chat_file")
      .selectAll()
      .where("id", "=", fileId)
      .where("conversation_id", "=", conversationId)
      .executeTakeFirst(),
  );
  if (row === undefined) throw new ProblemError("notFound", "There is no such file.");
  const bytes = await rooms.files.read(tenantId, fileId).catch(() => {
    throw new ProblemError("unavailable", "The file cannot be read.");
  });
  return reply
    .header("content-disposition", `attachment; filename*=UTF-8''${encodeURIComponent(row.name)}`)
    .header("content-security-policy", "sandbox; default-src 'none'")
    .header("x-content-type-options", "nosniff")
    .header("cache-control", "private, no-store")
    .type(row.media_type)
    .send(bytes);
}

function idFor(...names: string[]): string {
  const hex = createHash("sha256").update(names.join(" ")).digest("hex");
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
