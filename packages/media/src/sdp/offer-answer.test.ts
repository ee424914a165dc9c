import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OfferAnswer } from "./offer-answer.ts";
import { isUnicast, readSdp } from "./session-description.ts";

const session = (): OfferAnswer => new OfferAnswer({ address: "192.0.2.10", port: 20_000, sessionId: "4711" });

function sdp(...media: string[]): string {
  return ["v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-", "c=IN IP4 192.0.2.1", "t=0 0", ...media, ""].join("\r\n");
}

const plain = sdp("m=audio 4000 RTP/AVP 8 0 101", "a=rtpmap:101 telephone-event/8000");

/** The lines of ours that begin with `prefix`. */
const lines = (text: string, prefix: string): string[] => text.split("\r\n").filter((line) => line.startsWith(prefix));

describe("answers", () => {
  it.each([
    ["PCMA and PCMU", "8 0", [], "8"],
    ["PCMU first: still PCMA, so that bridges agree", "0 8", [], "8"],
    ["PCMU alone", "0", [], "0"],
    ["others besides", "9 18 3 8", [], "8"],
    ["G.711 under a dynamic number", "96", ["a=rtpmap:96 pcma/8000"], "96"],
    ["digits", "8 96", ["a=rtpmap:96 telephone-event/8000", "a=fmtp:96 0-16"], "8 96"],
    ["digits of another clock are none", "8 96", ["a=rtpmap:96 telephone-event/48000"], "8"],
    ["a number re-used for something else", "0 8", ["a=rtpmap:0 opus/48000/2"], "8"],
  ])("SDP-4 %s", (_, formats, attributes, chosen) => {
    const answered = session().answer(sdp(`m=audio 4000 RTP/AVP ${formats}`, ...attributes));
    if (!answered.ok) throw new Error(answered.error.message);
    expect(lines(answered.value.sdp, "m=")).toEqual([`m=audio 20000 RTP/AVP ${chosen}`]);
  });

  it.each([
    ["no audio", sdp("m=video 4000 RTP/AVP 31"), "noAudio"],
    ["audio with port 0", sdp("m=audio 0 RTP/AVP 8"), "noAudio"],
    ["encrypted audio", sdp("m=audio 4000 RTP/SAVP 8"), "noAudio"],
    ["only G.729", sdp("m=audio 4000 RTP/AVP 18"), "noCommonCodec"],
    ["only digits", sdp("m=audio 4000 RTP/AVP 101", "a=rtpmap:101 telephone-event/8000"), "noCommonCodec"],
    ["nothing", "", "malformedSdp"],
    ["not SDP", "INVITE sip:a@b", "malformedSdp"],
    ["no c=", "v=0\r\ns=-\r\nm=audio 4000 RTP/AVP 8\r\n", "malformedSdp"],
    ["a host name", plain.replaceAll("192.0.2.1", "host.example"), "malformedSdp"],
    ["multicast", plain.replaceAll("c=IN IP4 192.0.2.1", "c=IN IP4 224.2.1.1/127"), "malformedSdp"],
    ["broadcast", plain.replaceAll("c=IN IP4 192.0.2.1", "c=IN IP4 255.255.255.255"), "malformedSdp"],
    ["an odd address", plain.replaceAll("c=IN IP4 192.0.2.1", "c=IN IP4 999.1.1.1"), "malformedSdp"],
    ["a port out of range", sdp("m=audio 70000 RTP/AVP 8"), "malformedSdp"],
    ["a negative port", sdp("m=audio -1 RTP/AVP 8"), "malformedSdp"],
    ["no formats", sdp("m=audio 4000 RTP/AVP"), "malformedSdp"],
    ["a thousand formats", sdp(`m=audio 4000 RTP/AVP ${"8 ".repeat(1000)}`), "malformedSdp"],
    ["forty media", sdp(...new Array<string>(40).fill("m=audio 4000 RTP/AVP 8")), "malformedSdp"],
    ["too many lines", plain + "a=x\r\n".repeat(2000), "malformedSdp"],
    ["too long", `${plain}a=${"x".repeat(70_000)}\r\n`, "malformedSdp"],
    ["a header smuggled in", sdp("m=audio 4000 RTP/AVP 8\u0000"), "malformedSdp"],
  ])("SDP-1 %s is refused by value", (_, offer, code) => {
    expect(session().answer(offer)).toMatchObject({ ok: false, error: { code } });
  });

  it("SDP-1 any text is read or refused, and what is answered is readable", () => {
    const line = fc.constantFrom(
      ...plain.split("\r\n"),
      "m=audio 5 RTP/AVP 0",
      "a=sendonly",
      "c=IN IP6 ::1",
      "a=rtpmap:8 x/1",
      "b=AS:1",
    );
    const hostile = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(line, fc.string())).map((all) => ["v=0", ...all].join("\r\n")),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const answered = session().answer(text);
        return !answered.ok || readSdp(answered.value.sdp).ok;
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["a=sendrecv", "sendrecv", "a=sendrecv"],
    ["a=sendonly", "sendonly", "a=recvonly"],
    ["a=recvonly", "recvonly", "a=sendonly"],
    ["a=inactive", "inactive", "a=inactive"],
  ])("SDP-6 %s is honoured and told", (attribute, told, ours) => {
    const answered = session().answer(sdp("m=audio 4000 RTP/AVP 8", attribute));
    if (!answered.ok) throw new Error(answered.error.message);
    expect(answered.value.agreed.remoteDirection).toBe(told);
    expect(answered.value.sdp).toContain(ours);
  });

  it("SDP-6 a direction of the session holds for the medium, and c=0.0.0.0 is a hold", () => {
    const held = plain.replace("t=0 0", "t=0 0\r\na=inactive");
    expect(session().answer(held)).toMatchObject({ ok: true, value: { agreed: { remoteDirection: "inactive" } } });
    const old = sdp("m=audio 4000 RTP/AVP 8").replace("c=IN IP4 192.0.2.1", "c=IN IP4 0.0.0.0");
    expect(session().answer(old)).toMatchObject({
      ok: true,
      value: { agreed: { remoteDirection: "sendonly", remoteAddress: undefined } },
    });
  });

  it("SDP-5 other media are refused in their places, now and in later offers", () => {
    const ours = session();
    const offer = sdp(
      "m=video 5000 RTP/AVP 31",
      "m=audio 4000 RTP/AVP 8",
      "c=IN IP4 192.0.2.7",
      "m=audio 4002 RTP/AVP 0",
      "m=application 9 UDP/BFCP *x",
    );
    expect(ours.answer(offer)).toMatchObject({ ok: false });
    const answered = ours.answer(offer.replace("*x", "x"));
    if (!answered.ok) throw new Error(answered.error.message);
    const expected = [
      "m=video 0 RTP/AVP 31",
      "m=audio 20000 RTP/AVP 8",
      "m=audio 0 RTP/AVP 0",
      "m=application 0 UDP/BFCP x",
    ];
    expect(lines(answered.value.sdp, "m=")).toEqual(expected);
    expect(answered.value.agreed).toMatchObject({ remoteAddress: "192.0.2.7", remotePort: 4000 });
    expect(lines(ours.offer(), "m=").map((one) => one.split(" ")[1])).toEqual(["0", "20000", "0", "0"]);
  });

  it("SDP-7 rtcp-mux and a=rtcp say where reports go", () => {
    const rtcp = (...attributes: string[]) => {
      const answered = session().answer(sdp("m=audio 4000 RTP/AVP 8", ...attributes));
      if (!answered.ok) throw new Error(answered.error.message);
      return [answered.value.agreed.remoteRtcpPort, answered.value.sdp.includes("a=rtcp-mux")];
    };
    expect(rtcp()).toEqual([4001, false]);
    expect(rtcp("a=rtcp:4010 IN IP4 192.0.2.1")).toEqual([4010, false]);
    expect(rtcp("a=rtcp-mux")).toEqual([4000, true]);
  });
});

describe("offers", () => {
  it("SDP-2 our offer is answered by ourselves", () => {
    const [caller, callee] = [session(), new OfferAnswer({ address: "192.0.2.11", port: 20_002, sessionId: "1" })];
    const answered = callee.answer(caller.offer());
    if (!answered.ok) throw new Error(answered.error.message);
    const accepted = caller.accept(answered.value.sdp);
    if (!accepted.ok) throw new Error(accepted.error.message);
    expect(accepted.value).toMatchObject({
      codec: "PCMA",
      sendType: 8,
      sendEventType: 101,
      remotePort: 20_002,
      rtcpMux: true,
    });
    expect(caller.accept(answered.value.sdp).ok).toBe(true);
  });

  it("SDP-2 an answer that came without an offer, or refuses our audio, is an error", () => {
    expect(session().accept(plain)).toMatchObject({ ok: false, error: { code: "wrongState" } });
    const ours = session();
    ours.offer();
    expect(ours.accept(sdp("m=audio 0 RTP/AVP 8"))).toMatchObject({ ok: false, error: { code: "noAudio" } });
    expect(ours.accept(sdp("m=audio 4000 RTP/AVP 0"))).toMatchObject({ ok: true, value: { codec: "PCMU" } });
  });

  it("SDP-3 the version grows when, and only when, the description changes", () => {
    const ours = session();
    const version = (text: string): string | undefined => /^o=- 4711 (\d+) /m.exec(text)?.[1];
    expect(version(ours.offer())).toBe("1");
    expect(version(ours.offer())).toBe("1");
    expect(version(ours.offer("sendonly"))).toBe("2");
    expect(version(ours.offer())).toBe("3");
  });
});

describe("addresses", () => {
  it("SDP-1 only literal unicast addresses are sent to", () => {
    expect(["10.0.0.1", "0.0.0.0", "2001:db8::1", "::1"].filter(isUnicast)).toHaveLength(4);
    expect(
      ["224.0.0.1", "1.2.3", "1.2.3.4.5", "ff02::1", "a.b", "", "1.2.3.400", "::1%eth0"].filter(isUnicast),
    ).toEqual([]);
  });
});
