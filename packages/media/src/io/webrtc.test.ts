// Browser legs of the real media process, with a WebRTC client of the same family as peer; Chromium comes in scenarios.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@tellerline/base";
import { decodeAlaw, encodeAlaw, heardTones, RtpPhone, tone } from "@tellerline/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from "werift";
import type { CommandOf, CommandType, MediaEvent, ResultOf } from "../protocol.ts";
import { type MediaClient, startMedia } from "./media-client.ts";

const all = [440, 700, 1100, 1700];

let folder: string;
let media: MediaClient;
let events: MediaEvent[];
const open: { close(): Promise<void> }[] = [];

async function ask<T extends CommandType>(command: CommandOf<T>): Promise<ResultOf<T>> {
  const outcome = await media.request(command);
  if (!outcome.ok) throw new Error(`${command.type}: ${outcome.error.code} ${outcome.error.message}`);
  return outcome.value;
}

async function until(what: string, ready: () => boolean): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    if (ready()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${what} did not come; events ${JSON.stringify(events)}`);
}

/** A browser's stand-in: sends a tone as PCMA, keeps what it hears. */
class Browser {
  readonly connection = new RTCPeerConnection({
    codecs: {
      audio: [
        new RTCRtpCodecParameters({ mimeType: "audio/PCMU", clockRate: 8000, channels: 1, payloadType: 0 }),
        new RTCRtpCodecParameters({ mimeType: "audio/PCMA", clockRate: 8000, channels: 1, payloadType: 8 }),
        new RTCRtpCodecParameters({
          mimeType: "audio/telephone-event",
          clockRate: 8000,
          channels: 1,
          payloadType: 126,
        }),
      ],
      video: [],
    },
    iceServers: [],
    iceUseIpv4: false,
    iceUseIpv6: false,
    iceAdditionalHostAddresses: ["127.0.0.1"],
    iceInterfaceAddresses: { udp4: "127.0.0.1" },
    icePortRange: [17_000, 17_900],
  });
  readonly #track = new MediaStreamTrack({ kind: "audio" });
  readonly transceiver = this.connection.addTransceiver(this.#track, { direction: "sendrecv" });
  readonly heard: number[] = [];
  readonly digits: number[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sequence = 0;

  constructor() {
    open.push(this);
    this.connection.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe(({ header, payload }) => {
        if (header.payloadType === 8) for (const code of payload) this.heard.push(decodeAlaw(code));
        if (header.payloadType === 126 && payload[1]! >= 0x80) this.digits.push(payload[0]!);
      });
    });
  }

  speak(frequency: number): void {
    const startedAt = performance.now();
    let frames = 0;
    const beat = (): void => {
      for (; (performance.now() - startedAt) / 20 >= frames; frames++) {
        const payload = Buffer.from(Array.from(tone([frequency], 20, 0.3, frames * 160), encodeAlaw));
        this.#send(8, frames * 160, payload);
      }
      this.#timer = setTimeout(beat, 5);
    };
    beat();
  }

  press(code: number): void {
    for (const duration of [160, 320, 480])
      this.#send(126, 7000 + code, Buffer.from([code, 10, duration >> 8, duration & 255]));
    for (let i = 0; i < 3; i++) this.#send(126, 7000 + code, Buffer.from([code, 0x8a, 480 >> 8, 480 & 255]));
  }

  quiet(): void {
    clearTimeout(this.#timer);
  }

  async hears(): Promise<number[]> {
    const from = this.heard.length + 160 * 15;
    await until("sound", () => this.heard.length > from + 8000);
    return heardTones(Int16Array.from(this.heard.slice(from)), all);
  }

  async close(): Promise<void> {
    this.quiet();
    await this.connection.close();
  }

  #send(payloadType: number, timestamp: number, payload: Buffer): void {
    const ssrc = this.transceiver.sender.ssrc;
    const header = new RtpHeader({
      version: 2,
      payloadType,
      sequenceNumber: this.#sequence++ & 0xffff,
      timestamp,
      ssrc,
    });
    const packet = new RtpPacket(header, payload);
    if (this.connection.connectionState === "connected") {
      void this.transceiver.sender.dtlsTransport.sendRtp(packet.payload, packet.header);
    }
  }
}

async function dialIn(browser: Browser, callId: string, legId: string): Promise<string> {
  await ask({ type: "openLeg", callId, legId, kind: "webrtc" });
  await browser.connection.setLocalDescription(await browser.connection.createOffer());
  const { sdp } = await ask({ type: "answer", legId, sdp: browser.connection.localDescription!.sdp });
  await browser.connection.setRemoteDescription({ type: "answer", sdp });
  await until("legConnected", () => events.some((one) => one.type === "legConnected" && one.legId === legId));
  return sdp;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "media-"));
  media = await startMedia({ folder, workers: 1, portMin: 20_400, portMax: 20_599, legSilentMs: 1000, log: silentLog });
  media.onEvent((one) => events.push(one));
  events = [];
});

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await ask({ type: "adoptNone" });
  events = [];
});

afterAll(async () => {
  await media.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("browser legs", { timeout: 30_000 }, () => {
  it("WR-1 a browser that offers is answered with PCMA first and the given address only, and talks with a phone", async () => {
    const browser = new Browser();
    const sdp = await dialIn(browser, "c", "b");
    expect(/^m=audio \d+ UDP\/TLS\/RTP\/SAVPF 8 /m.test(sdp)).toBe(true);
    expect(/^m=audio .*/m.exec(sdp)?.[0].split(" ").slice(3)).toEqual(["8", "0", "126"]);
    expect([...sdp.matchAll(/^a=candidate:\S+ 1 udp \d+ (\S+) /gm)].map((match) => match[1])).toEqual(["127.0.0.1"]);
    const phone = await RtpPhone.open({ frequencies: [440] });
    open.push(phone);
    await ask({ type: "openLeg", callId: "c", legId: "p", kind: "rtp" });
    phone.connect((await ask({ type: "answer", legId: "p", sdp: phone.sdp() })).sdp);
    await ask({ type: "hear", legId: "b", from: ["p"] });
    await ask({ type: "hear", legId: "p", from: ["b"] });
    phone.start();
    browser.speak(700);
    expect(await browser.hears()).toEqual([440]);
    const from = await phone.hear(50);
    expect(heardTones(phone.heard(from), all)).toEqual([700]);
  });

  it("WR-2 a browser is offered to, and hears a mix", async () => {
    const browser = new Browser();
    await ask({ type: "openLeg", callId: "c", legId: "b", kind: "webrtc" });
    const { sdp } = await ask({ type: "offer", legId: "b" });
    await browser.connection.setRemoteDescription({ type: "offer", sdp });
    await browser.connection.setLocalDescription(await browser.connection.createAnswer());
    await ask({ type: "accept", legId: "b", sdp: browser.connection.localDescription!.sdp });
    await until("legConnected", () => events.some((one) => one.type === "legConnected"));
    for (const [playerId, frequency] of [
      ["x", 1100],
      ["y", 1700],
    ] as const) {
      const items = [{ tone: { frequencies: [frequency], ms: 5000 } }];
      await ask({ type: "play", callId: "c", playerId, items, loop: true });
    }
    await ask({ type: "hear", legId: "b", from: ["x", "y"] });
    browser.speak(700);
    expect(await browser.hears()).toEqual([1100, 1700]);
  });

  it("WR-3 digits go both ways", async () => {
    const browser = new Browser();
    await dialIn(browser, "c", "b");
    browser.speak(440);
    await until("legFlow", () => events.some((one) => one.type === "legFlow"));
    browser.press(5);
    await until("digit", () => events.some((one) => one.type === "digit" && one.digit === "5"));
    await ask({ type: "sendDigits", legId: "b", digits: "7" });
    await until("the digit at the browser", () => browser.digits.includes(7));
  });

  it("WR-4 hold by re-INVITE and back: the sound stops and comes again", async () => {
    const browser = new Browser();
    await dialIn(browser, "c", "b");
    browser.speak(440);
    await ask({
      type: "play",
      callId: "c",
      playerId: "x",
      items: [{ tone: { frequencies: [1100], ms: 5000 } }],
      loop: true,
    });
    await ask({ type: "hear", legId: "b", from: ["x"] });
    expect(await browser.hears()).toEqual([1100]);
    for (const direction of ["sendonly", "sendrecv"] as const) {
      browser.transceiver.setDirection(direction);
      await browser.connection.setLocalDescription(await browser.connection.createOffer());
      const answer = await ask({ type: "answer", legId: "b", sdp: browser.connection.localDescription!.sdp });
      expect(answer.remoteDirection).toBe(direction);
      expect(answer.sdp).toContain(direction === "sendonly" ? "a=recvonly" : "a=sendrecv");
      await browser.connection.setRemoteDescription({ type: "answer", sdp: answer.sdp });
      const sent = (await ask({ type: "legStats", legId: "b" })).packetsSent;
      const received = (await ask({ type: "legStats", legId: "b" })).packetsReceived;
      while ((await ask({ type: "legStats", legId: "b" })).packetsReceived < received + 10);
      const more = (await ask({ type: "legStats", legId: "b" })).packetsSent - sent;
      if (direction === "sendonly") expect(more).toBe(0);
      else expect(more).toBeGreaterThan(0);
    }
    expect(await browser.hears()).toEqual([1100]);
  });

  it("WR-5 a browser that goes away is told as lost", async () => {
    const browser = new Browser();
    await dialIn(browser, "c", "b");
    browser.speak(440);
    await until("legFlow", () => events.some((one) => one.type === "legFlow"));
    browser.quiet();
    await until("legLost", () => events.some((one) => one.type === "legLost" && one.legId === "b"));
  });

  it("WR-6 an offer without G.711 is refused", async () => {
    await ask({ type: "openLeg", callId: "c", legId: "b", kind: "webrtc" });
    const browser = new Browser();
    const offer = await browser.connection.createOffer();
    const sdp = offer.sdp
      .replace(/SAVPF [\d ]+/, "SAVPF 111")
      .replace(/a=rtpmap:\d+ \S+/g, "a=rtpmap:111 opus/48000/2");
    expect(await media.request({ type: "answer", legId: "b", sdp })).toMatchObject({
      ok: false,
      error: { code: "noCommonCodec" },
    });
  });
});
