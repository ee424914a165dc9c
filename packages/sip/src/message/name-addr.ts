// `"Name" <uri>;params` and bare `uri;params` (RFC 3261 §20.10): From, To, Contact, Route, Refer-To and their kin.

import { formatParams, type Params, parseParams, quoted, splitOutside, unquote } from "./params.ts";
import { parseUri } from "./uri.ts";

export interface NameAddr {
  displayName?: string;
  /** The URI's text as it came. */
  uri: string;
  /** Parameters of the header, not of the URI. */
  params: Params;
}

/** Undefined for broken text. */
export function parseNameAddr(text: string): NameAddr | undefined {
  const trimmed = text.trim();
  const open = openBracket(trimmed);
  if (open === undefined) return undefined;
  if (open < 0) return parseBare(trimmed);
  const close = trimmed.indexOf(">", open);
  if (close < 0) return undefined;
  const name = trimmed.slice(0, open).trim();
  if (name !== "" && !isDisplayName(name)) return undefined;
  const uri = trimmed.slice(open + 1, close);
  const after = trimmed.slice(close + 1).trim();
  if (after !== "" && !after.startsWith(";")) return undefined;
  const params = parseParams(after);
  if (params === undefined || parseUri(uri) === undefined) return undefined;
  const displayName = unquote(name);
  return { uri, params, ...(displayName !== "" && { displayName }) };
}

/** A header line may hold several, joined by commas; undefined if one of them is broken. */
export function parseNameAddrs(lines: readonly string[]): NameAddr[] | undefined {
  const list: NameAddr[] = [];
  for (const line of lines) {
    for (const part of splitOutside(line, ",") ?? [""]) {
      const one = parseNameAddr(part);
      if (one === undefined) return undefined;
      list.push(one);
    }
  }
  return list;
}

export function formatNameAddr(nameAddr: NameAddr): string {
  const name = nameAddr.displayName === undefined ? "" : `${quoted(nameAddr.displayName)} `;
  return `${name}<${nameAddr.uri}>${formatParams(nameAddr.params)}`;
}

/** The place of the `<` outside of quotes, -1 if there is none, undefined if a quote stays open. */
function openBracket(text: string): number | undefined {
  let quote = false;
  for (let i = 0; i < text.length; i++) {
    if (quote) {
      if (text[i] === "\\") i++;
      else if (text[i] === '"') quote = false;
    } else if (text[i] === '"') quote = true;
    else if (text[i] === "<") return i;
  }
  return quote ? undefined : -1;
}

/** Without brackets, what follows a semicolon belongs to the header, and `?` and `,` may not occur. */
function parseBare(text: string): NameAddr | undefined {
  const semicolon = text.indexOf(";");
  const uri = (semicolon < 0 ? text : text.slice(0, semicolon)).trim();
  if (/[?,]/.test(uri) || parseUri(uri) === undefined) return undefined;
  const params = parseParams(semicolon < 0 ? "" : text.slice(semicolon));
  return params === undefined ? undefined : { uri, params };
}

/** A quoted string, or words; characters beyond tokens are tolerated in words, separators of the syntax are not. */
function isDisplayName(name: string): boolean {
  return /^"(?:[^"\\]|\\.)*"$/s.test(name) || /^[^"<>;,@:\\]+$/.test(name);
}
