// Messages out of a byte stream (RFC 3261 §18.3, keep-alives of RFC 5626 §3.5.1): TCP and TLS.

export type Framed =
  | { type: "message"; bytes: Uint8Array }
  /** A double CRLF: answer with one CRLF. */
  | { type: "ping" }
  /** The stream cannot be understood any more: close it. */
  | { type: "broken"; reason: string };

const empty = new Uint8Array(0);

export class StreamFramer {
  readonly #maxMessageBytes: number;
  #rest: Uint8Array = empty;
  /** Bytes of `#rest` already searched for the end of the head. */
  #searched = 0;
  #broken = false;

  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  /** Takes what arrived and returns what is complete by it, in order; nothing after "broken". */
  push(chunk: Uint8Array): Framed[] {
    if (this.#broken) return [];
    this.#rest = this.#rest.length === 0 ? chunk : concat(this.#rest, chunk);
    const out: Framed[] = [];
    for (;;) {
      this.#skipBlankLines(out);
      const next = this.#takeOne();
      if (next === undefined) break;
      out.push(next);
      if (next.type === "broken") {
        this.#broken = true;
        this.#rest = empty;
        break;
      }
    }
    return out;
  }

  #skipBlankLines(out: Framed[]): void {
    let at = 0;
    while (this.#rest[at] === 13 && this.#rest[at + 1] === 10) {
      at += 2;
      if (at % 4 === 0) out.push({ type: "ping" });
    }
    // A lone CRLF may be the first half of a ping: it waits for its other half.
    if (at % 4 === 2 && at === this.#rest.length) at -= 2;
    if (at > 0) {
      this.#rest = this.#rest.subarray(at);
      this.#searched = 0;
    }
  }

  #takeOne(): Framed | undefined {
    const headLength = this.#findHeadEnd();
    if (headLength === undefined) {
      return this.#rest.length > this.#maxMessageBytes ? { type: "broken", reason: "a head without end" } : undefined;
    }
    const head = Buffer.from(this.#rest.buffer, this.#rest.byteOffset, headLength).toString("latin1");
    const length = /\r\n(?:content-length|l)[ \t]*:[ \t]*(?:\r\n[ \t]+)?(\d{1,9})[ \t]*\r\n/i.exec(head);
    if (length === null) return { type: "broken", reason: "no Content-Length on a stream" };
    const total = headLength + Number(length[1]);
    if (total > this.#maxMessageBytes) return { type: "broken", reason: "a message too large" };
    if (this.#rest.length < total) return undefined;
    // A copy: the message must not keep a large chunk alive, nor change with it.
    const bytes = this.#rest.slice(0, total);
    this.#rest = this.#rest.subarray(total);
    this.#searched = 0;
    return { type: "message", bytes };
  }

  #findHeadEnd(): number | undefined {
    const rest = this.#rest;
    for (let i = Math.max(0, this.#searched - 3); i + 3 < rest.length; i++) {
      if (rest[i] === 13 && rest[i + 1] === 10 && rest[i + 2] === 13 && rest[i + 3] === 10) return i + 4;
    }
    this.#searched = rest.length;
    return undefined;
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
