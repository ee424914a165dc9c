import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StreamFramer } from "./stream-framer.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const one = "OPTIONS sip:a SIP/2.0\r\nContent-Length: 3\r\n\r\nabc";
const two = "BYE sip:a SIP/2.0\r\nl : 0\r\n\r\n";

describe("MS-10 messages out of a stream", () => {
  it("MS-10 however the stream is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 20 }), (cuts) => {
        const stream = encode(`\r\n${one}\r\n\r\n${two}${one}`);
        const framer = new StreamFramer(1_000);
        const out = [];
        let at = 0;
        for (const cut of [...cuts, stream.length]) {
          out.push(...framer.push(stream.slice(at, at + cut)));
          at += cut;
        }
        const messages = out.filter((framed) => framed.type === "message").map((framed) => decode(framed.bytes));
        expect(messages).toEqual([one, two, one]);
        expect(out.some((framed) => framed.type === "broken")).toBe(false);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("MS-10 a double CRLF is a ping, also in two halves", () => {
    const framer = new StreamFramer(1_000);
    expect(framer.push(encode("\r\n\r\n"))).toEqual([{ type: "ping" }]);
    expect([...framer.push(encode("\r\n")), ...framer.push(encode("\r\n"))]).toEqual([{ type: "ping" }]);
  });

  it.each([
    ["no length", "OPTIONS sip:a SIP/2.0\r\nTo: x\r\n\r\n"],
    ["too large", "OPTIONS sip:a SIP/2.0\r\nContent-Length: 5000\r\n\r\n"],
    ["endless head", "x".repeat(1_001)],
  ])("MS-10 %s ends the stream", (_what, text) => {
    const framer = new StreamFramer(1_000);
    expect(framer.push(encode(text))).toMatchObject([{ type: "broken" }]);
    expect(framer.push(encode(one))).toEqual([]);
  });
});
