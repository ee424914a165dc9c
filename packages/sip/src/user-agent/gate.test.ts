import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SeededRandom } from "@tellerline/base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DigestClient } from "../auth/digest-client.ts";
import expected from "../message/corpus/rfc4475/expected.json" with { type: "json" };
import { parseMessage } from "../message/parser.ts";
import { BenchEndpoint, request, udpFlow } from "../testing/bench-endpoint.ts";

const trunk = { trunkByAddress: () => "trunk" };

/** Answers the challenge that the endpoint just sent for `text`. */
function authorised(
  bench: BenchEndpoint,
  username: string,
  password: string,
  make: (headers: string) => string,
): string {
  const response = parseMessage(new TextEncoder().encode(bench.sent.at(-1)?.text ?? ""));
  const again = parseMessage(new TextEncoder().encode(make("").replace(/\r?\n/g, "\r\n")));
  if (response.type !== "message" || response.message.kind !== "response") throw new Error("no challenge");
  if (again.type !== "message" || again.message.kind !== "request") throw new Error("no request");
  new DigestClient({ username, password }, new SeededRandom(1)).answer(response.message, again.message, false);
  const name = response.message.status === 407 ? "proxy-authorization" : "authorization";
  return make(`${name}: ${again.message.headers.get(name)}`);
}

describe("UA requests from strangers", () => {
  it.each([
    ["UA-1 an unknown method", { method: "FOO" }, 501],
    ["UA-1 a method not served", { method: "SUBSCRIBE" }, 405],
    ["UA-2 a request of a dialog that is not there", { to: "<sip:x@y>;tag=t", method: "BYE" }, 481],
    ["UA-2 INVITE of a dialog that is not there", { to: "<sip:x@y>;tag=t" }, 481],
    ["UA-3 another scheme", { uri: "tel:95500" }, 416],
    ["UA-5 an unknown extension", { headers: "Require: 100rel, path" }, 420],
    ["UA-6 an encoded body", { headers: "Content-Encoding: gzip" }, 415],
    ["UA-7 no Contact", { headers: "" }, 400],
    ["UA-8 CANCEL of nothing", { method: "CANCEL" }, 481],
  ] as const)("%s", (_title, parts, status) => {
    const bench = new BenchEndpoint(trunk);
    bench.receive(request(parts));
    expect(bench.status).toBe(status);
    expect(bench.endpoint.sizes).toEqual({ legs: 0, dialogs: 0, transactions: 0 });
    expect(bench.events.filter((event) => event.type === "incoming")).toEqual([]);
  });

  it("UA-5 420 names what is not understood", () => {
    const bench = new BenchEndpoint(trunk);
    bench.receive(request({ headers: "Require: replaces, path" }));
    expect(bench.header("Unsupported")).toBe("path");
  });

  it("UA-9 the same INVITE by another path is 482, by the same path absorbed", () => {
    const bench = new BenchEndpoint(trunk);
    const parts = { callId: "m", branch: "z9hG4bK-a" };
    bench.receive(request(parts));
    expect(bench.status).toBe(100);
    bench.receive(request({ ...parts, branch: "z9hG4bK-b" }));
    expect(bench.status).toBe(482);
    bench.receive(request(parts));
    expect(bench.status).toBe(100);
    expect(bench.events.filter((event) => event.type === "incoming")).toHaveLength(1);
  });

  it("UA-16 answers go where the request came from, and Via says so (RFC 3581)", () => {
    const bench = new BenchEndpoint(trunk);
    bench.receive(request(), { ...udpFlow, remoteAddress: "203.0.113.7", remotePort: 1234 });
    expect(bench.sent[0]?.flow).toMatchObject({ remoteAddress: "203.0.113.7", remotePort: 1234 });
    expect(bench.header("Via")).toContain(";rport=1234;received=203.0.113.7");
    bench.receive(request().replace(";rport", ""), { ...udpFlow, remotePort: 1234 });
    expect(bench.sent[0]?.flow).toMatchObject({ remoteAddress: "10.0.0.9", remotePort: 5080 });
  });

  it("UA-38 while not ready nobody new is judged: unanswered over UDP, 503 elsewhere, and served when it is repeated", () => {
    const bench = new BenchEndpoint({ ready: false });
    const tcp = { ...udpFlow, transport: "tcp", connectionId: "tcp-1" } as const;
    for (const method of ["REGISTER", "INVITE", "OPTIONS"]) {
      bench.receive(request({ method }));
      expect(bench.sent).toEqual([]);
      bench.receive(request({ method }), tcp);
      expect(bench.status).toBe(503);
    }
    bench.receive(request({ to: "<sip:x@y>;tag=t", method: "BYE" }));
    expect(bench.status).toBe(481);
    bench.feed({ type: "setReady", ready: true });
    bench.receive(request({ method: "OPTIONS" }));
    expect(bench.status).toBe(200);
    expect(bench.events).toEqual([]);
  });

  it("UA-13 draining: OPTIONS and new calls are 503", () => {
    const bench = new BenchEndpoint(trunk);
    bench.receive(request({ method: "OPTIONS" }));
    expect(bench.status).toBe(200);
    bench.feed({ type: "setDraining", draining: true });
    bench.receive(request({ method: "OPTIONS" }));
    expect(bench.status).toBe(503);
    bench.receive(request());
    expect(bench.status).toBe(503);
  });

  it("UA-12 overload: new calls are 503 without Retry-After and without state", () => {
    const bench = new BenchEndpoint(trunk);
    bench.feed({ type: "setOverloaded", overloaded: true });
    bench.receive(request());
    expect([bench.status, bench.header("Retry-After"), bench.endpoint.sizes.transactions]).toEqual([503, undefined, 0]);
  });

  it("UA-10 limits: legs of one source, legs of all", () => {
    const bench = new BenchEndpoint({ isGuest: () => true, limits: { maxLegsPerSource: 2, maxLegs: 3 } });
    const from = (remoteAddress: string) => ({ ...udpFlow, remoteAddress });
    const statuses = ["10.0.0.9", "10.0.0.9", "10.0.0.9", "10.0.0.8", "10.0.0.7"].map((address) => {
      bench.receive(request(), from(address));
      return bench.status;
    });
    expect(statuses).toEqual([100, 100, 503, 100, 503]);
  });

  it("UA-11 a source that sends rubbish or too much is not heard for a while", () => {
    const bench = new BenchEndpoint({ limits: { maxOffences: 3, banMs: 1_000, maxMessagesPerSecond: 50 } });
    for (let i = 0; i < 3; i++) bench.receive("REGISTER sip:x SIP/2.0\nVia: broken\n\n");
    bench.receive(request({ method: "OPTIONS" }));
    expect(bench.sent).toEqual([]);
    bench.now += 1_001;
    bench.receive(request({ method: "OPTIONS" }));
    expect(bench.status).toBe(200);
    for (let i = 0; i < 60; i++) bench.receive(request({ method: "OPTIONS" }));
    expect(bench.sent).toEqual([]);
    expect(bench.events.filter((event) => event.type === "refused").length).toBeLessThan(3);
  });

  it.each(Object.entries(expected.answered))("MS-1 RFC 4475 %s is answered %i", (name, status) => {
    const bench = new BenchEndpoint(name === "regbadct" ? { ...trunk, credentials: () => undefined } : {});
    const file = join(import.meta.dirname, `../message/corpus/rfc4475/${name}.dat`);
    bench.receive(readFileSync(file));
    // The registrar looks at Contact only when it knows who asks.
    expect(bench.status).toBe(name === "regbadct" ? 401 : status);
  });
});

describe("AU who calls", () => {
  const invite = (headers: string) =>
    request({ headers: `Contact: <sip:1001@10.0.0.9>\n${headers}`, cseq: headers === "" ? 1 : 2 });

  it("AU-5 a trunk's address needs no proof", () => {
    const bench = new BenchEndpoint(trunk);
    bench.receive(request());
    expect(bench.last("incoming")?.trust).toEqual({ kind: "address", trunkId: "trunk" });
  });

  it("AU-1 others are challenged, and known by their answer", () => {
    const bench = new BenchEndpoint();
    bench.receive(invite(""));
    expect(bench.status).toBe(407);
    expect(bench.endpoint.sizes.transactions).toBe(0);
    bench.receive(authorised(bench, "1001", "pw-1001", invite));
    expect(bench.last("incoming")?.trust).toEqual({ kind: "registered", aor: "sip:1001@bank.test", username: "1001" });
  });

  it("AU-2 a wrong password and a From of somebody else are 403, and count", () => {
    const bench = new BenchEndpoint({ limits: { maxOffences: 2 } });
    bench.receive(invite(""));
    bench.receive(authorised(bench, "1001", "wrong", invite));
    expect(bench.status).toBe(403);
    bench.receive(invite(""));
    bench.receive(authorised(bench, "1002", "pw-1002", invite));
    expect(bench.status).toBe(403);
    bench.receive(invite(""));
    expect(bench.sent).toEqual([]);
  });

  it("AU-7 a configured guest calls without proof; his name gives no other right", () => {
    const bench = new BenchEndpoint({ isGuest: (aor) => aor === "sip:guest@bank.test" });
    bench.receive(request({ from: "<sip:guest@bank.test>;tag=1" }));
    expect(bench.last("incoming")?.trust).toEqual({ kind: "guest", aor: "sip:guest@bank.test" });
    bench.receive(request({ method: "REGISTER", to: "<sip:guest@bank.test>" }));
    expect(bench.status).toBe(401);
  });

  it("AU-5 a phone at a trunk's address is a phone once it has registered there", () => {
    const bench = new BenchEndpoint(trunk);
    const register = (headers: string) =>
      request({
        ...{ method: "REGISTER", uri: "sip:bank.test", to: "<sip:1001@bank.test>", cseq: headers === "" ? 1 : 2 },
        headers: `Contact: <sip:1001@10.0.0.9:5080>\n${headers}`,
      });
    bench.receive(register(""));
    bench.receive(authorised(bench, "1001", "pw-1001", register));
    expect(bench.last("registered")).toMatchObject({ aor: "sip:1001@bank.test", refreshed: false });
    bench.receive(invite(""));
    expect(bench.status).toBe(407);
    bench.receive(invite(""), { ...udpFlow, remotePort: 6_000 });
    expect(bench.status).toBe(100);
  });
});

describe("UA hostile input", () => {
  const folder = join(import.meta.dirname, "../message/corpus/rfc4475");
  const corpus = readdirSync(folder)
    .filter((name) => name.endsWith(".dat"))
    .map((name) => readFileSync(join(folder, name)));

  it("UA-14 no bytes make it throw: mutations of the corpus and of messages of a call", () => {
    const seeds = [
      ...corpus,
      ...[{}, { method: "REGISTER" }, { method: "ACK" }, { method: "CANCEL" }].map((parts) =>
        Buffer.from(request(parts).replace(/\n/g, "\r\n")),
      ),
    ];
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      kind: fc.constantFrom("set", "cut", "double", "insert"),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
    });
    fc.assert(
      fc.property(
        fc.nat(seeds.length - 1),
        fc.array(change, { maxLength: 6 }),
        fc.boolean(),
        (index, changes, known) => {
          let bytes = Buffer.from(seeds[index] ?? "");
          for (const { at, kind, bytes: noise } of changes) {
            const place = Math.floor(at * bytes.length);
            const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
            if (kind === "set") bytes = Buffer.concat([before, noise, after.subarray(noise.length)]);
            else if (kind === "cut") bytes = Buffer.concat([before, after.subarray(noise.length * 4)]);
            else if (kind === "double") bytes = Buffer.concat([before, after.subarray(0, 40), after]);
            else bytes = Buffer.concat([before, noise, after]);
          }
          const bench = new BenchEndpoint(known ? trunk : {});
          bench.receive(bytes);
          for (const event of [...bench.events]) {
            if (event.type === "incoming")
              bench.feed({ type: "answer", legId: event.legId, body: { contentType: "a/b", bytes } });
          }
          for (let next = bench.endpoint.nextTimeout(); next !== undefined; next = bench.endpoint.nextTimeout()) {
            bench.now = next;
            bench.feed({ type: "timeout" });
          }
          expect(bench.endpoint.sizes).toEqual({ legs: 0, dialogs: 0, transactions: 0 });
        },
      ),
      { seed: 20260101, numRuns: 3_000 },
    );
  });

  it("UA-14 raw noise", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const bench = new BenchEndpoint(trunk);
        bench.receive(bytes);
        expect(bench.endpoint.sizes.legs).toBe(0);
      }),
      { seed: 3, numRuns: 1_000 },
    );
  });

  it("UA-14 traces show neither INFO bodies nor answers to challenges", () => {
    const bench = new BenchEndpoint({ ...trunk, tracing: true });
    bench.receive(request({ method: "INFO", headers: "Content-Type: application/dtmf", body: "4321" }));
    bench.receive(request({ headers: 'Contact: <sip:a@b>\nAuthorization: Digest username="u",\n response="beef"' }));
    const text = bench.events
      .map((event) => (event.type === "trace" ? new TextDecoder().decode(event.bytes) : ""))
      .join();
    expect(text).not.toContain("4321");
    expect(text).not.toContain("beef");
    expect(text).toContain("INVITE");
  });
});
