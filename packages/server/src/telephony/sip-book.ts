// Who talks and who is registered, on disk, so that the run after a kill can hang up and reach the phones: a line per change,
// written at once, and written anew when it holds much that is over.
//
//   {"call": legId, "ticket": …}   {"over": legId}   {"phone": key, "binding": …}   {"gone": key}

import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from "node:fs";
import type { Binding, DialogTicket, SipEvent } from "@tellerline/sip";

type Line =
  | { call: string; ticket: DialogTicket }
  | { over: string }
  | { phone: string; binding: Binding }
  | { gone: string };

/** Lines about what is over that may pile up. */
const maxStaleLines = 5000;

export class SipBook {
  readonly #file: string;
  #calls = new Map<string, DialogTicket>();
  #phones = new Map<string, Binding>();
  #lines = 0;
  #descriptor: number | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** Begins a new book. @returns what the earlier run left. */
  open(): { tickets: DialogTicket[]; bindings: Binding[] } {
    const left = read(this.#file);
    this.#calls.clear();
    this.#phones = left.phones;
    this.#rewrite();
    return { tickets: [...left.calls.values()], bindings: [...left.phones.values()] };
  }

  /** Takes note of what SIP tells; `ticket` gives what is needed to end the call of a leg. */
  note(event: SipEvent, ticket: (legId: string) => DialogTicket | undefined): void {
    switch (event.type) {
      case "answered":
      case "acknowledged": {
        const found = ticket(event.legId);
        if (found === undefined) return;
        this.#calls.set(event.legId, found);
        this.#write({ call: event.legId, ticket: found });
        return;
      }
      case "ended":
        if (this.#calls.delete(event.legId)) this.#write({ over: event.legId });
        return;
      case "registered": {
        const { type: _type, refreshed: _refreshed, ...binding } = event;
        if (binding.flow.transport !== "udp") return;
        this.#phones.set(keyOf(binding), binding);
        this.#write({ phone: keyOf(binding), binding });
        return;
      }
      case "unregistered":
        if (this.#phones.delete(keyOf(event))) this.#write({ gone: keyOf(event) });
        return;
      default:
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #write(line: Line): void {
    if (this.#descriptor === undefined) return;
    this.#lines++;
    try {
      if (this.#lines > maxStaleLines + 2 * (this.#calls.size + this.#phones.size)) this.#rewrite();
      else writeSync(this.#descriptor, `${JSON.stringify(line)}\n`);
    } catch {
      // A full disk may cost the courtesy after a kill, never the calls of now.
    }
  }

  /** The book as it stands now, in a new file that takes the place of the old one. */
  #rewrite(): void {
    const lines: Line[] = [
      ...Array.from(this.#calls, ([call, ticket]) => ({ call, ticket })),
      ...Array.from(this.#phones, ([phone, binding]) => ({ phone, binding })),
    ];
    const next = `${this.#file}.new`;
    writeFileSync(next, lines.map((line) => `${JSON.stringify(line)}\n`).join(""), { mode: 0o600 });
    this.close();
    renameSync(next, this.#file);
    this.#descriptor = openSync(this.#file, "a", 0o600);
    this.#lines = lines.length;
  }
}

function keyOf({ aor, contact }: { aor: string; contact: string }): string {
  return `${aor} ${contact}`;
}

/** What a book says; a last line that the kill cut off is worth nothing. */
function read(file: string): { calls: Map<string, DialogTicket>; phones: Map<string, Binding> } {
  const calls = new Map<string, DialogTicket>();
  const phones = new Map<string, Binding>();
  for (const text of existsSync(file) ? readFileSync(file, "utf8").split("\n") : []) {
    const line = parse(text);
    if (line === undefined) continue;
    if ("call" in line) calls.set(line.call, line.ticket);
    else if ("over" in line) calls.delete(line.over);
    else if ("phone" in line) phones.set(line.phone, line.binding);
    else if ("gone" in line) phones.delete(line.gone);
  }
  return { calls, phones };
}

function parse(text: string): Line | undefined {
  try {
    return text === "" ? undefined : (JSON.parse(text) as Line);
  } catch {
    return undefined;
  }
}
