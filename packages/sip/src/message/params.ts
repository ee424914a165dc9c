// Lists and parameters, the two shapes most header values are made of: `value;name=value;flag, value;name="quoted"`.

/** Parameters in order, names in lower case; a flag has the value undefined. */
export type Params = Map<string, string | undefined>;

/** Splits at `separator` outside of quotes and angle brackets; undefined if a quote or bracket stays open. */
export function splitOutside(text: string, separator: "," | ";"): string[] | undefined {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  let bracketed = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quoted) {
      if (char === "\\") i++;
      else if (char === '"') quoted = false;
    } else if (char === '"' && !bracketed) quoted = true;
    else if (char === "<") bracketed = true;
    else if (char === ">") bracketed = false;
    else if (char === separator && !bracketed) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  if (quoted || bracketed) return undefined;
  parts.push(text.slice(start).trim());
  return parts;
}

const token = /^[\w\-.!%*+`'~]+$/;

export function isToken(text: string): boolean {
  return token.test(text);
}

/** Reads `;a=b;c` (with or without the first semicolon); undefined if broken. */
export function parseParams(text: string): Params | undefined {
  const params: Params = new Map();
  const trimmed = text.trim();
  if (trimmed === "") return params;
  const parts = splitOutside(trimmed.startsWith(";") ? trimmed.slice(1) : trimmed, ";");
  if (parts === undefined) return undefined;
  // A semicolon too many at the end is common; elsewhere it is nonsense.
  if (parts.at(-1) === "") parts.pop();
  for (const part of parts) {
    const equals = part.indexOf("=");
    const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase();
    if (!isToken(name)) return undefined;
    if (params.has(name)) continue;
    params.set(name, equals < 0 ? undefined : unquote(part.slice(equals + 1).trim()));
  }
  return params;
}

export function formatParams(params: Params): string {
  let text = "";
  for (const [name, value] of params) {
    if (value === undefined) text += `;${name}`;
    else text += `;${name}=${/^[\w\-.!%*+`'~[\]:]*$/.test(value) ? value : quoted(value)}`;
  }
  return text;
}

export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replace(/\\(.)/gs, "$1");
}

export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&").replace(/[\r\n]+/g, " ")}"`;
}
