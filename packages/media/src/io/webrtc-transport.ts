// A browser leg: ICE, DTLS-SRTP and SDP by werift, one audio stream of G.711 with telephone-event.
//
//   offer()/answer() ─▶ werift's SDP, its host candidates only the announced address
//   packets in ─▶ decrypted by werift ─▶ RTP packet ─▶ call        call ─▶ RTP packet ─▶ encrypted ─▶ out
//
// Packets are handed to the DTLS transport directly: werift's sender would give digits the payload type of audio and
// copy every packet twice. STUN servers are only those we are given (its default asks a public one).

import {
  MediaStream,
  MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader as WireHeader,
} from "werift";
import type { LegMedia } from "../call/leg.ts";
import { type Direction, done, failed, type IceServer, type Outcome } from "../protocol.ts";
import { RtpHeader, rtpHeaderBytes, uint16, uint32, writeRtp } from "../rtp/rtp-packet.ts";
import { agreeAudio } from "../sdp/offer-answer.ts";
import { readSdp } from "../sdp/session-description.ts";
import type { LegTransport } from "./leg-transport.ts";
import type { PortSlice } from "./port-slice.ts";
import type { RtpListener } from "./rtp-transport.ts";
import { boundSocket, closeSocket, portAttempts } from "./udp-socket.ts";

export interface WebrtcListener extends RtpListener {
  connected(): void;
  lost(reason: "closed" | "failed"): void;
}

export interface WebrtcOptions {
  /** Local address the socket is bound to. */
  bind: string;
  /** Address in the host candidates. */
  announce: string;
  ports: PortSlice;
  iceServers: IceServer[];
  listener: WebrtcListener;
}

const gatherTimeoutMs = 3000;
const codecs = [
  new RTCRtpCodecParameters({ mimeType: "audio/PCMA", clockRate: 8000, channels: 1, payloadType: 8 }),
  new RTCRtpCodecParameters({ mimeType: "audio/PCMU", clockRate: 8000, channels: 1, payloadType: 0 }),
  new RTCRtpCodecParameters({ mimeType: "audio/telephone-event", clockRate: 8000, channels: 1, payloadType: 101 }),
];

export class WebrtcTransport implements LegTransport {
  readonly address: string;
  readonly port: number;
  readonly #options: WebrtcOptions;
  readonly #connection: RTCPeerConnection;
  readonly #track = new MediaStreamTrack({ kind: "audio" });
  readonly #transceiver: ReturnType<RTCPeerConnection["addTransceiver"]>;
  readonly #header = new RtpHeader();
  #connected = false;
  #closed = false;

  private constructor(options: WebrtcOptions, port: number) {
    this.#options = options;
    this.address = options.announce;
    this.port = port;
    this.#connection = new RTCPeerConnection({
      codecs: { audio: codecs, video: [] },
      iceServers: options.iceServers,
      // Only the address we bind: without the two flags every address of the host would be a candidate.
      iceUseIpv4: false,
      iceUseIpv6: false,
      iceAdditionalHostAddresses: [options.bind],
      iceInterfaceAddresses: options.bind.includes(":") ? { udp6: options.bind } : { udp4: options.bind },
      icePortRange: [port, port + 1],
      iceStunGatherTimeout: 2,
    });
    const streams = [new MediaStream([this.#track])];
    this.#transceiver = this.#connection.addTransceiver(this.#track, { direction: "sendrecv", streams });
    this.#connection.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe((packet) => this.#received(packet.header, packet.payload));
    });
    this.#connection.connectionStateChange.subscribe((state) => this.#stateChanged(state));
  }

  /** Errors: noPorts. */
  static async open(options: WebrtcOptions): Promise<Outcome<LegTransport>> {
    for (let attempt = 0; attempt < portAttempts; attempt++) {
      const port = options.ports.take();
      if (port === undefined) break;
      // werift would gather no candidate, and not say why.
      const probe = await boundSocket(options.bind, port);
      if (probe !== undefined) {
        await closeSocket(probe);
        return done(new WebrtcTransport(options, port));
      }
      options.ports.giveBack(port);
    }
    return failed("noPorts", `no free UDP port for a browser leg on ${options.bind}`);
  }

  async offer(direction: Direction | undefined): Promise<Outcome<{ sdp: string }>> {
    if (this.#connection.signalingState === "have-remote-offer") return failed("wrongState", "an offer is unanswered");
    this.#transceiver.setDirection(direction ?? "sendrecv");
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    return this.#described();
  }

  async answer(sdp: string): Promise<Outcome<{ sdp: string; remoteDirection: Direction }>> {
    const media = mediaOf(sdp);
    if (!media.ok) return media;
    if (this.#connection.signalingState !== "stable") return failed("wrongState", "our own offer is unanswered");
    this.#transceiver.setDirection("sendrecv");
    try {
      await this.#connection.setRemoteDescription({ type: "offer", sdp: onlyPayloads(sdp, media.value.receive) });
      await this.#connection.setLocalDescription(await this.#connection.createAnswer());
    } catch (error) {
      return failed("malformedSdp", String(error));
    }
    const described = await this.#described();
    if (!described.ok) return described;
    this.#options.listener.agreed(media.value);
    return done({ sdp: described.value.sdp, remoteDirection: media.value.remoteDirection });
  }

  async accept(sdp: string): Promise<Outcome<{ remoteDirection: Direction }>> {
    const media = mediaOf(sdp);
    if (!media.ok) return media;
    const state = this.#connection.signalingState;
    if (state === "have-local-offer") {
      try {
        await this.#connection.setRemoteDescription({ type: "answer", sdp });
      } catch (error) {
        return failed("malformedSdp", String(error));
      }
    } else if (this.#connection.remoteDescription === null) {
      return failed("wrongState", "there is no offer of ours to be answered");
    }
    // Else the 200 repeats the answer of the 183.
    this.#options.listener.agreed(media.value);
    return done({ remoteDirection: media.value.remoteDirection });
  }

  send(bytes: Buffer, start: number, end: number): void {
    if (!this.#connected || this.#closed) return;
    const sender = this.#transceiver.sender;
    const header = new WireHeader({
      version: 2,
      marker: ((bytes[start + 1] as number) & 0x80) !== 0,
      payloadType: (bytes[start + 1] as number) & 0x7f,
      sequenceNumber: uint16(bytes, start + 2),
      timestamp: uint32(bytes, start + 4),
      ssrc: sender.ssrc,
    });
    void sender.dtlsTransport.sendRtp(bytes.subarray(start + rtpHeaderBytes, end), header);
  }

  sendRtcp(): void {
    // werift reports for itself.
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await this.#connection.close();
    } finally {
      this.#options.ports.giveBack(this.port);
    }
  }

  #stateChanged(state: string): void {
    if (this.#closed) return;
    if (state === "connected" && !this.#connected) {
      this.#connected = true;
      this.#options.listener.connected();
    } else if (state === "closed" || state === "failed") {
      this.#options.listener.lost(state);
    }
  }

  #received(wire: WireHeader, payload: Buffer): void {
    if (this.#closed) return;
    const header = this.#header;
    const bytes = Buffer.allocUnsafe(rtpHeaderBytes + payload.length);
    payload.copy(bytes, rtpHeaderBytes);
    header.marker = wire.marker;
    header.payloadType = wire.payloadType;
    header.sequence = wire.sequenceNumber;
    header.timestamp = wire.timestamp;
    header.ssrc = wire.ssrc;
    header.payloadStart = rtpHeaderBytes;
    header.payloadEnd = bytes.length;
    writeRtp(bytes, 0, header);
    this.#options.listener.packet(header, bytes);
  }

  /** Our description once all candidates are known. */
  async #described(): Promise<Outcome<{ sdp: string }>> {
    if (this.#connection.iceGatheringState !== "complete") {
      await Promise.race([
        this.#connection.iceGatheringStateChange.watch((state) => state === "complete"),
        new Promise((resolve) => setTimeout(resolve, gatherTimeoutMs)),
      ]).catch(() => undefined);
    }
    const sdp = this.#connection.localDescription?.sdp ?? "";
    if (!sdp.includes("a=candidate:")) return failed("noPorts", `no ICE candidate on ${this.#options.bind}`);
    return done({ sdp: announced(sdp, this.#options.bind, this.#options.announce) });
  }
}

/** The codec and directions of a browser's description. */
function mediaOf(sdp: string): Outcome<LegMedia> {
  const read = readSdp(sdp);
  if (!read.ok) return read;
  const audio = read.value.media.find((line) => line.kind === "audio" && line.protocol === "UDP/TLS/RTP/SAVPF");
  if (audio === undefined) return failed("noAudio", "no m=audio over UDP/TLS/RTP/SAVPF");
  const agreed = agreeAudio(audio);
  if (!agreed.ok) return agreed;
  return done({ ...agreed.value, remoteDirection: audio.direction });
}

/**
 * The audio with no payload types but those given. Browsers offer telephone-event at 48 kHz too, and werift would agree
 * on whichever of them comes first.
 */
function onlyPayloads(sdp: string, types: ReadonlyMap<number, unknown>): string {
  let ours = false;
  const kept: string[] = [];
  for (const line of sdp.split(/\r\n|\n/)) {
    if (line.startsWith("m=")) ours = line.startsWith("m=audio ");
    const type = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /.exec(line)?.[1];
    if (ours && type !== undefined && !types.has(Number(type))) continue;
    kept.push(ours && line.startsWith("m=") ? withFormats(line, types) : line);
  }
  return kept.join("\r\n");
}

function withFormats(line: string, types: ReadonlyMap<number, unknown>): string {
  const [kind, port, protocol, ...formats] = line.split(" ");
  return [kind, port, protocol, ...formats.filter((format) => types.has(Number(format)))].join(" ");
}

/** Host candidates with the address that the other side can reach. */
function announced(sdp: string, bind: string, announce: string): string {
  if (bind === announce) return sdp;
  return sdp
    .split("\r\n")
    .map((line) =>
      line.startsWith("a=candidate:") && line.includes(" typ host") ? line.replace(` ${bind} `, ` ${announce} `) : line,
    )
    .join("\r\n");
}
