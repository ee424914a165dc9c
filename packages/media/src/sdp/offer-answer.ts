// Offer and answer (RFC 3264) for one audio stream of G.711 with telephone-event (SPEC.md, SDP).
//
//   offer()  ──▶ our SDP      accept(theirs) ──▶ what was agreed
//   answer(theirs) ──▶ our SDP and what was agreed; again in every re-INVITE
//
// Other media, and further audio, are refused with port 0 and keep their place in every later description.

import type { Codec } from "../audio/g711.ts";
import { type Direction, done, failed, type Outcome } from "../protocol.ts";
import { type MediaLine, readSdp } from "./session-description.ts";

/** What two ends of an audio stream have in common. */
export interface AgreedAudio {
  /** What we send. */
  codec: Codec;
  sendType: number;
  /** Payload type of digits we send; undefined if the other side takes none. */
  sendEventType: number | undefined;
  /** Payload type → what it means when we receive it. */
  receive: Map<number, Codec | "event">;
}

/** What one side learns from a finished offer and answer. */
export interface Agreed extends AgreedAudio {
  /** Where the other side promises to be; undefined for c=0.0.0.0. */
  remoteAddress: string | undefined;
  remotePort: number;
  remoteRtcpPort: number;
  rtcpMux: boolean;
  /** The other side's view: `sendonly` means that it holds us. */
  remoteDirection: Direction;
}

/** Where we are. */
export interface LocalEnd {
  address: string;
  port: number;
  /** o= session id: decimal, random. */
  sessionId: string;
}

interface OtherLine {
  kind: string;
  protocol: string;
  format: string;
}

const codecs: ReadonlyMap<string, Codec> = new Map([
  ["pcma/8000", "PCMA"],
  ["pcmu/8000", "PCMU"],
]);
const eventEncoding = "telephone-event/8000";
const ourEventType = 101;

const reversed: Record<Direction, Direction> = {
  sendrecv: "sendrecv",
  sendonly: "recvonly",
  recvonly: "sendonly",
  inactive: "inactive",
};

export class OfferAnswer {
  readonly #local: LocalEnd;
  #version = 0;
  #lastBody = "";
  /** The media lines agreed upon so far, undefined at the place of our audio. */
  #lines: (OtherLine | undefined)[] = [undefined];
  #offered = false;
  #mid: string | undefined;

  constructor(local: LocalEnd) {
    this.#local = local;
  }

  /** Our offer, first or again. */
  offer(direction: Direction = "sendrecv"): string {
    this.#offered = true;
    return this.#write([8, 0, ourEventType], new Map([[ourEventType, eventEncoding]]), direction, true);
  }

  /** Answers an offer. Errors: malformedSdp, noAudio, noCommonCodec. */
  answer(text: string): Outcome<{ sdp: string; agreed: Agreed }> {
    const read = readSdp(text);
    if (!read.ok) return read;
    const index = read.value.media.findIndex(isOurs);
    const audio = read.value.media[index];
    if (audio === undefined) return failed("noAudio", "no m=audio over RTP/AVP with a port");
    const agreed = agree(audio);
    if (!agreed.ok) return agreed;
    this.#lines = read.value.media.map((line, place) => (place === index ? undefined : refused(line)));
    this.#mid = audio.mid;
    this.#offered = false;
    const types = [agreed.value.sendType];
    const encodings = new Map([[agreed.value.sendType, audio.encodings.get(agreed.value.sendType) ?? ""]]);
    if (agreed.value.sendEventType !== undefined) {
      types.push(agreed.value.sendEventType);
      encodings.set(agreed.value.sendEventType, eventEncoding);
    }
    const direction = reversed[agreed.value.remoteDirection];
    return done({ sdp: this.#write(types, encodings, direction, audio.rtcpMux), agreed: agreed.value });
  }

  /** Takes the answer to our last offer; may be called again for the same one. Errors as `answer`, wrongState. */
  accept(text: string): Outcome<Agreed> {
    if (!this.#offered) return failed("wrongState", "there is no offer of ours to be answered");
    const read = readSdp(text);
    if (!read.ok) return read;
    const audio = read.value.media[this.#lines.indexOf(undefined)];
    if (audio === undefined || !isOurs(audio)) return failed("noAudio", "our audio was refused");
    const agreed = agree(audio);
    if (!agreed.ok) return agreed;
    // What we offered stays receivable under our own numbers, whatever numbers the answer uses (RFC 3264 §6.1).
    const receive = agreed.value.receive;
    if (!receive.has(8)) receive.set(8, "PCMA");
    if (!receive.has(0)) receive.set(0, "PCMU");
    if (!receive.has(ourEventType)) receive.set(ourEventType, "event");
    return agreed;
  }

  #write(types: number[], encodings: Map<number, string>, direction: Direction, rtcpMux: boolean): string {
    const { address, port } = this.#local;
    const family = address.includes(":") ? "IP6" : "IP4";
    const lines = [`s=-`, `c=IN ${family} ${address}`, `t=0 0`];
    for (const other of this.#lines) {
      if (other !== undefined) {
        lines.push(`m=${other.kind} 0 ${other.protocol} ${other.format}`);
        continue;
      }
      lines.push(`m=audio ${port} RTP/AVP ${types.join(" ")}`, ...types.map((type) => rtpmap(type, encodings)));
      for (const [type, encoding] of encodings) if (encoding === eventEncoding) lines.push(`a=fmtp:${type} 0-15`);
      lines.push(`a=ptime:20`, `a=${direction}`);
      if (rtcpMux) lines.push("a=rtcp-mux");
      if (this.#mid !== undefined) lines.push(`a=mid:${this.#mid}`);
    }
    const body = lines.join("\r\n");
    // RFC 3264 §8: the version grows by one when, and only when, the description changes.
    if (body !== this.#lastBody) this.#version++;
    this.#lastBody = body;
    const origin = `o=- ${this.#local.sessionId} ${this.#version} IN ${family} ${address}`;
    return `v=0\r\n${origin}\r\n${body}\r\n`;
  }
}

function isOurs(line: MediaLine): boolean {
  return line.kind === "audio" && line.port !== 0 && /^RTP\/AVPF?$/.test(line.protocol);
}

function refused(line: MediaLine): OtherLine {
  return { kind: line.kind, protocol: line.protocol, format: line.formats[0] as string };
}

function rtpmap(type: number, encodings: Map<number, string>): string {
  const encoding = encodings.get(type) ?? (type === 8 ? "pcma/8000" : "pcmu/8000");
  return `a=rtpmap:${type} ${encoding === eventEncoding ? encoding : encoding.toUpperCase()}`;
}

/**
 * What we have in common with the other side's audio. PCMA where both have it, so that both ends of a bridge agree and
 * nothing is transcoded (SDP-4). Errors: noCommonCodec.
 */
export function agreeAudio(audio: MediaLine): Outcome<AgreedAudio> {
  const receive = new Map<number, Codec | "event">();
  let chosen: { type: number; codec: Codec } | undefined;
  let sendEventType: number | undefined;
  for (const format of audio.formats) {
    const type = Number(format);
    if (!Number.isInteger(type) || type > 127) continue;
    const encoding = audio.encodings.get(type);
    const codec = codecs.get(encoding ?? "");
    if (codec !== undefined) {
      receive.set(type, codec);
      if (chosen === undefined || (codec === "PCMA" && chosen.codec !== "PCMA")) chosen = { type, codec };
    } else if (encoding === eventEncoding) {
      receive.set(type, "event");
      sendEventType ??= type;
    }
  }
  if (chosen === undefined) return failed("noCommonCodec", `none of PCMA, PCMU in ${audio.formats.join(" ")}`);
  return done({ codec: chosen.codec, sendType: chosen.type, sendEventType, receive });
}

function agree(audio: MediaLine): Outcome<Agreed> {
  const common = agreeAudio(audio);
  if (!common.ok) return common;
  if (audio.address === undefined) return failed("malformedSdp", "no c= for the audio");
  const away = audio.address === "0.0.0.0" || audio.address === "::";
  return done({
    ...common.value,
    remoteAddress: away ? undefined : audio.address,
    remotePort: audio.port,
    remoteRtcpPort: audio.rtcpMux ? audio.port : (audio.rtcpPort ?? Math.min(65_535, audio.port + 1)),
    rtcpMux: audio.rtcpMux,
    // RFC 3264 §8.4: the hold of RFC 2543.
    remoteDirection: away && audio.direction === "sendrecv" ? "sendonly" : audio.direction,
  });
}
