// From bytes to a message (SPEC.md, MS): strict about what decides where a message goes, tolerant about the rest. It
// never throws; broken text comes back as a value that says how to answer it.

import { Headers } from "./headers.ts";
import { type Essentials, noBody, type SipMessage, type SipRequest } from "./message.ts";
import { parseNameAddr } from "./name-addr.ts";
import { isToken } from "./params.ts";
import { isSipUri, parseUri } from "./uri.ts";
import { topVia } from "./via.ts";

export type ParseResult =
  | { type: "message"; message: SipMessage; essentials: Essentials }
  /** `request` and `status` are there where the fault can be answered. */
  | { type: "malformed"; reason: string; request?: SipRequest; status?: number };

/** MS-9: what a stranger can make us look at. */
const maxHeaderLines = 512;

const decoder = new TextDecoder("utf-8");
const maxSequence = 2 ** 31 - 1;
const single = ["from", "to", "call-id", "cseq", "max-forwards", "content-length", "content-type", "expires"];

/** @param wholeDatagram whether the bytes are all there is, so that a missing Content-Length means the rest (§18.3). */
export function parseMessage(bytes: Uint8Array, wholeDatagram = true): ParseResult {
  const split = splitHead(bytes);
  const lines = unfold(decoder.decode(bytes.subarray(leadingBlank(bytes), split.headEnd)));
  const start = lines[0] ?? "";
  const headers = new Headers();
  let fault = lines.length > maxHeaderLines ? "too many header lines" : undefined;
  for (let i = 1; i < Math.min(lines.length, maxHeaderLines); i++) {
    const line = lines[i] as string;
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).trim();
    if (colon < 0 || !isToken(name)) fault ??= "a header line without a name";
    else headers.add(name, line.slice(colon + 1).trim());
  }
  const started = parseStartLine(start, headers);
  if (started.message === undefined) return { type: "malformed", reason: started.fault };
  const { message } = started;
  const body = takeBody(bytes, split.bodyStart, headers, wholeDatagram);
  if ("bytes" in body) message.body = body.bytes;
  else fault ??= body.fault;
  fault ??= started.fault;
  const essentials = readEssentials(message);
  if (typeof essentials === "string") return malformed(message, fault ?? essentials, started.status);
  if (fault !== undefined) return malformed(message, fault, started.status);
  return { type: "message", message, essentials };
}

type Started = { message: SipMessage; fault?: string; status?: number } | { message: undefined; fault: string };

function parseStartLine(line: string, headers: Headers): Started {
  const response = /^SIP\/2\.0 (\d{3})(?: (.*))?$/is.exec(line);
  if (response !== null) {
    const status = Number(response[1]);
    if (status < 100 || status > 699) return { message: undefined, fault: "a status out of range" };
    return { message: { kind: "response", status, reason: response[2] ?? "", headers, body: noBody } };
  }
  const loose = /^([^\s]+)\s+(.*?)\s+SIP\/(\S+)\s*$/is.exec(line);
  if (loose === null || !isToken(loose[1] as string))
    return { message: undefined, fault: "neither a request line nor a status line" };
  const [method, uri, version] = [loose[1] as string, loose[2] as string, loose[3] as string];
  const message: SipRequest = { kind: "request", method, uri, headers, body: noBody };
  if (version !== "2.0") return { message, fault: "another version of SIP", status: 505 };
  const parsed = parseUri(uri);
  if (line !== `${method} ${uri} SIP/2.0` && line.toUpperCase() !== `${method} ${uri} SIP/2.0`.toUpperCase())
    return { message, fault: "blanks in the request line" };
  if (parsed === undefined) return { message, fault: "a broken Request-URI" };
  if (isSipUri(parsed) && parsed.headers !== undefined) return { message, fault: "headers in the Request-URI" };
  return { message };
}

/** §8.1.1: the six fields of every request; a text says what is wrong. */
function readEssentials(message: SipMessage): Essentials | string {
  const { headers } = message;
  for (const name of single) if (headers.all(name).length > 1) return `more than one ${name}`;
  const via = topVia(headers.all("via"));
  if (via === undefined) return "no Via, or a broken one";
  const callId = headers.get("call-id");
  if (callId === undefined || callId === "" || /\s/.test(callId)) return "no Call-ID, or a broken one";
  const cseq = /^(\d{1,10})\s+(\S+)$/.exec(headers.get("cseq") ?? "");
  if (cseq === null || Number(cseq[1]) > maxSequence) return "no CSeq, or a broken one";
  if (message.kind === "request" && cseq[2] !== message.method) return "a CSeq of another method";
  const from = parseNameAddr(headers.get("from") ?? "");
  if (from === undefined) return "no From, or a broken one";
  const to = parseNameAddr(headers.get("to") ?? "");
  if (to === undefined) return "no To, or a broken one";
  const hops = headers.get("max-forwards");
  if (hops !== undefined && (!/^\d{1,4}$/.test(hops) || Number(hops) > 255)) return "a broken Max-Forwards";
  return {
    callId,
    via,
    cseq: Number(cseq[1]),
    cseqMethod: cseq[2] as string,
    fromTag: from.params.get("tag"),
    toTag: to.params.get("tag"),
  };
}

function takeBody(
  bytes: Uint8Array,
  start: number,
  headers: Headers,
  wholeDatagram: boolean,
): { bytes: Uint8Array } | { fault: string } {
  const rest = bytes.subarray(start);
  const length = headers.get("content-length");
  if (length === undefined) return wholeDatagram ? { bytes: rest } : { bytes: noBody };
  if (!/^\d{1,9}$/.test(length)) return { fault: "a broken Content-Length" };
  if (Number(length) > rest.length) return { fault: "a body shorter than its Content-Length" };
  return { bytes: rest.subarray(0, Number(length)) };
}

function malformed(message: SipMessage, reason: string, status = 400): ParseResult {
  if (message.kind === "response" || message.method === "ACK") return { type: "malformed", reason };
  const answerable = message.headers.has("via");
  return answerable ? { type: "malformed", reason, request: message, status } : { type: "malformed", reason };
}

/** §7.5: empty lines before the start line are ignored. */
function leadingBlank(bytes: Uint8Array): number {
  let at = 0;
  while (bytes[at] === 13 || bytes[at] === 10) at++;
  return at;
}

/** The head ends at the first empty line; bare LF is tolerated. */
function splitHead(bytes: Uint8Array): { headEnd: number; bodyStart: number } {
  for (let i = leadingBlank(bytes); i < bytes.length; i++) {
    if (bytes[i] !== 10) continue;
    if (bytes[i + 1] === 10) return { headEnd: i, bodyStart: i + 2 };
    if (bytes[i + 1] === 13 && bytes[i + 2] === 10) return { headEnd: i, bodyStart: i + 3 };
  }
  return { headEnd: bytes.length, bodyStart: bytes.length };
}

/** Lines of the head, folded ones joined (§7.3.1). */
function unfold(head: string): string[] {
  const lines: string[] = [];
  for (const line of head.split(/\r?\n/)) {
    if (/^[ \t]/.test(line) && lines.length > 1) lines[lines.length - 1] += ` ${line.trim()}`;
    else lines.push(line.endsWith("\r") ? line.slice(0, -1) : line);
  }
  while (lines.length > 1 && lines.at(-1) === "") lines.pop();
  return lines;
}
