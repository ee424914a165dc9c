// Sockets that pages hold open: pinged, so that one whose page is gone is noticed, and cut off when their session ends.

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
