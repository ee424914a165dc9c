import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Binding, DialogTicket, Flow } from "@tellerline/sip";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SipBook } from "./sip-book.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tellerline-book-"));
  file = join(folder, "book.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true }));

const flow: Flow = {
  ...{ transport: "udp", localAddress: "127.0.0.1", localPort: 5060 },
  ...{ remoteAddress: "127.0.0.1", remotePort: 5070 },
};

function ticket(callId: string): DialogTicket {
  const dialog = {
    ...{ callId, localTag: "l", remoteTag: "r", local: "<sip:a@b>", remote: "<sip:c@d>", routeSet: [] },
    ...{ remoteTarget: "sip:c@d", localCseq: 1, remoteCseq: 1 },
  };
  return { dialog, destination: { flow } };
}

function binding(contact: string, path = flow): Binding {
  return { aor: "sip:phone1@t", contact, flow: path, expiresAt: 5000, priority: 1 };
}

const answered = (legId: string) => ({ type: "answered", legId, headers: [] }) as const;

it("HA-01 what a killed run left: calls that are up and phones that are registered, without those that are over", () => {
  const book = new SipBook(file);
  expect(book.open()).toEqual({ tickets: [], bindings: [] });
  for (const legId of ["a", "b"]) book.note(answered(legId), ticket);
  book.note({ type: "acknowledged", legId: "c" }, ticket);
  book.note(answered("unconfirmed"), () => undefined);
  book.note({ type: "ended", legId: "b", by: "remote" }, ticket);
  book.note({ type: "registered", refreshed: false, ...binding("sip:1@h") }, ticket);
  book.note({ type: "registered", refreshed: false, ...binding("sip:2@h") }, ticket);
  book.note({ type: "registered", refreshed: false, ...binding("sip:3@h", { ...flow, transport: "wss" }) }, ticket);
  book.note({ type: "unregistered", aor: "sip:phone1@t", contact: "sip:2@h", reason: "removed" }, ticket);
  appendFileSync(file, '{"call":"cut off');
  const next = new SipBook(file);
  expect(next.open()).toEqual({ tickets: [ticket("a"), ticket("c")], bindings: [binding("sip:1@h")] });
  const third = new SipBook(file);
  expect(third.open()).toEqual({ tickets: [], bindings: [binding("sip:1@h")] });
});

it("HA-01 the book stays small however many calls go by", () => {
  const book = new SipBook(file);
  book.open();
  book.note(answered("stays"), ticket);
  for (let i = 0; i < 6000; i++) {
    book.note(answered(`x${i}`), ticket);
    book.note({ type: "ended", legId: `x${i}`, by: "local" }, ticket);
  }
  book.close();
  expect(readFileSync(file, "utf8").split("\n").length).toBeLessThan(5100);
  expect(new SipBook(file).open().tickets).toEqual([ticket("stays")]);
});
