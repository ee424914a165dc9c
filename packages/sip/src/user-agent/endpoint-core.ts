// What calls and sessions see of the endpoint: transactions, alarms, the headers all our messages share, and the way out.

import { type Instant, type Random, randomHex } from "@tellerline/base";
import type { Dialog } from "../dialog/dialog.ts";
import type { Headers } from "../message/headers.ts";
import { responseTo, type SipRequest, type SipResponse } from "../message/message.ts";
import { formatHost, isSipUri, parseUri } from "../message/uri.ts";
import type { Registrar } from "../registrar/registrar.ts";
import type { TransactionTimers } from "../transaction/timers.ts";
import type { ServerHandle, TransactionLayer } from "../transaction/transaction-layer.ts";
import type { Alarms } from "./alarms.ts";
import { type Destination, type Flow, type LocalAddress, type Transport, transportOf } from "./flow.ts";
import type { Body, ExtraHeader, HangupReason, SipEvent } from "./protocol.ts";

export const allowedMethods = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, REFER, NOTIFY";
/** What we say in answers; in our own INVITEs not `timer`, because we refresh nothing (RFC 4028 §7.1). */
export const supportedExtensions = "replaces, timer";
export const offeredExtensions = "replaces";

/** A dialog and what it is used for, as the endpoint finds it for a message. */
export interface DialogUsage {
  readonly legId: string;
  readonly dialog: Dialog;
  /** Its leg said its last word. */
  readonly over: boolean;
  receive(server: ServerHandle, now: Instant): void;
  receiveAck(ack: SipRequest, cseq: number, flow: Flow, now: Instant): void;
  connectionClosed(connectionId: string): void;
}

export interface EndpointCore {
  readonly random: Random;
  readonly timers: TransactionTimers;
  readonly transactions: TransactionLayer;
  readonly alarms: Alarms;
  readonly registrar: Registrar;
  readonly userAgent: string;
  emit(event: SipEvent): void;
  /** Sends a message outside of any transaction: the ACK of a 2xx. */
  sendDirect(message: SipRequest, destination: Destination): void;
  localAddress(destination: Destination): LocalAddress;
  /** Makes a session findable by its dialog. */
  sessionOpened(session: DialogUsage): void;
  sessionClosed(session: DialogUsage): void;
  /** The leg said its last word. */
  legEnded(legId: string): void;
  legOfDialog(callId: string, localTag: string, remoteTag: string): string | undefined;
}

/** Our Contact towards a peer: the leg's id as user, so that a message says whose it is. */
export function contactFor(core: EndpointCore, legId: string, destination: Destination): string {
  const { host, port } = core.localAddress(destination);
  const transport = transportOf(destination);
  const suffix = transport === "udp" ? "" : `;transport=${transport === "wss" ? "ws" : transport}`;
  return `<sip:${encodeURIComponent(legId)}@${formatHost(host)}:${port}${suffix}>`;
}

export function newTag(core: EndpointCore): string {
  return randomHex(core.random, 16);
}

/** A response with our tag and the headers every one of ours has. */
export function respond(
  core: EndpointCore,
  server: ServerHandle,
  status: number,
  now: Instant,
  more: {
    toTag?: string;
    reason?: string;
    body?: Body | undefined;
    contact?: string;
    headers?: readonly ExtraHeader[] | undefined;
  } = {},
): SipResponse {
  const response = responseTo(server.request, status, more.reason, more.toTag ?? newTag(core));
  if (status === 100) response.headers.set("to", server.request.headers.get("to") ?? "");
  // §12.1.1: a dialog's routes are given back as they came.
  if (more.contact !== undefined)
    for (const route of server.request.headers.all("record-route")) response.headers.add("record-route", route);
  finish(core, response.headers, more);
  if (status !== 100 && more.contact !== undefined) response.headers.set("allow", allowedMethods);
  putBody(response, more.body);
  server.respond(response, now);
  return response;
}

export function finish(
  core: EndpointCore,
  headers: Headers,
  more: { contact?: string; headers?: readonly ExtraHeader[] | undefined },
): void {
  if (more.contact !== undefined) headers.set("contact", more.contact);
  headers.set("user-agent", core.userAgent);
  for (const { name, value } of more.headers ?? []) if (/^[\w\-.!%*+`'~]+$/.test(name)) headers.add(name, value);
}

export function putBody(message: SipRequest | SipResponse, body: Body | undefined): void {
  if (body === undefined) return;
  message.body = body.bytes;
  message.headers.set("content-type", body.contentType);
  if (body.disposition !== undefined) message.headers.set("content-disposition", body.disposition);
}

/** The body of a message, or undefined if it has none. */
export function bodyOf(message: SipRequest | SipResponse): Body | undefined {
  if (message.body.length === 0) return undefined;
  const disposition = message.headers.get("content-disposition");
  return {
    contentType: message.headers.get("content-type") ?? "application/octet-stream",
    bytes: message.body,
    ...(disposition !== undefined && { disposition }),
  };
}

/** Spread into an event: `body` only where there is one. */
export function withBody(message: SipRequest | SipResponse): { body?: Body } {
  const body = bodyOf(message);
  return body === undefined ? {} : { body };
}

export function headerList(headers: Headers): ExtraHeader[] {
  return Array.from(headers, ([name, value]) => ({ name, value }));
}

/** Where a SIP URI leads without asking DNS for services: its host, port and transport, or the defaults. */
export function targetOf(uriText: string, fallback: Transport): Destination | undefined {
  const uri = parseUri(uriText);
  if (!isSipUri(uri)) return undefined;
  const named = uri.params.get("transport")?.toLowerCase();
  let transport: Transport = named === "tcp" || named === "tls" || named === "udp" ? named : fallback;
  if (named === "ws") transport = fallback === "wss" ? "wss" : "ws";
  if (uri.scheme === "sips" && transport !== "wss") transport = "tls";
  const port = uri.port ?? (transport === "tls" ? 5061 : transport === "ws" ? 80 : transport === "wss" ? 443 : 5060);
  return { target: { transport, host: uri.params.get("maddr") ?? uri.host, port } };
}

/** Why the peer ends the call: the first Reason we understand (RFC 3326). */
export function parseReason(headers: Headers): HangupReason | undefined {
  for (const value of headers.all("reason")) {
    const match = /^\s*(SIP|Q\.850)\s*;(.*)$/is.exec(value);
    const cause = /(?:^|;)\s*cause\s*=\s*(\d{1,3})/i.exec(match?.[2] ?? "");
    if (match === null || cause === null) continue;
    const text = /(?:^|;)\s*text\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(match[2] ?? "");
    return {
      protocol: match[1]?.toUpperCase() === "SIP" ? "SIP" : "Q.850",
      cause: Number(cause[1]),
      ...(text !== null && { text: (text[1] as string).replace(/\\(.)/g, "$1") }),
    };
  }
  return undefined;
}

export function formatReason(reason: HangupReason): string {
  const text = reason.text === undefined ? "" : `;text="${reason.text.replace(/["\\]/g, "\\$&")}"`;
  return `${reason.protocol};cause=${reason.cause}${text}`;
}

/** Spread into `ended`. */
export function withReason(headers: Headers): { reason?: HangupReason } {
  const reason = parseReason(headers);
  return reason === undefined ? {} : { reason };
}

/** Whether requests to a peer must go back along the path it came on: nothing else leads to it. */
export function isBoundTo(flow: Flow): boolean {
  return flow.transport === "ws" || flow.transport === "wss";
}
