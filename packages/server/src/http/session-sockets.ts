// Sockets that pages hold open: what they say is checked, they are pinged, so that one whose page is gone is noticed, cut off when
// their session ends and when they do not take what they are sent.

import type { WebSocket } from "ws";
import type { SignedIn } from "../accounts/accounts.ts";

const pingMs = 30_000;

/** Those that belong to a session. */
export class SessionSockets {
  readonly #open = new Set<{ session: SignedIn; close(): void }>();

  add(session: SignedIn, close: () => void): () => void {
    const one = { session, close };
    this.#open.add(one);
    return () => this.#open.delete(one);
  }

  endSessions(sessionIds: readonly string[]): void {
    for (const one of [...this.#open]) if (sessionIds.includes(one.session.sessionId)) one.close();
  }
}

/** Looks after sockets until the server closes. @returns what adds one. */
export function keepAlive(app: { addHook(name: "onClose", run: () => void): unknown }): (socket: WebSocket) => void {
  const alive = new Set<WebSocket>();
  const sockets = new Set<WebSocket>();
  const ping = setInterval(() => {
    for (const socket of sockets) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, pingMs);
  app.addHook("onClose", () => clearInterval(ping));
  return (socket) => {
    sockets.add(socket);
    alive.add(socket);
    socket.on("pong", () => alive.add(socket));
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      sockets.delete(socket);
      alive.delete(socket);
    });
  };
}

/** A frame of JSON; undefined for what is too large or none. */
export function parseFrame<T>(
  data: Buffer,
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
  maxBytes: number,
): T | undefined {
  if (data.length > maxBytes) return undefined;
  try {
    const result = schema.safeParse(JSON.parse(data.toString("utf8")));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}

/** A reader that is too slow is cut off: he comes back and gets what he missed. */
export function sendFrame(socket: WebSocket, frame: object, maxBufferedBytes: number): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > maxBufferedBytes) socket.close(4408, "tooSlow");
  else socket.send(JSON.stringify(frame));
}
