// The shell of a SipEndpoint: listens on UDP, TCP and TLS, adopts WebSockets, opens connections, and carries messages.
//
//   sockets ──received──▶ Runner(SipEndpoint) ──send──▶ sockets
//                                  └──events──▶ onEvent

import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { lookup } from "node:dns";
import { connect, createServer, isIP, type Server, type Socket } from "node:net";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";
import { type Log, Runner, type Scheduler, silentLog } from "@tellerline/base";
import { defaultLimits, type EndpointOptions } from "../user-agent/endpoint-options.ts";
import type { Destination, Flow, LocalAddress, Target, Transport } from "../user-agent/flow.ts";
import type { Binding, DialogTicket, SipCommand, SipEvent, SipInput, SipOutput } from "../user-agent/protocol.ts";
import { SipEndpoint } from "../user-agent/sip-endpoint.ts";
import { ListenError } from "./listen-error.ts";
import { addressTowards, isWildcard } from "./local-addresses.ts";
import type { ConnectionPath, MessageConnection } from "./message-connection.ts";
import { plain, StreamConnection, type StreamOwner } from "./stream-connection.ts";

export type Listen =
  | { transport: "udp" | "tcp"; host: string; port: number }
  /** PEM texts. */
  | { transport: "tls"; host: string; port: number; key: string; cert: string };

export interface SipTransportsOptions {
  scheduler: Scheduler;
  endpoint: Omit<EndpointOptions, "localAddress">;
  listen: readonly Listen[];
  /** Called for everything the endpoint says, in order. May call `handle`. */
  onEvent(event: SipEvent): void;
  /** The address peers outside our networks reach us at. */
  announcedHost?: string;
  /** Address and port of the WebSocket server, for Via and Contact towards browsers. */
  webSocketAddress?: LocalAddress;
  /** PEM of authorities trusted for outgoing TLS beyond the usual ones. */
  tlsAuthorities?: string;
  /** For laboratories only: outgoing TLS to whoever answers. */
  tlsUnverified?: boolean;
  log?: Log;
}

interface Listener {
  transport: "udp" | "tcp" | "tls";
  host: string;
  port: number;
  socket: UdpSocket | Server;
}

const maxConnections = 50_000;

export class SipTransports implements StreamOwner {
  readonly #options: SipTransportsOptions;
  readonly #log: Log;
  readonly #endpoint: SipEndpoint;
  readonly #runner: Runner<SipInput, SipOutput>;
  readonly #listeners: Listener[] = [];
  readonly #streams = new Map<string, StreamConnection>();
  /** Streams by where they lead, so that a target finds the connection that is there. */
  readonly #streamsByPlace = new Map<string, StreamConnection>();
  readonly #webSockets = new Map<string, MessageConnection>();
  #connections = 0;
  #closed = false;

  /** Listens everywhere or nowhere: throws a ListenError with one clear line. */
  static async open(options: SipTransportsOptions): Promise<SipTransports> {
    const transports = new SipTransports(options);
    try {
      for (const listen of options.listen) await transports.#listen(listen);
    } catch (error) {
      await transports.close();
      throw error;
    }
    return transports;
  }

  private constructor(options: SipTransportsOptions) {
    this.#options = options;
    this.#log = options.log ?? silentLog;
    this.#endpoint = new SipEndpoint({
      ...options.endpoint,
      localAddress: (transport, remoteHost) => this.#localAddress(transport, remoteHost),
    });
    this.#runner = new Runner<SipInput, SipOutput>(this.#endpoint, options.scheduler, (output) => this.#act(output));
  }

  /** Where it listens; a port 0 asked for is the real one here. */
  get addresses(): readonly { transport: Transport; host: string; port: number }[] {
    return this.#listeners.map(({ transport, host, port }) => ({ transport, host, port }));
  }

  get sizes(): { legs: number; dialogs: number; transactions: number; connections: number } {
    return { ...this.#endpoint.sizes, connections: this.#streams.size + this.#webSockets.size };
  }

  handle(command: SipCommand): void {
    this.#runner.handle(command);
  }

  bindings(aor: string): Binding[] {
    return this.#endpoint.bindings(aor);
  }

  /** What a later run needs to end the call of a leg; undefined while it is not confirmed. */
  ticket(legId: string): DialogTicket | undefined {
    return this.#endpoint.ticket(legId);
  }

  /** Takes over a WebSocket that speaks the subprotocol "sip" (RFC 7118). @returns its connection id. */
  adoptWebSocket(connection: MessageConnection, path: ConnectionPath): string {
    const id = this.#newId(path.secure ? "wss" : "ws");
    const { localAddress, localPort, remoteAddress, remotePort } = path;
    const flow: Flow = {
      transport: path.secure ? "wss" : "ws",
      ...{ localAddress: plain(localAddress), localPort, remoteAddress: plain(remoteAddress), remotePort },
      connectionId: id,
    };
    this.#webSockets.set(id, connection);
    connection.onMessage((message) => {
      const bytes = typeof message === "string" ? Buffer.from(message, "utf8") : message;
      // RFC 5626 §3.5.1 on WebSockets: browsers' stacks ping with empty lines.
      if (bytes.length === 4 && bytes[0] === 13) return connection.send("\r\n");
      this.#runner.handle({ type: "received", bytes, flow });
    });
    connection.onClose(() => {
      if (this.#webSockets.delete(id)) this.#runner.handle({ type: "connectionClosed", connectionId: id });
    });
    return id;
  }

  /** Ends every connection and listener. Calls that are up are not told: hang them up before. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#runner.stop();
    for (const stream of [...this.#streams.values()]) stream.close("shut down");
    for (const connection of this.#webSockets.values()) connection.close();
    this.#webSockets.clear();
    await Promise.all(
      this.#listeners.map(({ socket }) => new Promise<void>((done) => void socket.close(() => done()))),
    );
  }

  // --- Listening ---------------------------------------------------------------------------------------------------

  async #listen(listen: Listen): Promise<void> {
    const { transport, host } = listen;
    const socket = transport === "udp" ? await this.#bindUdp(listen) : await this.#bindStream(listen);
    const address = socket.address();
    const port = typeof address === "object" && address !== null ? address.port : listen.port;
    this.#listeners.push({ transport, host, port, socket });
    socket.on("error", (error: Error) => this.#log.error("sip.listener", { transport, error: error.message }));
    this.#log.info("sip.listening", { transport, host, port });
  }

  #bindUdp(listen: Listen): Promise<UdpSocket> {
    const type = isIP(listen.host) === 6 ? "udp6" : "udp4";
    const socket = createSocket({ type, recvBufferSize: 4_194_304 });
    const { host: localAddress } = listen;
    let localPort = listen.port;
    socket.on("message", (bytes, from) => {
      const flow: Flow = {
        ...{ transport: "udp", localAddress, localPort, remoteAddress: plain(from.address), remotePort: from.port },
      };
      this.#runner.handle({ type: "received", bytes, flow });
    });
    return new Promise((done, failed) => {
      socket.once("error", (error) => failed(new ListenError(listen, error)));
      socket.bind(listen.port, listen.host, () => {
        socket.removeAllListeners("error");
        localPort = socket.address().port;
        done(socket);
      });
    });
  }

  #bindStream(listen: Listen): Promise<Server> {
    const transport = listen.transport === "tls" ? "tls" : "tcp";
    const accept = (socket: Socket) => this.#accept(transport, socket);
    const server =
      listen.transport === "tls"
        ? createTlsServer({ key: listen.key, cert: listen.cert, minVersion: "TLSv1.2" }, accept)
        : createServer(accept);
    return new Promise((done, failed) => {
      server.once("error", (error) => failed(new ListenError(listen, error)));
      server.listen(listen.port, listen.host, () => {
        server.removeAllListeners("error");
        done(server);
      });
    });
  }

  #accept(transport: "tcp" | "tls", socket: Socket): void {
    if (this.#closed || this.#streams.size >= maxConnections) {
      socket.destroy();
      return;
    }
    this.#keep(new StreamConnection(this.#newId(transport), transport, socket, this, this.#streamOptions(true)));
  }

  // --- StreamOwner -------------------------------------------------------------------------------------------------

  received(bytes: Uint8Array, connection: StreamConnection): void {
    this.#runner.handle({ type: "received", bytes, flow: connection.flow });
  }

  closed(connection: StreamConnection, unsent: readonly string[], reason: string): void {
    this.#streams.delete(connection.id);
    for (const [place, one] of this.#streamsByPlace) if (one === connection) this.#streamsByPlace.delete(place);
    for (const sendId of unsent) this.#runner.handle({ type: "sendFailed", sendId, reason });
    this.#runner.handle({ type: "connectionClosed", connectionId: connection.id });
  }

  // --- Sending -----------------------------------------------------------------------------------------------------

  #act(output: SipOutput) {
    if (output.type !== "send") return this.#options.onEvent(output);
    const { bytes, destination, sendId } = output;
    const reason = "flow" in destination ? this.#sendOn(destination.flow, bytes, sendId) : this.#sendTo(output);
    if (reason !== undefined) this.#failed(sendId, destination, reason);
  }

  #failed(sendId: string | undefined, destination: Destination, reason: string): void {
    this.#log.debug("sip.sendFailed", { destination, reason });
    if (sendId !== undefined) this.#runner.handle({ type: "sendFailed", sendId, reason });
  }

  /** @returns why it cannot be sent, or undefined. */
  #sendOn(flow: Flow, bytes: Uint8Array, sendId: string | undefined): string | undefined {
    if (flow.transport === "udp") {
      return this.#sendDatagram(bytes, flow.remoteAddress, flow.remotePort, flow, { flow }, sendId);
    }
    const connectionId = flow.connectionId ?? "";
    const webSocket = this.#webSockets.get(connectionId);
    if (webSocket !== undefined) {
      webSocket.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8"));
      return undefined;
    }
    const stream = this.#streams.get(connectionId);
    if (stream === undefined) return "the connection is closed";
    stream.send(bytes, sendId);
    return undefined;
  }

  #sendTo(output: SipOutput & { type: "send" }): string | undefined {
    const { bytes, destination, sendId } = output;
    if (!("target" in destination)) return undefined;
    const { target } = destination;
    if (isIP(target.host) !== 0) return this.#sendToAddress(target, target.host, bytes, destination, sendId);
    const place = placeOf(target.transport, target.host, target.port);
    if (target.transport !== "udp" && this.#streamsByPlace.has(place))
      return this.#sendToAddress(target, target.host, bytes, destination, sendId);
    lookup(target.host, (error, address) => {
      if (this.#closed) return;
      const reason =
        error === null ? this.#sendToAddress(target, address, bytes, destination, sendId) : "the name is not known";
      if (reason !== undefined) this.#failed(sendId, destination, reason);
    });
    return undefined;
  }

  #sendToAddress(
    target: Target,
    address: string,
    bytes: Uint8Array,
    destination: Destination,
    sendId: string | undefined,
  ): string | undefined {
    const { transport, port } = target;
    if (transport === "udp") return this.#sendDatagram(bytes, address, port, undefined, destination, sendId);
    if (transport === "ws" || transport === "wss") return "browsers call us, we cannot call them";
    const stream = this.#streamsByPlace.get(placeOf(transport, target.host, port)) ?? this.#connect(target, address);
    stream.send(bytes, sendId);
    return undefined;
  }

  #sendDatagram(
    bytes: Uint8Array,
    address: string,
    port: number,
    flow: Flow | undefined,
    destination: Destination,
    sendId: string | undefined,
  ): string | undefined {
    const listener = this.#udpListener(address, flow);
    if (listener === undefined) return "no UDP listener";
    if (port < 1 || port > 65_535) return "no such port";
    (listener.socket as UdpSocket).send(bytes, port, address, (error) => {
      if (error !== null && !this.#closed) this.#failed(sendId, destination, error.message);
    });
    return undefined;
  }

  #connect(target: Target, address: string): StreamConnection {
    const { host, port, tls } = { host: address, port: target.port, tls: target.transport === "tls" };
    const socket = tls
      ? connectTls({
          ...{ host, port, rejectUnauthorized: this.#options.tlsUnverified !== true },
          ...(isIP(target.host) === 0 && { servername: target.host }),
          ...(this.#options.tlsAuthorities !== undefined && { ca: this.#options.tlsAuthorities }),
        })
      : connect({ host, port });
    const transport = tls ? "tls" : "tcp";
    const stream = new StreamConnection(this.#newId(transport), transport, socket, this, this.#streamOptions(false));
    this.#keep(stream, target.host, target.port);
    return stream;
  }

  #keep(stream: StreamConnection, host?: string, port?: number): void {
    this.#streams.set(stream.id, stream);
    const flow = stream.flow;
    this.#streamsByPlace.set(placeOf(stream.transport, host ?? flow.remoteAddress, port ?? flow.remotePort), stream);
  }

  #streamOptions(open: boolean): { open: boolean; maxMessageBytes: number } {
    return { open, maxMessageBytes: this.#options.endpoint.limits?.maxMessageBytes ?? defaultLimits.maxMessageBytes };
  }

  #newId(transport: string): string {
    this.#connections += 1;
    return `${transport}-${this.#connections}`;
  }

  // --- Our addresses -----------------------------------------------------------------------------------------------

  #udpListener(remote: string, flow: Flow | undefined): Listener | undefined {
    const udp = this.#listeners.filter((one) => one.transport === "udp" && isIP(one.host) === isIP(remote));
    const same = udp.find((one) => one.host === flow?.localAddress && one.port === flow.localPort);
    return same ?? best(udp, remote);
  }

  #localAddress(transport: Transport, remoteHost: string): LocalAddress | undefined {
    if (transport === "ws" || transport === "wss") return this.#options.webSocketAddress;
    const listener = best(
      this.#listeners.filter((one) => one.transport === transport),
      remoteHost,
    );
    if (listener === undefined) return undefined;
    const { host, port } = listener;
    return { host: isWildcard(host) ? addressTowards(remoteHost, this.#options.announcedHost) : host, port };
  }
}

/** Of several listeners the one whose address leads to the peer. */
function best(listeners: readonly Listener[], remote: string): Listener | undefined {
  if (listeners.length < 2) return listeners[0];
  const own = addressTowards(remote, undefined);
  return listeners.find((one) => one.host === own) ?? listeners.find((one) => isWildcard(one.host)) ?? listeners[0];
}

function placeOf(transport: Transport, host: string, port: number): string {
  return `${transport} ${host}:${port}`;
}
