import { describe, expect, it } from "vitest";
import { Headers } from "./headers.ts";
import { noBody, responseTo, type SipRequest, serialize } from "./message.ts";
import { formatNameAddr, parseNameAddr, parseNameAddrs } from "./name-addr.ts";
import { parseMessage } from "./parser.ts";
import { peek } from "./peek.ts";
import { addressOfRecord, formatUri, parseUri } from "./uri.ts";
import { formatVia, parseVia, topVia } from "./via.ts";

const bytes = (text: string) => new TextEncoder().encode(text.replace(/\n/g, "\r\n"));

function invite(): SipRequest {
  const headers = Headers.of([
    ["via", "SIP/2.0/UDP a.test;branch=z9hG4bK1;rport"],
    ["max-forwards", "70"],
    ["from", "<sip:a@a.test>;tag=1"],
    ["to", "<sip:b@b.test>"],
    ["call-id", "x"],
    ["cseq", "1 INVITE"],
  ]);
  return { kind: "request", method: "INVITE", uri: "sip:b@b.test", headers, body: noBody };
}

describe("MS messages", () => {
  it("MS-3 compact names, folding and any case are read as the long form", () => {
    const text =
      "INVITE sip:b@b SIP/2.0\nv: SIP/2.0/UDP h;branch=z9hG4bKa\nF: <sip:a@a>;\n tag=1\nt: <sip:b@b>\ni: 1\nCSEQ: 1 INVITE\nl: 2\nm: <sip:a@h>\n\nabcd";
    const result = parseMessage(bytes(text));
    if (result.type !== "message") throw new Error(result.reason);
    expect(result.essentials).toMatchObject({ callId: "1", fromTag: "1", cseq: 1 });
    expect(result.message.headers.get("contact")).toBe("<sip:a@h>");
    expect(result.message.body.length).toBe(2);
  });

  it("MS-4 no value breaks out of its line", () => {
    const request = invite();
    request.headers.add("subject", "a\r\nEvil: yes\r\n\r\nbody");
    request.uri = "sip:b@b.test\r\n.evil";
    const text = new TextDecoder().decode(serialize(request));
    expect(text).not.toMatch(/^Evil/m);
    expect(parseMessage(serialize(request)).type).toBe("message");
  });

  it("MS-5 a response takes over what §8.2.6.2 says, and To gets our tag once", () => {
    const response = responseTo(invite(), 180, undefined, "mine");
    expect(response.headers.get("to")).toBe("<sip:b@b.test>;tag=mine");
    expect(responseTo({ ...invite(), headers: response.headers }, 200, undefined, "other").headers.get("to")).toBe(
      "<sip:b@b.test>;tag=mine",
    );
    expect(new TextDecoder().decode(serialize(response)).split("\r\n")[0]).toBe("SIP/2.0 180 Ringing");
  });

  it.each([
    ["sip:alice@Example.COM", "sip:alice@example.com"],
    ["sip:a%20b@x:5061;transport=tcp;lr?h=1", "sip:a%20b@x:5061;transport=tcp;lr?h=1"],
    ["sips:[2001:db8::1]:5061", "sips:[2001:db8::1]:5061"],
    ["sip:user;par=u%40example.net@example.com", "sip:user;par=u%40example.net@example.com"],
    ["tel:+8610-95536", "tel:+8610-95536"],
  ])("MS-6 URI %s", (text, written) => {
    const uri = parseUri(text);
    expect(uri && formatUri(uri)).toBe(written);
  });

  it.each(["", "sip:", "sip:a b@c", "sip:a@", "sip:@b", "sip:a@b:0", "sip:a@b:99999", "sip:a%zz@b", "<sip:a@b>"])(
    "MS-6 no URI: %j",
    (text) => {
      expect(parseUri(text)).toBeUndefined();
    },
  );

  it("MS-6 an address of record has no port and no parameters", () => {
    expect(addressOfRecord("sip:1001@Bank.Test:5070;transport=tcp")).toBe("sip:1001@bank.test");
    expect(addressOfRecord("sip:bank.test")).toBeUndefined();
  });

  it("MS-7 name-addr: display names quoted, bare, Chinese; parameters inside and outside", () => {
    expect(parseNameAddr('"A \\"B\\"" <sip:a@b;x=1>;tag=2')).toEqual({
      ...{ displayName: 'A "B"', uri: "sip:a@b;x=1" },
      params: new Map([["tag", "2"]]),
    });
    expect(parseNameAddr("张三 <sip:a@b>")?.displayName).toBe("张三");
    expect(parseNameAddr("sip:a@b;tag=2")).toEqual({ uri: "sip:a@b", params: new Map([["tag", "2"]]) });
    expect(parseNameAddrs(['"x, y" <sip:a@b>, <sip:c@d>;q=0.5', "sip:e@f"])?.map((one) => one.uri)).toEqual([
      ...["sip:a@b", "sip:c@d", "sip:e@f"],
    ]);
    const odd = { displayName: 'q"\\x', uri: "sip:a@b", params: new Map([["p", "a b"]]) };
    expect(parseNameAddr(formatNameAddr(odd))).toEqual(odd);
  });

  it("MS-8 Via: IPv6, odd blanks, several on a line", () => {
    const via = parseVia("SIP / 2.0 / UDP [2001:db8::9]:5070 ; branch=z9hG4bKx;rport");
    expect(via && formatVia(via)).toBe("SIP/2.0/UDP [2001:db8::9]:5070;branch=z9hG4bKx;rport");
    expect(topVia(["SIP/2.0/TCP a;branch=1, SIP/2.0/UDP b;branch=2"])?.host).toBe("a");
  });

  it("UA-12 a glance tells new calls from calls that are up", () => {
    expect(peek(serialize(invite()))).toEqual({ method: "INVITE", inDialog: false });
    const inside = invite();
    inside.headers.set("to", "<sip:b@b.test>;tag=9");
    expect(peek(serialize(inside))).toEqual({ method: "INVITE", inDialog: true });
    expect(peek(bytes("GET / HTTP/1.1\n\n")).method).toBeUndefined();
  });
});
