// Via (RFC 3261 §20.42, rport of RFC 3581).

import { formatParams, type Params, parseParams, splitOutside } from "./params.ts";
import { formatHost } from "./uri.ts";

export interface Via {
  /** In upper case: UDP, TCP, TLS, WS, WSS, … */
  transport: string;
  host: string;
  port?: number;
  params: Params;
}

/** Undefined for broken text. */
export function parseVia(text: string): Via | undefined {
  const match =
    /^\s*SIP\s*\/\s*2\.0\s*\/\s*([\w\-.!%*+`'~]+)\s+(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)\s*(?::\s*(\d{1,5}))?\s*(;.*)?$/is.exec(
      text,
    );
  if (match === null) return undefined;
  const params = parseParams(match[4] ?? "");
  const port = match[3] === undefined ? undefined : Number(match[3]);
  if (params === undefined || (port !== undefined && (port < 1 || port > 65_535))) return undefined;
  return {
    transport: (match[1] as string).toUpperCase(),
    host: (match[2] as string).replace(/^\[|\]$/g, "").toLowerCase(),
    params,
    ...(port !== undefined && { port }),
  };
}

export function formatVia(via: Via): string {
  const port = via.port === undefined ? "" : `:${via.port}`;
  return `SIP/2.0/${via.transport} ${formatHost(via.host)}${port}${formatParams(via.params)}`;
}

/** The topmost Via of a list of header lines; undefined if there is none or it is broken. */
export function topVia(lines: readonly string[]): Via | undefined {
  const first = lines[0] === undefined ? undefined : splitOutside(lines[0], ",")?.[0];
  return first === undefined ? undefined : parseVia(first);
}
