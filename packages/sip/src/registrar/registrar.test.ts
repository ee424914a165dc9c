import { describe, expect, it } from "vitest";
import { Headers } from "../message/headers.ts";
import { noBody, type SipRequest } from "../message/message.ts";
import { defaultLimits, defaultRegistrarOptions } from "../user-agent/endpoint-options.ts";
import type { Flow } from "../user-agent/flow.ts";
import { Registrar } from "./registrar.ts";

const aor = "sip:1001@bank.test";
const start = 1_000_000;

function flow(n: number, connectionId?: string): Flow {
  return {
    ...{ transport: connectionId === undefined ? "udp" : "ws", localAddress: "10.0.0.1", localPort: 5060 },
    ...{ remoteAddress: `10.0.0.${n}`, remotePort: 5080 },
    ...(connectionId !== undefined && { connectionId }),
  };
}

function register(contacts: string[], more: { expires?: string; cseq?: number; callId?: string } = {}): SipRequest {
  const headers = Headers.of([
    ["call-id", more.callId ?? "c"],
    ["cseq", `${more.cseq ?? 1} REGISTER`],
    ...contacts.map((contact) => ["contact", contact] as const),
    ...(more.expires === undefined ? [] : [["expires", more.expires] as const]),
  ]);
  return { kind: "request", method: "REGISTER", uri: "sip:bank.test", headers, body: noBody };
}

const fresh = () => new Registrar(defaultRegistrarOptions, { ...defaultLimits, maxBindingsPerAor: 3 });

describe("RG registrar", () => {
  it("RG-1 a contact is bound with the flow it came on, and expires", () => {
    const registrar = fresh();
    const answer = registrar.register(register(["<sip:1001@10.0.0.9>;expires=60"]), aor, flow(9), start);
    expect(answer.status).toBe(200);
    expect(answer.headers).toEqual([["contact", "<sip:1001@10.0.0.9>;expires=60"]]);
    expect(registrar.bindings(aor)).toMatchObject([
      { contact: "sip:1001@10.0.0.9", flow: flow(9), expiresAt: start + 60_000 },
    ]);
    expect(registrar.hasPath(flow(9))).toBe(true);
    expect(registrar.nextTimeout()).toBe(start + 60_000);
    expect(registrar.timeout(start + 60_000)).toMatchObject([{ type: "unregistered", reason: "expired" }]);
    expect([registrar.bindings(aor), registrar.hasPath(flow(9)), registrar.nextTimeout()]).toEqual([
      [],
      false,
      undefined,
    ]);
  });

  it("RG-2 expiry: the contact's own, the request's, ours; too brief is 423, too long is cut", () => {
    const seconds = (contact: string, expires?: string) => {
      const registrar = fresh();
      const more = expires === undefined ? {} : { expires };
      const { status } = registrar.register(register([contact], more), aor, flow(9), start);
      return status === 200 ? ((registrar.bindings(aor)[0]?.expiresAt ?? 0) - start) / 1_000 : status;
    };
    expect(seconds("<sip:a@b>;expires=60", "90")).toBe(60);
    expect(seconds("<sip:a@b>", "90")).toBe(90);
    expect(seconds("<sip:a@b>")).toBe(600);
    expect(seconds("<sip:a@b>;expires=999999999999")).toBe(3_600);
    expect(seconds("<sip:a@b>;expires=5")).toBe(423);
    const brief = fresh().register(register(["<sip:a@b>;expires=5"]), aor, flow(9), start);
    expect(brief.headers).toEqual([["min-expires", "30"]]);
  });

  it("RG-3 the same contact is refreshed, expires=0 and * take away", () => {
    const registrar = fresh();
    registrar.register(register(["<sip:a@b>", "<sip:c@d>"]), aor, flow(9), start);
    const again = registrar.register(register(["<sip:a@b>"], { cseq: 2 }), aor, flow(8), start + 1);
    expect(again.changes).toMatchObject([{ type: "registered", refreshed: true, binding: { flow: flow(8) } }]);
    expect(registrar.bindings(aor)).toHaveLength(2);
    registrar.register(register(["<sip:a@b>;expires=0"], { cseq: 3 }), aor, flow(8), start);
    expect(registrar.bindings(aor).map((one) => one.contact)).toEqual(["sip:c@d"]);
    expect(registrar.register(register(["*"], { cseq: 4 }), aor, flow(8), start).status).toBe(400);
    expect(registrar.register(register(["*"], { cseq: 5, expires: "0" }), aor, flow(8), start).changes).toHaveLength(1);
    expect(registrar.register(register([]), aor, flow(8), start)).toMatchObject({ status: 200, headers: [] });
  });

  it("RG-4 an older request of the same call changes nothing", () => {
    const registrar = fresh();
    registrar.register(register(["<sip:a@b>"], { cseq: 5 }), aor, flow(9), start);
    expect(registrar.register(register(["<sip:a@b>;expires=0"], { cseq: 4 }), aor, flow(9), start).status).toBe(500);
    expect(registrar.bindings(aor)).toHaveLength(1);
  });

  it("RG-5 too many bindings: the oldest gives way", () => {
    const registrar = fresh();
    for (let n = 1; n <= 4; n++)
      registrar.register(register([`<sip:${n}@b>`], { callId: `${n}` }), aor, flow(n), start);
    expect(registrar.bindings(aor).map((one) => one.contact)).toEqual(["sip:4@b", "sip:3@b", "sip:2@b"]);
  });

  it("RG-6 a closed connection takes its bindings with it; a device that comes back replaces its old one", () => {
    const registrar = fresh();
    const contact = '<sip:x@y.invalid;transport=ws>;+sip.instance="<urn:uuid:1>"';
    registrar.register(register([contact]), aor, flow(9, "ws-1"), start);
    registrar.register(register([contact.replace("x@y", "z@w")], { callId: "d" }), aor, flow(9, "ws-2"), start);
    expect(registrar.bindings(aor).map((one) => one.flow.connectionId)).toEqual(["ws-2"]);
    expect(registrar.connectionClosed("ws-1")).toEqual([]);
    expect(registrar.connectionClosed("ws-2")).toMatchObject([{ reason: "connectionClosed" }]);
  });

  it("RG-7 the binding to prefer: q, then the latest", () => {
    const registrar = fresh();
    registrar.register(register(["<sip:a@b>;q=0.2", "<sip:c@d>;q=0.9", "<sip:e@f>;q=0.9"]), aor, flow(9), start);
    expect(registrar.bindings(aor).map((one) => one.contact)).toEqual(["sip:e@f", "sip:c@d", "sip:a@b"]);
  });

  it("RG-8 a UDP binding of an earlier run is taken in, unless it is over or there is a newer one", () => {
    const earlier = fresh();
    earlier.register(register(["<sip:a@b>;expires=60"]), aor, flow(9), start);
    const [binding] = earlier.bindings(aor);
    if (binding === undefined) throw new Error("no binding");
    const registrar = fresh();
    expect(registrar.restore(binding, start + 60_000)).toEqual([]);
    expect(registrar.restore({ ...binding, flow: flow(9, "ws-1") }, start)).toEqual([]);
    expect(registrar.restore(binding, start)).toMatchObject([{ type: "registered", refreshed: false }]);
    expect(registrar.restore(binding, start)).toEqual([]);
    expect(registrar.bindings(aor)).toEqual([binding]);
    expect(registrar.nextTimeout()).toBe(start + 60_000);
    registrar.register(register(["<sip:a@b>;expires=90"], { cseq: 7 }), aor, flow(9), start);
    expect(registrar.bindings(aor)).toMatchObject([{ expiresAt: start + 90_000 }]);
    expect(registrar.timeout(start + 90_000)).toHaveLength(1);
    expect(registrar.hasPath(flow(9))).toBe(false);
  });
});
