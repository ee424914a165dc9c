import { describe, expect, it } from "vitest";
import { BenchEndpoint, request } from "../testing/bench-endpoint.ts";

const trunk = { trunkByAddress: () => "trunk" };
const body = { contentType: "application/sdp", bytes: new TextEncoder().encode("v=0\r\n") };
const contact = "Contact: <sip:1001@10.0.0.9:5080>";

/** Lets time pass to `until`, running what falls due. */
function advance(bench: BenchEndpoint, until: number): void {
  for (
    let next = bench.endpoint.nextTimeout();
    next !== undefined && next <= until;
    next = bench.endpoint.nextTimeout()
  ) {
    bench.now = next;
    bench.feed({ type: "timeout" });
  }
  bench.now = until;
}

function answered(headers: string) {
  const bench = new BenchEndpoint(trunk);
  bench.receive(request({ callId: "s", headers: `${contact}\n${headers}` }));
  const legId = bench.last("incoming")?.legId ?? "";
  bench.feed({ type: "answer", legId, body });
  const answer = bench.sent.at(-1)?.text ?? "";
  const to = `<sip:95500@bank.test>;tag=${/^To:.*tag=(\S+)/m.exec(answer)?.[1]}`;
  bench.receive(request({ method: "ACK", callId: "s", to, headers: contact }));
  return { bench, answer, to, start: bench.now };
}

describe("UA-35 session timers", () => {
  const asked = "Supported: timer\nSession-Expires: 120;refresher=uac";

  it("UA-35 the peer refreshes; when it stops, the call ends with a BYE", () => {
    const { bench, answer, to, start } = answered(asked);
    expect(answer).toMatch(/^Session-Expires: 120;refresher=uac\r$/m);
    expect(answer).toMatch(/^Require: timer\r$/m);
    advance(bench, start + 80_000);
    bench.receive(request({ method: "UPDATE", callId: "s", cseq: 2, to, headers: `${contact}\n${asked}` }));
    expect([bench.status, bench.header("Session-Expires")]).toEqual([200, "120;refresher=uac"]);
    advance(bench, start + 80_000 + 87_000);
    expect(bench.last("ended")).toBeUndefined();
    advance(bench, start + 80_000 + 88_000);
    expect(bench.last("ended")).toMatchObject({ by: "timeout" });
  });

  it("UA-35 who does not ask gets none; too small an interval is 422", () => {
    expect(answered("").answer).not.toMatch(/Session-Expires/);
    expect(answered("Session-Expires: 120").answer).not.toMatch(/Session-Expires/);
    const bench = new BenchEndpoint(trunk);
    bench.receive(request({ headers: `${contact}\nSupported: timer\nSession-Expires: 30` }));
    expect([bench.status, bench.header("Min-SE")]).toEqual([422, "90"]);
  });
});
