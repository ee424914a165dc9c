// SIP, SIPS and TEL URIs (RFC 3261 §19.1, RFC 3966). Other schemes are kept as opaque text.

import { formatParams, type Params, parseParams } from "./params.ts";

export interface SipUri {
  scheme: "sip" | "sips";
  /** Percent-decoded. */
  user?: string;
  /** A name in lower case, an IPv4 address, or an IPv6 address without brackets. */
  host: string;
  port?: number;
  params: Params;
  /** What stands after `?`, as it is. */
  headers?: string;
}

export interface OtherUri {
  scheme: string;
  opaque: string;
}

export type Uri = SipUri | OtherUri;

export function isSipUri(uri: Uri | undefined): uri is SipUri {
  return uri !== undefined && "host" in uri;
}

/** Undefined for broken text. */
export function parseUri(text: string): Uri | undefined {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(text);
  if (match === null || /[\s<>"]/.test(text)) return undefined;
  const scheme = (match[1] as string).toLowerCase();
  const rest = match[2] as string;
  if (scheme !== "sip" && scheme !== "sips") return rest === "" ? undefined : { scheme, opaque: rest };
  const at = rest.indexOf("@");
  const user = at < 0 ? undefined : decodeUser(rest.slice(0, at));
  if (at >= 0 && user === undefined) return undefined;
  const tail = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::(\d{1,5}))?((?:;[^?]*)?)(?:\?(.*))?$/s.exec(
    rest.slice(at + 1),
  );
  if (tail === null) return undefined;
  const port = tail[2] === undefined ? undefined : Number(tail[2]);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  const params = parseParams(tail[3] ?? "");
  if (params === undefined) return undefined;
  return {
    scheme,
    host: (tail[1] as string).replace(/^\[|\]$/g, "").toLowerCase(),
    params,
    ...(user !== undefined && { user }),
    ...(port !== undefined && { port }),
    ...(tail[4] !== undefined && { headers: tail[4] }),
  };
}

export function formatUri(uri: Uri): string {
  if (!isSipUri(uri)) return `${uri.scheme}:${uri.opaque}`;
  const user = uri.user === undefined ? "" : `${encodeUser(uri.user)}@`;
  const port = uri.port === undefined ? "" : `:${uri.port}`;
  const headers = uri.headers === undefined ? "" : `?${uri.headers}`;
  return `${uri.scheme}:${user}${formatHost(uri.host)}${port}${formatParams(uri.params)}${headers}`;
}

/** An IPv6 address gets its brackets. */
export function formatHost(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

/** The form under which registrations are kept: `sip:user@host`, no port, no parameters. Undefined if it has no user. */
export function addressOfRecord(text: string): string | undefined {
  const uri = parseUri(text);
  if (!isSipUri(uri) || uri.user === undefined) return undefined;
  return `sip:${encodeUser(uri.user)}@${formatHost(uri.host)}`;
}

function decodeUser(text: string): string | undefined {
  if (text === "" || /%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** §25.1: what a user part may hold unescaped; a colon (password) and everything else is escaped. */
function encodeUser(user: string): string {
  return user.replace(/[^A-Za-z0-9\-_.!~*'()&=+$,;?/]/gu, (char) => encodeOne(char));
}

function encodeOne(char: string): string {
  return Array.from(
    new TextEncoder().encode(char),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
  ).join("");
}
