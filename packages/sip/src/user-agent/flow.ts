// Where messages come from and go to. A flow is one known path (a UDP address pair or one connection); a target is a
// place for which a transport still has to find or open one.

export type Transport = "udp" | "tcp" | "tls" | "ws" | "wss";

/** A path a message came in on, and on which answers go back. Addresses are numeric. */
export interface Flow {
  transport: Transport;
  localAddress: string;
  localPort: number;
  remoteAddress: string;
  remotePort: number;
  /** Set for every transport but UDP: the one connection this flow is. */
  connectionId?: string;
}

/** A place to send to: `host` is an address or a name for io/ to look up. */
export interface Target {
  transport: Transport;
  host: string;
  port: number;
}

export type Destination = { flow: Flow } | { target: Target };

/** What goes into our Via and Contact: where a peer reaches us. */
export interface LocalAddress {
  host: string;
  port: number;
}

export function isReliable(transport: Transport): boolean {
  return transport !== "udp";
}

export function transportOf(destination: Destination): Transport {
  return "flow" in destination ? destination.flow.transport : destination.target.transport;
}

/** The host or address a destination leads to, for look-ups of our own address towards it. */
export function remoteHostOf(destination: Destination): string {
  return "flow" in destination ? destination.flow.remoteAddress : destination.target.host;
}
