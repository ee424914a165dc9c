// UDP sockets as legs use them: bound to one address, never failing loudly.

import { createSocket, type Socket } from "node:dgram";

/** Ports tried before giving up: others on this host may use the same range. */
export const portAttempts = 50;

/** A bound socket, or undefined if the port is taken. */
export function boundSocket(address: string, port: number): Promise<Socket | undefined> {
  const family = address.includes(":") ? 6 : 4;
  const socket = createSocket({
    type: family === 6 ? "udp6" : "udp4",
    // All our addresses are literal: answering at once keeps sending synchronous, so that a packet's buffer is free again.
    lookup: (host, _options, callback) => callback(null, host, host.includes(":") ? 6 : 4),
  });
  return new Promise((resolve) => {
    socket.once("error", () => {
      socket.close();
      resolve(undefined);
    });
    socket.bind({ address, port, exclusive: true }, () => {
      // An unreachable peer must not end the process; the watchdog tells of the silence.
      socket.removeAllListeners("error").on("error", () => {});
      resolve(socket);
    });
  });
}

export function closeSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
}
