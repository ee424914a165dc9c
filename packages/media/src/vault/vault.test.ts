import { createDecipheriv } from "node:crypto";
import { describe, expect, it } from "vitest";
import { codeOfAscii } from "../dtmf/digit-codes.ts";
import { SecretCapture } from "./secret-capture.ts";
import { Vault } from "./vault.ts";

const now = 1_767_225_600_000;

/** A vault whose memory the test can look at. */
function watched(): { vault: Vault; memory: Buffer[] } {
  const memory: Buffer[] = [];
  const vault = new Vault((bytes) => {
    const buffer = Buffer.alloc(bytes);
    memory.push(buffer);
    return buffer;
  });
  return { vault, memory };
}

function type(vault: Vault, handle: string, digits: string): void {
  vault.open(handle);
  for (const digit of digits) vault.append(handle, digit.charCodeAt(0));
}

function open(sealed: string, key: Buffer, associatedData: string): Buffer {
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
  decipher.setAAD(Buffer.from(associatedData)).setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
}

describe("the vault", () => {
  it("VT-1 seals several secrets under their names", () => {
    const { vault } = watched();
    type(vault, "h1", "6222020200112233");
    type(vault, "h2", "135790");
    const key = Buffer.alloc(32, 1);
    const parts = [
      { name: "card", handle: "h1" },
      { name: "密码", handle: "h2" },
    ];
    const sealed = vault.seal(parts, Buffer.from(key), Buffer.alloc(12, 2), "call 1");
    if (!sealed.ok) throw new Error(sealed.error.message);
    const plain = open(sealed.value.sealed, key, "call 1");
    expect(plain.toString("utf8")).toBe("\x04card\x00\x106222020200112233\x06密码\x00\x06135790");
    expect(() => open(sealed.value.sealed, key, "call 2")).toThrow();
  });

  it("VT-4 leaves nothing in memory: secrets when wiped, plain text and key when sealed", () => {
    const { vault, memory } = watched();
    type(vault, "h", "1234");
    const key = Buffer.alloc(32, 1);
    vault.seal([{ name: "pin", handle: "h" }], key, Buffer.alloc(12), "");
    expect(key.every((byte) => byte === 0)).toBe(true);
    expect(memory[1]?.every((byte) => byte === 0)).toBe(true);
    expect(memory[0]?.toString("latin1", 0, 4)).toBe("1234");
    type(vault, "h", "99");
    expect(memory[0]?.every((byte) => byte === 0)).toBe(true);
    vault.wipeAll();
    expect(memory.every((buffer) => buffer.every((byte) => byte === 0))).toBe(true);
    expect(vault.size).toBe(0);
    expect(vault.seal([{ name: "pin", handle: "h" }], Buffer.alloc(32), Buffer.alloc(12), "").ok).toBe(false);
  });

  it("VT-1 holds no more than its limit, and nothing of it prints", () => {
    const { vault } = watched();
    type(vault, "h", "1".repeat(100));
    expect(vault.count("h")).toBe(64);
    expect(JSON.stringify(vault)).toBe("{}");
  });
});

describe("a capture", () => {
  const rules = {
    handle: "h",
    maxDigits: 4,
    terminators: Buffer.from("#*"),
    firstDigitTimeoutMs: 5000,
    interDigitTimeoutMs: 2000,
  };
  const code = (key: string): number => codeOfAscii(key.charCodeAt(0))!;

  it("VT-5 ends by length, by a terminator that is not kept, and its time-outs run from the last digit", () => {
    const { vault } = watched();
    const capture = new SecretCapture(rules, vault, now);
    expect(capture.deadline).toBe(now + 5000);
    expect(capture.take(code("1"), now + 4000)).toBe("progress");
    expect(capture.deadline).toBe(now + 6000);
    expect(capture.take(code("#"), now + 4500)).toBe("terminator");
    expect(capture.count).toBe(1);
    for (const key of "23") expect(capture.take(code(key), now)).toBe("progress");
    expect(capture.take(code("4"), now)).toBe("length");
  });

  it("VT-5 started again it keeps its digits and waits anew", () => {
    const { vault } = watched();
    const capture = new SecretCapture(rules, vault, now);
    capture.restart({ ...rules, firstDigitTimeoutMs: 9000 }, now + 1000);
    expect(capture.deadline).toBe(now + 10_000);
    capture.take(code("1"), now + 2000);
    capture.restart(rules, now + 3000);
    expect([capture.count, capture.deadline]).toEqual([1, now + 5000]);
  });
});
