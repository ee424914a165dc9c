// A telephone without signalling: one UDP socket that sends a tone as G.711 every 20 ms and keeps what it hears. Its
// A-law and µ-law are written from the formulas of G.711, independently of the product's tables.

import { createSocket, type Socket } from "node:dgram";
import { tone } from "./tones.ts";

export interface RtpPhoneOptions {
  address?: string;
  /** Sent as a tone from `start` on; silence if empty. */
  frequencies?: number[];
  codec?: "PCMA" | "PCMU";
  eventType?: number;
}

interface Heard {
  payloadType: number;
  sequence: number;
  timestamp: number;
  marker: boolean;
  ssrc: number;
  payload: Buffer;
}

export class RtpPhone {
  /** Every packet received, in order of arrival. */
  readonly packets: Heard[] = [];
  frequencies: number[];
  readonly codec: "PCMA" | "PCMU";
  readonly eventType: number;
  port = 0;
  readonly address: string;
  ssrc = Math.floor(Math.random() * 2 ** 32);
  #socket: Socket;
  #timer: NodeJS.Timeout | undefined;
  #remote: { address: string; port: number } | undefined;
  #sequence = Math.floor(Math.random() * 60_000);
  #frames = 0;
  #startedAt = 0;

  private constructor(options: RtpPhoneOptions) {
    this.address = options.address ?? "127.0.0.1";
    this.frequencies = options.frequencies ?? [];
    this.codec = options.codec ?? "PCMA";
    this.eventType = options.eventType ?? 101;
    this.#socket = createSocket("udp4");
    this.#socket.on("message", (bytes) => this.#received(bytes));
  }

  /** Binds a port between 18000 and 19998 (below the ephemeral range). */
  static async open(options: RtpPhoneOptions = {}): Promise<RtpPhone> {
    for (;;) {
      const phone = new RtpPhone(options);
      const port = 18_000 + 2 * Math.floor(Math.random() * 1000);
      const ok = await new Promise<boolean>((resolve) => {
        phone.#socket.once("error", () => resolve(false));
        phone.#socket.bind(port, phone.address, () => resolve(true));
      });
      if (ok) {
        phone.port = port;
        return phone;
      }
    }
  }

  /** An SDP of this phone: an offer, or an answer to one. */
  sdp(direction = "sendrecv"): string {
    const type = this.codec === "PCMA" ? 8 : 0;
    return [
      "v=0",
      `o=- 1 1 IN IP4 ${this.address}`,
      "s=phone",
      `c=IN IP4 ${this.address}`,
      "t=0 0",
      `m=audio ${this.port} RTP/AVP ${type} ${this.eventType}`,
      `a=rtpmap:${type} ${this.codec}/8000`,
      `a=rtpmap:${this.eventType} telephone-event/8000`,
      `a=fmtp:${this.eventType} 0-15`,
      `a=${direction}`,
      "",
    ].join("\r\n");
  }

  /** Where to send: the c= and m= of an SDP. */
  connect(sdp: string): void {
    const address = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1] ?? "127.0.0.1";
    this.#remote = { address, port: Number(/^m=audio (\d+)/m.exec(sdp)?.[1]) };
  }

  /** Sends a packet every 20 ms until `stop`. */
  start(): void {
    this.#startedAt = performance.now();
    const beat = (): void => {
      while ((performance.now() - this.#startedAt) / 20 >= this.#frames) this.#sendFrame();
      this.#timer = setTimeout(beat, Math.max(0, this.#startedAt + 20 * this.#frames - performance.now()));
    };
    beat();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Presses a key (event code 0…15): RFC 4733 packets, all at once but with true durations. */
  press(code: number, options: { ms?: number; loseEnds?: boolean } = {}): void {
    const timestamp = this.#frames * 160 + code;
    const steps = Math.round((options.ms ?? 100) / 20);
    for (let step = 1; step <= steps; step++) this.#sendEvent(code, timestamp, step * 160, false, step === 1);
    if (options.loseEnds === true) return;
    for (let i = 0; i < 3; i++) this.#sendEvent(code, timestamp, steps * 160, true, false);
  }

  /** The audio heard since packet `from`, in order of arrival; events are left out. */
  heard(from = 0): Int16Array {
    const audio = this.packets.slice(from).filter((packet) => packet.payloadType === 8 || packet.payloadType === 0);
    const pcm = new Int16Array(audio.reduce((sum, packet) => sum + packet.payload.length, 0));
    let at = 0;
    for (const { payload, payloadType } of audio) {
      for (const code of payload) pcm[at++] = payloadType === 8 ? decodeAlaw(code) : decodeUlaw(code);
    }
    return pcm;
  }

  /** Event codes whose end was received. */
  heardDigits(): number[] {
    const ends = new Map<number, number>();
    for (const { payloadType, timestamp, payload } of this.packets) {
      if (payloadType === this.eventType && ((payload[1] ?? 0) & 0x80) !== 0) ends.set(timestamp, payload[0] ?? -1);
    }
    return [...ends.values()];
  }

  /** Resolves when `count` more packets have come, or rejects after `withinMs`. */
  async hear(count: number, withinMs = 10_000): Promise<number> {
    const from = this.packets.length;
    const deadline = performance.now() + withinMs;
    while (this.packets.length < from + count) {
      if (performance.now() > deadline) throw new Error(`heard ${this.packets.length - from} of ${count} packets`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return from;
  }

  /** Sends raw bytes to the other side. */
  sendRaw(bytes: Uint8Array): void {
    if (this.#remote !== undefined) this.#socket.send(bytes, this.#remote.port, this.#remote.address);
  }

  async close(): Promise<void> {
    this.stop();
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  #sendFrame(): void {
    const pcm =
      this.frequencies.length === 0 ? new Int16Array(160) : tone(this.frequencies, 20, 0.3, this.#frames * 160);
    const payload = Buffer.from(
      pcm.length === 0 ? [] : Array.from(pcm, this.codec === "PCMA" ? encodeAlaw : encodeUlaw),
    );
    this.#send(this.codec === "PCMA" ? 8 : 0, this.#frames * 160, this.#frames === 0, payload);
    this.#frames++;
  }

  #sendEvent(code: number, timestamp: number, duration: number, end: boolean, marker: boolean): void {
    const payload = Buffer.from([code, end ? 0x8a : 0x0a, duration >> 8, duration & 255]);
    this.#send(this.eventType, timestamp, marker, payload);
  }

  #send(payloadType: number, timestamp: number, marker: boolean, payload: Buffer): void {
    const packet = Buffer.alloc(12 + payload.length);
    packet[0] = 0x80;
    packet[1] = (marker ? 0x80 : 0) | payloadType;
    packet.writeUInt16BE(this.#sequence++ & 0xffff, 2);
    packet.writeUInt32BE(timestamp >>> 0, 4);
    packet.writeUInt32BE(this.ssrc >>> 0, 8);
    payload.copy(packet, 12);
    this.sendRaw(packet);
  }

  #received(bytes: Buffer): void {
    if (bytes.length < 12 || ((bytes[1] ?? 0) >= 192 && (bytes[1] ?? 0) <= 223)) return;
    this.packets.push({
      payloadType: (bytes[1] ?? 0) & 0x7f,
      marker: ((bytes[1] ?? 0) & 0x80) !== 0,
      sequence: bytes.readUInt16BE(2),
      timestamp: bytes.readUInt32BE(4),
      ssrc: bytes.readUInt32BE(8),
      payload: Buffer.from(bytes.subarray(12)),
    });
  }
}

/** G.711 §3 (A-law): sign, three bits of segment, four of step; even bits inverted. */
export function encodeAlaw(sample: number): number {
  const positive = sample >= 0;
  const magnitude = Math.min(4095, (positive ? sample : -sample - 1) >> 3);
  const segment = magnitude < 32 ? 0 : Math.floor(Math.log2(magnitude)) - 4;
  const step = (magnitude >> Math.max(1, segment)) & 15;
  return ((positive ? 0x80 : 0) | (segment << 4) | step) ^ 0x55;
}

export function decodeAlaw(code: number): number {
  const bits = code ^ 0x55;
  const segment = (bits >> 4) & 7;
  const step = bits & 15;
  const magnitude = segment === 0 ? 16 * step + 8 : (16 * step + 264) * 2 ** (segment - 1);
  return (bits & 0x80) !== 0 ? magnitude : -magnitude;
}

/** G.711 §4 (µ-law): all bits inverted, bias 33 of 14 bits. */
export function encodeUlaw(sample: number): number {
  const positive = sample >= 0;
  const biased = Math.min(32_635, Math.abs(sample)) + 132;
  const segment = Math.floor(Math.log2(biased)) - 7;
  const step = (biased >> (segment + 3)) & 15;
  return ~((positive ? 0 : 0x80) | (segment << 4) | step) & 0xff;
}

export function decodeUlaw(code: number): number {
  const bits = ~code & 0xff;
  const magnitude = (((bits & 15) << 3) + 132) * 2 ** ((bits >> 4) & 7) - 132;
  return (bits & 0x80) !== 0 ? -magnitude : magnitude;
}
