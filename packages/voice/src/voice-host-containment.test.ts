import { SeededRandom } from "@tellerline/base";
import type { MediaClient } from "@tellerline/media";
import type { IncomingCall, SipCommand } from "@tellerline/sip";
import { VirtualScheduler } from "@tellerline/testkit";
import { describe, expect, it } from "vitest";
import type { CallEvent } from "./call-protocol.ts";
import { VoiceHost } from "./voice-host.ts";

const incoming = (legId: string): IncomingCall => ({
  ...{ type: "incoming", legId, callId: "x", from: "sip:c@x", to: "sip:b@y", requestUri: "sip:b@y", headers: [] },
  trust: { kind: "address", trunkId: "t" },
  flow: { transport: "udp", localAddress: "a", localPort: 1, remoteAddress: "b", remotePort: 2 },
});

/** A media process that takes its time. */
const slow = { request: () => new Promise(() => {}) } as unknown as MediaClient;

const settled = () => new Promise((done) => setImmediate(done));

function hostWith(media: () => MediaClient | undefined, onCallEvent: (callId: string, event: CallEvent) => void) {
  const scheduler = new VirtualScheduler();
  const sip: SipCommand[] = [];
  const finished: string[] = [];
  const host: VoiceHost = new VoiceHost({
    ...{ scheduler, random: new SeededRandom(1), media, onCallEvent },
    sip: { handle: (command) => sip.push(command) },
    onIncoming: ({ legId }) => host.accept(legId, { callId: `call-${legId}` }),
    onFinished: (callId) => finished.push(callId),
  });
  return { host, sip, finished, scheduler };
}

describe("VH the host", () => {
  it("VH-1 a call whose caller has hung up meanwhile cannot be accepted", () => {
    const host = new VoiceHost({
      ...{ scheduler: new VirtualScheduler(), random: new SeededRandom(1), media: () => undefined },
      ...{ sip: { handle: () => {} }, onIncoming: () => {}, onCallEvent: () => {} },
    });
    host.sipEvent(incoming("L"));
    host.sipEvent({ type: "ended", legId: "L", by: "remote", status: 487 });
    expect(host.accept("L", { callId: "c" })).toBe(false);
    expect(host.sizes).toEqual({ calls: 0, legs: 0, unclaimed: 0 });
  });

  it("VH-2 what goes wrong in one call ends that call and no other", () => {
    const said: string[] = [];
    const { host, sip, finished } = hostWith(
      () => slow,
      (callId, event) => {
        said.push(`${callId} ${event.type}`);
        if (event.type === "refused") throw new Error("boom");
      },
    );
    host.sipEvent(incoming("A"));
    host.sipEvent(incoming("B"));
    host.command("call-A", { type: "connect", partyId: "nobody" });
    expect(said).toEqual(["call-A refused", "call-A ended"]);
    expect(sip).toEqual([{ type: "hangup", legId: "A" }]);
    expect(finished).toEqual(["call-A"]);
    expect(host.sizes.calls).toBe(1);
  });

  it("VH-3 without a media process a call waits for one, and is refused 503 only when none comes", async () => {
    const { host, sip, finished, scheduler } = hostWith(
      () => undefined,
      () => {},
    );
    host.sipEvent(incoming("A"));
    await settled();
    scheduler.advance(4999);
    await settled();
    expect(sip).toEqual([]);
    scheduler.advance(1);
    await settled();
    expect(sip).toEqual([{ type: "reject", legId: "A", status: 503 }]);
    expect(finished).toEqual(["call-A"]);
  });

  it("VH-3 a call that came while media was being started again goes on when it is back, in the order asked", async () => {
    const asked: string[] = [];
    const media = {
      request: (command: { type: string; callId: string }) => {
        asked.push(`${command.type} ${command.callId}`);
        return new Promise(() => {});
      },
    } as unknown as MediaClient;
    const world: { media: MediaClient | undefined } = { media: undefined };
    const { host, sip, scheduler } = hostWith(
      () => world.media,
      () => {},
    );
    for (const leg of ["A", "B"]) host.sipEvent(incoming(leg));
    scheduler.advance(1500);
    world.media = media;
    host.mediaBack();
    await settled();
    expect(asked).toEqual(["openLeg call-A", "openLeg call-B"]);
    scheduler.advance(60_000);
    await settled();
    expect(sip).toEqual([]);
  });

  it("VH-3 a call that media died on before it had anything of it goes on with the next one", async () => {
    const lost = { ok: false, error: { code: "mediaLost", message: "gone" } };
    const dying = { request: () => Promise.resolve(lost) } as unknown as MediaClient;
    const asked: string[] = [];
    const next = {
      request: (command: { type: string }) => {
        asked.push(command.type);
        return new Promise(() => {});
      },
    } as unknown as MediaClient;
    const world: { media: MediaClient | undefined } = { media: dying };
    const { host, sip, scheduler } = hostWith(
      () => world.media,
      () => {},
    );
    host.sipEvent(incoming("A"));
    await settled();
    world.media = undefined;
    host.mediaLost();
    scheduler.advance(1000);
    world.media = next;
    host.mediaBack();
    await settled();
    expect([asked, sip]).toEqual([["openLeg"], []]);
  });
});
