// The sound of many telephones at little cost: each sends a looped tone as A-law every 20 ms from one shared clock, presses
// keys (RFC 4733), and counts what it hears.

import { createSocket, type Socket } from "node:dgram";
import { encodeAlaw, tone } from "@tellerline/testkit";

const frameMs = 20;
const frameSamples = 160;
const eventType = 101;
/** A key is held for 100 ms; after it 60 ms of voice. */
const keyFrames = 5;
const pauseFrames = 3;

interface Key {
  code: number;
  timestamp: number;
  frame: number;
}

export class Voice {
  readonly port: number;
  /** Packets of sound that came in. */
  heard = 0;
  readonly #address: string;
  readonly #socket: Socket;
  readonly #loop: readonly Buffer[];
  readonly #header = Buffer.alloc(12);
  readonly #keys: Key[] = [];
  #remote: { address: string; port: number } | undefined;
  #sequence = 0;
  #frame = 0;
  #pause = 0;

  constructor(socket: Socket, address: string, loop: readonly Buffer[], ssrc: number) {
    this.#socket = socket;
    this.#address = address;
    this.#loop = loop;
    this.port = socket.address().port;
    this.#header[0] = 0x80;
    this.#header.writeUInt32BE(ssrc, 8);
    socket.on("message", () => this.heard++);
    socket.on("error", () => {});
  }

  /** Our SDP, as an offer or an answer. */
  sdp(): Uint8Array {
    const lines = [
      "v=0",
      `o=- ${this.port} 1 IN IP4 ${this.#address}`,
      "s=-",
      `c=IN IP4 ${this.#address}`,
      "t=0 0",
      `m=audio ${this.port} RTP/AVP 8 ${eventType}`,
      "a=rtpmap:8 PCMA/8000",
      `a=rtpmap:${eventType} telephone-event/8000`,
      `a=fmtp:${eventType} 0-15`,
      "",
    ];
    return Buffer.from(lines.join("\r\n"));
  }

  /** Sends to where an SDP says, from now on. */
  connect(sdp: Uint8Array | undefined): void {
    const text = Buffer.from(sdp ?? []).toString();
    const port = Number(/^m=audio (\d+)/m.exec(text)?.[1] ?? 0);
    const address = /^c=IN IP4 (\S+)/m.exec(text)?.[1];
    if (port > 0 && address !== undefined) this.#remote = { address, port };
  }

  /** Presses keys one after the other. @returns how long that takes, in ms. */
  press(keys: string): number {
    for (const key of keys) this.#keys.push({ code: "0123456789*#".indexOf(key), timestamp: 0, frame: 0 });
    return keys.length * (keyFrames + pauseFrames) * frameMs;
  }

  /** Sends what is due in this 20 ms. */
  beat(): void {
    if (this.#remote === undefined) return;
    const now = this.#frame++ * frameSamples;
    const key = this.#pause > 0 ? undefined : this.#keys[0];
    if (this.#pause > 0) this.#pause--;
    if (key === undefined) {
      this.#send(8, now, this.#loop[this.#frame % this.#loop.length] as Buffer);
      return;
    }
    if (key.frame === 0) key.timestamp = now;
    key.frame++;
    const end = key.frame > keyFrames;
    const duration = Math.min(key.frame, keyFrames) * frameSamples;
    const payload = Buffer.from([key.code, end ? 0x8a : 0x0a, duration >> 8, duration & 255]);
    for (let copies = end ? 3 : 1; copies > 0; copies--) this.#send(eventType, key.timestamp, payload);
    if (end) {
      this.#keys.shift();
      this.#pause = pauseFrames;
    }
  }

  close(): void {
    this.#remote = undefined;
    this.#socket.close();
  }

  #send(type: number, timestamp: number, payload: Buffer): void {
    if (this.#remote === undefined) return;
    this.#header[1] = type;
    this.#header.writeUInt16BE(this.#sequence++ & 0xffff, 2);
    this.#header.writeUInt32BE(timestamp >>> 0, 4);
    this.#socket.send(Buffer.concat([this.#header, payload]), this.#remote.port, this.#remote.address);
  }
}

export class Voices {
  readonly #open = new Set<Voice>();
  readonly #loops = new Map<number, Buffer[]>();
  readonly #startedAt = performance.now();
  #beats = 0;
  #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setTimeout(() => this.#beat(), frameMs);
  }

  /** A telephone's sound at an address of this host, humming at `hz` (a multiple of 50). */
  async open(address: string, hz: number): Promise<Voice> {
    const socket = createSocket({ type: "udp4", lookup: (host, _options, done) => done(null, host, 4) });
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(0, address, () => resolve());
    });
    const voice = new Voice(socket, address, this.#loop(hz), Math.floor(Math.random() * 2 ** 32));
    this.#open.add(voice);
    socket.once("close", () => this.#open.delete(voice));
    return voice;
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const voice of this.#open) voice.close();
  }

  #beat(): void {
    for (; performance.now() - this.#startedAt > this.#beats * frameMs; this.#beats++) {
      for (const voice of this.#open) voice.beat();
    }
    const next = this.#startedAt + this.#beats * frameMs - performance.now();
    this.#timer = setTimeout(() => this.#beat(), Math.max(1, next));
  }

  #loop(hz: number): Buffer[] {
    let loop = this.#loops.get(hz);
    if (loop === undefined) {
      const codes = Buffer.from(Array.from(tone([hz], 1000, 0.08), encodeAlaw));
      loop = Array.from({ length: 1000 / frameMs }, (_, i) => codes.subarray(i * frameSamples, (i + 1) * frameSamples));
      this.#loops.set(hz, loop);
    }
    return loop;
  }
}
