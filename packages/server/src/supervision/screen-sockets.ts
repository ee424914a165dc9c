// The sockets of a watched screen (SV-04): agents' pages on /api/v1/desk/screen, leaders' on /api/v1/agents/{agentId}/screen.

import { screenPageFrameSchema } from "@tellerline/api";
import type { Clock } from "@tellerline/base";
import { appendAudit, type Store } from "@tellerline/store";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { WebSocket } from "ws";
import { z } from "zod";
import type { SignedIn } from "../accounts/accounts.ts";
import type { Centre } from "../centre/centre.ts";
import type { HttpGround } from "../http/http-server.ts";
import { ProblemError } from "../http/problem-error.ts";
import { keepAlive, parseFrame, sendFrame } from "../http/session-sockets.ts";

/** Larger ones the socket does not take at all. */
const maxFrameBytes = 64 << 10;
const maxBufferedBytes = 16 << 20;
/** What a page may say in a while; a whole desk is a megabyte or two. */
const maxBytes = 64 << 20;
const whileMs = 10_000;

const questionSchema = z.object({ reason: z.string().trim().max(200).default("") });

export interface ScreenSocketOptions {
  store: Pick<Store, "inTenant">;
  clock: Clock;
  centre(tenantId: string): Centre;
  /** Cut off when the session ends. @returns what forgets it. */
  holds(session: SignedIn, close: () => void): () => void;
}

export function registerScreenSockets(app: FastifyInstance, ground: HttpGround, options: ScreenSocketOptions): void {
  const watchOver = keepAlive(app);
  const admit = async (
    socket: WebSocket,
    request: FastifyRequest,
    use: (session: SignedIn) => Promise<void> | void,
  ) => {
    watchOver(socket);
    try {
      ground.checkOrigin(request);
      const session = await ground.authenticate(request);
      await use(session);
      const forget = options.holds(session, () => socket.close(4401, "sessionEnded"));
      socket.on("close", forget);
      if (socket.readyState !== socket.OPEN) forget();
    } catch (error) {
      socket.close(4401, error instanceof ProblemError ? error.code : "internal");
    }
  };
  app.get("/api/v1/desk/screen", { websocket: true }, (socket, request) =>
    admit(socket, request, (session) => show(socket, session, options)),
  );
  app.get<{ Params: { agentId: string } }>("/api/v1/agents/:agentId/screen", { websocket: true }, (socket, request) =>
    admit(socket, request, (session) => watch(socket, request, session, options)),
  );
}

/** A page of an agent; what it says before somebody watches is dropped. */
function show(socket: WebSocket, { tenantId, me, rights }: SignedIn, { centre, clock }: ScreenSocketOptions): void {
  const { agentId } = me;
  if (!rights.has("agent.work") || agentId === null) throw new ProblemError("forbidden");
  const page = centre(tenantId).screens.connect(agentId, { send: (wish) => send(socket, wish) });
  let [bytes, since] = [0, clock.now()];
  socket.on("message", (data) => {
    const frameData = data as Buffer;
    if (clock.now() - since > whileMs) [bytes, since] = [0, clock.now()];
    bytes += frameData.length;
    const frame = bytes > maxBytes ? undefined : parseFrame(frameData, screenPageFrameSchema, maxFrameBytes);
    if (frame === undefined) socket.close(1008, "notAFrame");
    else page.hear(frame);
  });
  socket.on("close", () => page.leave());
  if (socket.readyState !== socket.OPEN) page.leave();
}

/** A leader watches; when he began and ended, and why, is audited before he sees anything. */
async function watch(
  socket: WebSocket,
  request: FastifyRequest,
  { tenantId, me, rights }: SignedIn,
  { store, clock, centre }: ScreenSocketOptions,
): Promise<void> {
  const { agentId } = request.params as { agentId: string };
  if (!rights.has("supervise")) throw new ProblemError("forbidden");
  const { screens, configuration } = centre(tenantId);
  if (!configuration.agents.has(agentId)) throw new ProblemError("notFound");
  const question = questionSchema.safeParse(request.query);
  if (!question.success) throw new ProblemError("invalidRequest");
  const { reason } = question.data;
  const audit = (action: string, detail: Record<string, unknown>) =>
    store.inTenant(tenantId, (tx) =>
      appendAudit(tx, tenantId, { at: clock.now(), actor: me.userId, action, subject: agentId, detail }),
    );
  const from = clock.now();
  await audit("screen.watch", reason === "" ? {} : { reason });
  const leave = screens.watch(agentId, { send: (frame) => send(socket, frame) });
  const end = () => {
    leave();
    void audit("screen.watched", { seconds: Math.round((clock.now() - from) / 1000) }).catch(() => undefined);
  };
  if (socket.readyState === socket.OPEN) socket.on("close", end);
  else end();
}

const send = (socket: WebSocket, frame: object) => sendFrame(socket, frame, maxBufferedBytes);
