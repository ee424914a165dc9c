// Cuts a byte stream into JSON lines, some followed by raw bytes (SPEC.md, MP-2). Works on bytes, so that a secret body
// never becomes a string, and wipes what it has handed out.

/** A line longer than this is no message of ours: an SDP has at most 64 kB. */
const lineMaxBytes = 1024 * 1024;
export const binaryMaxBytes = 4096;

export interface Frame {
  message: unknown;
  binary: Buffer | undefined;
}

export class FrameReader {
  #pending = Buffer.alloc(0);
  #message: { value: unknown; bytes: number } | undefined;

  /** Takes bytes and returns the frames they complete; "malformed" when the stream cannot be trusted any more. */
  take(chunk: Buffer): Frame[] | "malformed" {
    const before = this.#pending;
    this.#pending = before.length === 0 ? Buffer.from(chunk) : Buffer.concat([before, chunk]);
    before.fill(0);
    chunk.fill(0);
    const frames: Frame[] = [];
    for (;;) {
      const frame = this.#next();
      if (frame === "malformed") return frame;
      if (frame === undefined) return this.#pending.length > lineMaxBytes ? "malformed" : frames;
      frames.push(frame);
    }
  }

  #next(): Frame | "malformed" | undefined {
    if (this.#message === undefined) {
      const end = this.#pending.indexOf(0x0a);
      if (end < 0) return undefined;
      const line = this.#pending.toString("utf8", 0, end);
      this.#pending = this.#pending.subarray(end + 1);
      const value = parse(line);
      if (value === undefined) return "malformed";
      const bytes = (value as { binary?: unknown }).binary ?? 0;
      if (!Number.isInteger(bytes) || (bytes as number) < 0 || (bytes as number) > binaryMaxBytes) return "malformed";
      if (bytes === 0) return { message: value, binary: undefined };
      this.#message = { value, bytes: bytes as number };
    }
    const { value, bytes } = this.#message;
    if (this.#pending.length < bytes) return undefined;
    const binary = Buffer.alloc(bytes);
    this.#pending.copy(binary, 0, 0, bytes);
    this.#pending.fill(0, 0, bytes);
    this.#pending = this.#pending.subarray(bytes);
    this.#message = undefined;
    return { message: value, binary };
  }
}

function parse(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
