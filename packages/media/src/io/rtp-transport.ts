// An RTP leg's two sockets (RTP on an even port, RTCP on the next) and its offer and answer.

import { randomInt } from "node:crypto";
import type { Socket } from "node:dgram";
import type { Leg, LegMedia } from "../call/leg.ts";
import { payloadKinds } from "../call/leg.ts";
import { type Direction, done, failed, type Outcome } from "../protocol.ts";
import { isRtcpType, RtpHeader, readRtp } from "../rtp/rtp-packet.ts";
import { type Agreed, OfferAnswer } from "../sdp/offer-answer.ts";
import type { LegTransport } from "./leg-transport.ts";
import type { PortSlice } from "./port-slice.ts";
import { boundSocket, closeSocket, portAttempts } from "./udp-socket.ts";

/** What a transport tells about its leg. */
export interface RtpListener {
  agreed(media: LegMedia): void;
  packet(header: RtpHeader, bytes: Buffer): void;
  report(bytes: Uint8Array): void;
  now(): number;
}

interface Sockets {
  rtp: Socket;
  rtcp: Socket;
  port: number;
}

export class RtpTransport implements LegTransport {
  readonly address: string;
  readonly port: number;
  readonly #leg: Leg;
  readonly #sockets: Sockets;
  readonly #ports: PortSlice;
  readonly #listener: RtpListener;
  readonly #session: OfferAnswer;
  readonly #header = new RtpHeader();
  #rtcpPort = 0;
  #rtcpMux = false;
  #closed = false;

  private constructor(leg: Leg, address: string, sockets: Sockets, ports: PortSlice, listener: RtpListener) {
    this.#leg = leg;
    this.address = address;
    this.port = sockets.port;
    this.#sockets = sockets;
    this.#ports = ports;
    this.#listener = listener;
    this.#session = new OfferAnswer({ address, port: sockets.port, sessionId: String(randomInt(1, 2 ** 47)) });
    sockets.rtp.on("message", (bytes, from) => this.#received(bytes, from.address, from.port));
    sockets.rtcp.on("message", (bytes, from) => {
      if (from.address === this.#leg.latch.address) this.#listener.report(bytes);
    });
  }

  /** Binds two ports. Errors: noPorts. @param bind local address @param announce address in SDP. */
  static async open(
    leg: Leg,
    bind: string,
    announce: string,
    ports: PortSlice,
    listener: RtpListener,
  ): Promise<Outcome<RtpTransport>> {
    for (let attempt = 0; attempt < portAttempts; attempt++) {
      const port = ports.take();
      if (port === undefined) break;
      const rtp = await boundSocket(bind, port);
      const rtcp = rtp === undefined ? undefined : await boundSocket(bind, port + 1);
      if (rtp !== undefined && rtcp !== undefined) {
        return done(new RtpTransport(leg, announce, { rtp, rtcp, port }, ports, listener));
      }
      rtp?.close();
      ports.giveBack(port);
    }
    return failed("noPorts", `no pair of free UDP ports on ${bind}`);
  }

  async offer(direction: Direction | undefined): Promise<Outcome<{ sdp: string }>> {
    return done({ sdp: this.#session.offer(direction) });
  }

  async answer(sdp: string): Promise<Outcome<{ sdp: string; remoteDirection: Direction }>> {
    const answered = this.#session.answer(sdp);
    if (!answered.ok) return answered;
    this.#take(answered.value.agreed);
    return done({ sdp: answered.value.sdp, remoteDirection: answered.value.agreed.remoteDirection });
  }

  async accept(sdp: string): Promise<Outcome<{ remoteDirection: Direction }>> {
    const accepted = this.#session.accept(sdp);
    if (!accepted.ok) return accepted;
    this.#take(accepted.value);
    return done({ remoteDirection: accepted.value.remoteDirection });
  }

  send(bytes: Buffer, start: number, end: number): void {
    const { address, port } = this.#leg.latch;
    if (this.#closed || address === undefined) return;
    this.#sockets.rtp.send(bytes, start, end - start, port, address);
  }

  sendRtcp(bytes: Uint8Array): void {
    const { address, port } = this.#leg.latch;
    if (this.#closed || address === undefined) return;
    if (this.#rtcpMux) this.#sockets.rtp.send(bytes, port, address);
    else if (this.#rtcpPort > 0) this.#sockets.rtcp.send(bytes, this.#rtcpPort, address);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all([closeSocket(this.#sockets.rtp), closeSocket(this.#sockets.rtcp)]);
    this.#ports.giveBack(this.port);
  }

  #take(agreed: Agreed): void {
    this.#leg.latch.promise(agreed.remoteAddress, agreed.remotePort);
    this.#rtcpMux = agreed.rtcpMux;
    this.#rtcpPort = agreed.remoteRtcpPort;
    this.#listener.agreed(agreed);
  }

  #received(bytes: Buffer, address: string, port: number): void {
    if (this.#closed) return;
    const header = this.#header;
    if (readRtp(bytes, bytes.length, header)) {
      // Only what we have agreed upon may teach us where the other side is.
      if (this.#leg.kindOf(header.payloadType) === payloadKinds.unknown) return;
      if (!this.#leg.latch.admit(address, port, header.ssrc, this.#listener.now())) return;
      this.#listener.packet(header, bytes);
    } else if (bytes.length >= 8 && isRtcpType(bytes[1] as number) && address === this.#leg.latch.address) {
      this.#listener.report(bytes);
    }
  }
}
