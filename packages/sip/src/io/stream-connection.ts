// One TCP or TLS connection: frames what comes, queues what goes until it is open.

import type { Socket } from "node:net";
import { StreamFramer } from "../message/stream-framer.ts";
import type { Flow, Transport } from "../user-agent/flow.ts";

export interface StreamOwner {
  received(bytes: Uint8Array, connection: StreamConnection): void;
  /** Once, however it ended. `unsent` are the ids of messages that never left. */
  closed(connection: StreamConnection, unsent: readonly string[], reason: string): void;
}

/** A peer that does not read is cut off (SPEC.md, IO-3). */
const maxQueuedBytes = 1_048_576;
const connectTimeoutMs = 5_000;
/** An incoming connection must say something sensible within this time. */
const silentTimeoutMs = 30_000;

export class StreamConnection {
  readonly id: string;
  readonly transport: Transport;
  readonly #socket: Socket;
  readonly #owner: StreamOwner;
  readonly #framer: StreamFramer;
  readonly #waiting: string[] = [];
  #open: boolean;
  #ended = false;
  #reason = "closed";

  constructor(
    id: string,
    transport: "tcp" | "tls",
    socket: Socket,
    owner: StreamOwner,
    options: { open: boolean; maxMessageBytes: number },
  ) {
    this.id = id;
    this.transport = transport;
    this.#socket = socket;
    this.#owner = owner;
    this.#open = options.open;
    this.#framer = new StreamFramer(options.maxMessageBytes);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    socket.setTimeout(options.open ? silentTimeoutMs : connectTimeoutMs, () => this.close("silent"));
    socket.on("data", (chunk: Buffer) => this.#data(chunk));
    socket.on("error", (error) => this.close(error.message));
    socket.on("end", () => this.close("closed by the peer"));
    socket.on("close", () => this.close("closed"));
    if (!options.open) socket.once(transport === "tls" ? "secureConnect" : "connect", () => this.#opened());
  }

  get flow(): Flow {
    const { localAddress = "", localPort = 0, remoteAddress = "", remotePort = 0 } = this.#socket;
    return {
      transport: this.transport,
      localAddress: plain(localAddress),
      localPort,
      remoteAddress: plain(remoteAddress),
      remotePort,
      connectionId: this.id,
    };
  }

  send(bytes: Uint8Array, sendId: string | undefined): void {
    if (this.#ended) return;
    if (!this.#open && sendId !== undefined) this.#waiting.push(sendId);
    this.#socket.write(bytes);
    if (this.#socket.writableLength > maxQueuedBytes) this.close("the peer does not read");
  }

  close(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#reason = reason;
    this.#socket.destroy();
    this.#owner.closed(this, this.#waiting, this.#reason);
  }

  #opened(): void {
    this.#open = true;
    this.#waiting.length = 0;
    this.#socket.setTimeout(0);
  }

  #data(chunk: Uint8Array): void {
    for (const framed of this.#framer.push(chunk)) {
      if (this.#ended) return;
      if (framed.type === "message") {
        this.#socket.setTimeout(0);
        this.#owner.received(framed.bytes, this);
      } else if (framed.type === "ping") this.#socket.write("\r\n");
      else this.close(framed.reason);
    }
  }
}

/** IPv4 as IPv4, also on a socket of both families. */
export function plain(address: string): string {
  return address.startsWith("::ffff:") ? address.slice(7) : address;
}
