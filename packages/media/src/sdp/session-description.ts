// SDP (RFC 8866) read from strangers: strict about what is used, deaf to the rest, limits on everything (SDP-1).
//
//   v=0 · o= · s= · c= · a=…            session level: its c= and direction hold where a medium has none
//   m=audio 4000 RTP/AVP 8 0 101        a medium with its own c= and a=
//   m=video …

import { type Direction, done, failed, type Outcome } from "../protocol.ts";

const maxCharacters = 65_536;
const maxLines = 1000;
const maxMedia = 32;
const maxFormats = 64;

export interface MediaLine {
  kind: string;
  port: number;
  protocol: string;
  formats: string[];
  /** Literal address of its c= line or the session's; undefined if neither is there. */
  address: string | undefined;
  direction: Direction;
  /** payload type → "pcma/8000" in lower case, channels cut off when they are 1. */
  encodings: Map<number, string>;
  rtcpMux: boolean;
  rtcpPort: number | undefined;
  mid: string | undefined;
}

export interface SessionDescription {
  media: MediaLine[];
}

const directions: ReadonlySet<string> = new Set(["sendrecv", "sendonly", "recvonly", "inactive"]);

/** Encodings that have a payload type without an a=rtpmap (RFC 3551 §6); only those we know. */
const staticEncodings = new Map([
  [0, "pcmu/8000"],
  [8, "pcma/8000"],
  [13, "cn/8000"],
]);

/** Reads a description. Errors: malformedSdp. */
export function readSdp(text: string): Outcome<SessionDescription> {
  if (text.length > maxCharacters) return failed("malformedSdp", `longer than ${maxCharacters} characters`);
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.length > maxLines) return failed("malformedSdp", `more than ${maxLines} lines`);
  if (lines[0] !== "v=0") return failed("malformedSdp", "does not begin with v=0");
  const reader = new Reader();
  for (const [index, line] of lines.entries()) {
    if (line === "") continue;
    const problem = line[1] === "=" ? reader.line(line[0] as string, line.slice(2)) : "no type";
    if (problem !== undefined) return failed("malformedSdp", `line ${index + 1}: ${problem}`);
  }
  return done({ media: reader.media });
}

/** Whether `text` is an address we would send to: a literal unicast IPv4 or IPv6 address. */
export function isUnicast(text: string): boolean {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (parts !== null) {
    return parts.slice(1).every((part) => Number(part) <= 255) && Number(parts[1]) < 224;
  }
  return text.length <= 45 && text.includes(":") && /^[0-9a-f:.]+$/i.test(text) && !/^ff/i.test(text);
}

class Reader {
  readonly media: MediaLine[] = [];
  #address: string | undefined;
  #direction: Direction = "sendrecv";

  /** Returns what is wrong with the line, or undefined. */
  line(type: string, value: string): string | undefined {
    if (type === "m") return this.#medium(value);
    if (type === "c") return this.#connection(value);
    if (type === "a") return this.#attribute(value);
    return undefined;
  }

  #medium(value: string): string | undefined {
    const fields = value.trim().split(/ +/);
    const [kind, portText, protocol, ...formats] = fields;
    if (kind === undefined || portText === undefined || protocol === undefined || formats.length === 0) {
      return "m= is incomplete";
    }
    if (!/^\d{1,5}(\/\d{1,3})?$/.test(portText)) return "m= has no port";
    const port = Number(portText.split("/")[0]);
    if (port > 65_535) return "m= has no port";
    if (!/^[\w/.-]{1,40}$/.test(protocol) || !/^[\w-]{1,20}$/.test(kind)) return "m= is malformed";
    if (formats.length > maxFormats || formats.some((format) => !/^[\w-]{1,40}$/.test(format))) {
      return "m= has too many or odd formats";
    }
    if (this.media.length >= maxMedia) return `more than ${maxMedia} media`;
    this.media.push({
      kind,
      port,
      protocol,
      formats,
      address: this.#address,
      direction: this.#direction,
      encodings: new Map(staticEncodings),
      rtcpMux: false,
      rtcpPort: undefined,
      mid: undefined,
    });
    return undefined;
  }

  #connection(value: string): string | undefined {
    const match = /^IN IP[46] (\S{1,64})$/.exec(value.trim());
    if (match === null) return "c= is malformed";
    const address = match[1] as string;
    const bare = address.split("/")[0] as string;
    if (!isUnicast(bare) || bare !== address) return "c= is not a literal unicast address";
    const medium = this.media.at(-1);
    if (medium === undefined) this.#address = address;
    else medium.address = address;
    return undefined;
  }

  #attribute(value: string): string | undefined {
    const medium = this.media.at(-1);
    if (directions.has(value)) {
      if (medium === undefined) this.#direction = value as Direction;
      else medium.direction = value as Direction;
      return undefined;
    }
    if (medium === undefined) return undefined;
    if (value === "rtcp-mux") medium.rtcpMux = true;
    else if (value.startsWith("rtpmap:")) readRtpmap(medium, value.slice(7));
    else if (value.startsWith("rtcp:")) {
      const port = Number(/^rtcp:(\d{1,5})/.exec(value)?.[1] ?? 0);
      if (port > 0 && port <= 65_535) medium.rtcpPort = port;
    } else if (/^mid:[\w-]{1,32}$/.test(value)) medium.mid = value.slice(4);
    return undefined;
  }
}

function readRtpmap(medium: MediaLine, value: string): void {
  const match = /^(\d{1,3}) ([\w.-]{1,40})\/(\d{1,6})(?:\/1)?$/.exec(value.trim());
  if (match === null || Number(match[1]) > 127) return;
  medium.encodings.set(Number(match[1]), `${(match[2] as string).toLowerCase()}/${match[3]}`);
}
