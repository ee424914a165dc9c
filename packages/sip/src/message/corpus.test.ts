// The torture messages of RFC 4475. `expected.json` says what becomes of each; what is in `known-failures.json` must still
// fail, so that the list can only shrink.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import expected from "./corpus/rfc4475/expected.json" with { type: "json" };
import knownFailures from "./corpus/rfc4475/known-failures.json" with { type: "json" };
import { serialize } from "./message.ts";
import { parseMessage } from "./parser.ts";

const folder = join(import.meta.dirname, "corpus/rfc4475");
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".dat"))
  .map((name) => name.slice(0, -4));

function verdict(name: string): string {
  const result = parseMessage(readFileSync(join(folder, `${name}.dat`)));
  if (result.type === "message") return "accepted";
  return result.status === undefined ? "ignored" : `refused ${result.status}`;
}

function expectation(name: string): string {
  if (expected.accepted.includes(name)) return "accepted";
  if (expected.ignored.includes(name)) return "ignored";
  return `refused ${(expected.refused as Record<string, number>)[name] ?? "by whom?"}`;
}

describe("MS-1 RFC 4475", () => {
  // regbadct is a broken Contact, which only the registrar looks at.
  it.each(names.filter((name) => name !== "regbadct"))("MS-1 %s", (name) => {
    const holds = verdict(name) === expectation(name);
    if ((knownFailures as string[]).includes(name))
      expect(holds, `${name} passes now: take it off the list`).toBe(false);
    else expect(verdict(name)).toBe(expectation(name));
  });

  it.each(expected.accepted)("MS-2 what is accepted is written so that it is read the same: %s", (name) => {
    const first = parseMessage(readFileSync(join(folder, `${name}.dat`)));
    if (first.type !== "message") throw new Error("not accepted");
    const second = parseMessage(serialize(first.message));
    if (second.type !== "message") throw new Error(`not accepted when written: ${second.reason}`);
    expect([...second.message.headers].filter(([key]) => key !== "content-length")).toEqual(
      [...first.message.headers].filter(([key]) => key !== "content-length"),
    );
    expect(Buffer.from(second.message.body).equals(first.message.body)).toBe(true);
    expect(second.essentials).toEqual(first.essentials);
  });
});
