// Header fields in the order they came (RFC 3261 §7.3). Names are kept in lower case and long form; the written form of
// a name is put on when a message is serialised.

/** §7.3.3 and later RFCs. */
const longForms: Record<string, string> = {
  a: "accept-contact",
  b: "referred-by",
  c: "content-type",
  d: "request-disposition",
  e: "content-encoding",
  f: "from",
  i: "call-id",
  j: "reject-contact",
  k: "supported",
  l: "content-length",
  m: "contact",
  n: "identity-info",
  o: "event",
  r: "refer-to",
  s: "subject",
  t: "to",
  u: "allow-events",
  v: "via",
  x: "session-expires",
  y: "identity",
};

/** Names whose written form is not just every word capitalised. */
const writtenForms: Record<string, string> = {
  "call-id": "Call-ID",
  cseq: "CSeq",
  "mime-version": "MIME-Version",
  "www-authenticate": "WWW-Authenticate",
  "min-se": "Min-SE",
  rseq: "RSeq",
  rack: "RAck",
  "session-id": "Session-ID",
  "sip-etag": "SIP-ETag",
  "sip-if-match": "SIP-If-Match",
};

export function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  return lower.length === 1 ? (longForms[lower] ?? lower) : lower;
}

/** Written forms found so far; few names make up nearly all messages. */
const found = new Map(Object.entries(writtenForms));
const maxFound = 500;

export function writtenName(name: string): string {
  const known = found.get(name);
  if (known !== undefined) return known;
  const written = name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
  if (found.size < maxFound) found.set(name, written);
  return written;
}

export class Headers {
  readonly #fields: [name: string, value: string][] = [];

  static of(fields: Iterable<readonly [string, string]>): Headers {
    const headers = new Headers();
    for (const [name, value] of fields) headers.add(name, value);
    return headers;
  }

  /** The first value of a field, or undefined. */
  get(name: string): string | undefined {
    for (const field of this.#fields) if (field[0] === name) return field[1];
    return undefined;
  }

  /** Every value, one per header line; lines of lists are not split. */
  all(name: string): string[] {
    const values: string[] = [];
    for (const field of this.#fields) if (field[0] === name) values.push(field[1]);
    return values;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  add(name: string, value: string): this {
    this.#fields.push([canonicalName(name), value]);
    return this;
  }

  /** Puts a field before all others of its name. */
  prepend(name: string, value: string): this {
    this.#fields.unshift([canonicalName(name), value]);
    return this;
  }

  /** Replaces all fields of the name by one, in the place of the first. */
  set(name: string, value: string): this {
    const key = canonicalName(name);
    const place = this.#fields.findIndex((field) => field[0] === key);
    if (place < 0) return this.add(key, value);
    this.#fields[place] = [key, value];
    for (let i = this.#fields.length - 1; i > place; i--) if (this.#fields[i]?.[0] === key) this.#fields.splice(i, 1);
    return this;
  }

  /** Changes the first field of a name, leaving those below it. */
  replaceFirst(name: string, value: string): this {
    const field = this.#fields.find((one) => one[0] === name);
    if (field !== undefined) field[1] = value;
    return this;
  }

  remove(name: string): this {
    for (let i = this.#fields.length - 1; i >= 0; i--) if (this.#fields[i]?.[0] === name) this.#fields.splice(i, 1);
    return this;
  }

  clone(): Headers {
    return Headers.of(this.#fields);
  }

  [Symbol.iterator](): IterableIterator<readonly [string, string]> {
    return this.#fields[Symbol.iterator]();
  }
}
