// A SIP message: start line, headers, body as bytes (RFC 3261 §7), and how it is written.

import { Headers, writtenName } from "./headers.ts";
import { reasonPhrase } from "./reason-phrase.ts";
import type { Via } from "./via.ts";

/** What every element needs of a message's headers, read once when it is parsed. */
export interface Essentials {
  callId: string;
  cseq: number;
  cseqMethod: string;
  fromTag: string | undefined;
  toTag: string | undefined;
  via: Via;
}

export interface SipRequest {
  kind: "request";
  method: string;
  uri: string;
  headers: Headers;
  body: Uint8Array;
}

export interface SipResponse {
  kind: "response";
  status: number;
  reason: string;
  headers: Headers;
  body: Uint8Array;
}

export type SipMessage = SipRequest | SipResponse;

export const noBody = new Uint8Array(0);

const encoder = new TextEncoder();

/** The message on the wire. Content-Length is written here and nowhere else; no value can break out of its line. */
export function serialize(message: SipMessage): Uint8Array {
  let head =
    message.kind === "request"
      ? `${message.method} ${message.uri.replace(/\s+/g, "")} SIP/2.0\r\n`
      : `SIP/2.0 ${message.status} ${oneLine(message.reason)}\r\n`;
  for (const [name, value] of message.headers) {
    if (name !== "content-length") head += `${writtenName(name)}: ${oneLine(value)}\r\n`;
  }
  head += `Content-Length: ${message.body.length}\r\n\r\n`;
  const headBytes = encoder.encode(head);
  if (message.body.length === 0) return headBytes;
  const bytes = new Uint8Array(headBytes.length + message.body.length);
  bytes.set(headBytes);
  bytes.set(message.body, headBytes.length);
  return bytes;
}

/** A response with what §8.2.6.2 copies from the request. `toTag` is added where To has none. */
export function responseTo(request: SipRequest, status: number, reason?: string, toTag?: string): SipResponse {
  const headers = new Headers();
  for (const name of ["via", "from", "to", "call-id", "cseq"]) {
    for (const value of request.headers.all(name)) {
      const tagged = name === "to" && toTag !== undefined && !/;\s*tag\s*=/i.test(value);
      headers.add(name, tagged ? `${value};tag=${toTag}` : value);
    }
  }
  if (status === 100) for (const value of request.headers.all("timestamp")) headers.add("timestamp", value);
  return { kind: "response", status, reason: reason ?? reasonPhrase(status), headers, body: noBody };
}

function oneLine(text: string): string {
  return /[\r\n]/.test(text) ? text.replace(/[\r\n]+/g, " ") : text;
}
