import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameReader } from "./frame-reader.ts";

const bytesOf = (message: object, binary?: Uint8Array): Buffer => {
  const envelope = binary === undefined || binary.length === 0 ? message : { ...message, binary: binary.length };
  return Buffer.concat([Buffer.from(`${JSON.stringify(envelope)}\n`), binary ?? Buffer.alloc(0)]);
};

describe("frames", () => {
  it("MP-2 however the stream is cut, the same messages and bodies come out", () => {
    const messages = fc.array(fc.tuple(fc.nat(), fc.string(), fc.uint8Array({ maxLength: 30 })), { maxLength: 10 });
    fc.assert(
      fc.property(messages, fc.array(fc.integer({ min: 1, max: 40 })), (list, cuts) => {
        const stream = Buffer.concat(list.map(([id, text, binary]) => bytesOf({ id, text }, binary)));
        const reader = new FrameReader();
        const seen: unknown[] = [];
        for (let at = 0, i = 0; at < stream.length; i++) {
          const end = at + (cuts[i] ?? 50);
          const frames = reader.take(Buffer.from(stream.subarray(at, end)));
          if (frames === "malformed") return false;
          seen.push(...frames.map(({ message, binary }) => [(message as { id: number }).id, [...(binary ?? [])]]));
          at = end;
        }
        expect(seen).toEqual(list.map(([id, , binary]) => [id, [...binary]]));
      }),
    );
  });

  it("MP-2 what is no JSON, too long or has an impossible body ends the stream", () => {
    expect(new FrameReader().take(Buffer.from("hello\n"))).toBe("malformed");
    expect(new FrameReader().take(Buffer.from("7\n"))).toBe("malformed");
    expect(new FrameReader().take(Buffer.from('{"binary":100000}\n'))).toBe("malformed");
    expect(new FrameReader().take(Buffer.from('{"binary":-1}\n'))).toBe("malformed");
    expect(new FrameReader().take(Buffer.alloc(2_000_000, 0x20))).toBe("malformed");
  });

  it("VT-3 a secret body is wiped where it came in", () => {
    const chunk = bytesOf({ id: 1 }, Buffer.from("Signal=5"));
    const frames = new FrameReader().take(chunk);
    expect(frames).toHaveLength(1);
    expect(chunk.every((byte) => byte === 0)).toBe(true);
  });
});
