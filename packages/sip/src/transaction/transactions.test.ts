// The machines of RFC 3261 §17 as tables: what is fed when, and what comes out.

import { describe, expect, it } from "vitest";
import { Headers } from "../message/headers.ts";
import { noBody, responseTo, type SipRequest, type SipResponse } from "../message/message.ts";
import { InviteClientTransaction } from "./invite-client.ts";
import { InviteServerTransaction } from "./invite-server.ts";
import { NonInviteClientTransaction } from "./non-invite-client.ts";
import { NonInviteServerTransaction } from "./non-invite-server.ts";
import { standardTimers } from "./timers.ts";

const seconds = (ms: number) => ms / 1_000;

function requestOf(method: string): SipRequest {
  const headers = Headers.of([
    ["via", "SIP/2.0/UDP a;branch=z9hG4bK1"],
    ["from", "<sip:a@a>;tag=1"],
    ["to", "<sip:b@b>"],
    ["call-id", "x"],
    ["cseq", `7 ${method}`],
  ]);
  return { kind: "request", method, uri: "sip:b@b", headers, body: noBody };
}

const answer = (status: number, method = "INVITE"): SipResponse =>
  responseTo(requestOf(method), status, undefined, "9");

interface Timed {
  nextTimeout(): number | undefined;
  timeout(now: number): { type: string }[];
}

/** Lets time run until nothing is pending: `at what` for everything that comes out. */
function run(machine: Timed, untilMs = Number.POSITIVE_INFINITY): string[] {
  const out: string[] = [];
  for (let at = machine.nextTimeout(); at !== undefined && at <= untilMs; at = machine.nextTimeout()) {
    for (const output of machine.timeout(at)) out.push(`${seconds(at)} ${output.type}`);
  }
  return out;
}

const types = (outputs: { type: string }[]) => outputs.map((output) => output.type);

describe("TX INVITE client", () => {
  const started = (reliable = false) => {
    const machine = new InviteClientTransaction(requestOf("INVITE"), standardTimers, reliable);
    expect(types(machine.start(0))).toEqual(["send"]);
    return machine;
  };

  it("TX-1 timer A doubles, timer B ends it", () => {
    const sends = [0.5, 1.5, 3.5, 7.5, 15.5, 31.5].map((at) => `${at} send`);
    expect(run(started())).toEqual([...sends, "32 timedOut", "32 terminated"]);
    expect(run(started(true))).toEqual(["32 timedOut", "32 terminated"]);
  });

  it("TX-2 a provisional answer stops both", () => {
    const machine = started();
    expect(types(machine.receive(answer(180), 100))).toEqual(["response"]);
    expect([machine.state, machine.nextTimeout()]).toEqual(["proceeding", undefined]);
  });

  it("TX-3 a refusal is acknowledged, again for each time it comes, until timer D", () => {
    const machine = started();
    const [ack, told] = machine.receive(answer(486), 100);
    expect(ack).toMatchObject({ type: "send", message: { method: "ACK" } });
    expect(told).toMatchObject({ type: "response" });
    const message = ack?.type === "send" ? ack.message : undefined;
    expect(message?.headers.get("cseq")).toBe("7 ACK");
    expect(message?.headers.get("to")).toContain("tag=9");
    expect(types(machine.receive(answer(486), 200))).toEqual(["send"]);
    expect(run(machine)).toEqual(["32.1 terminated"]);
    expect(types(started(true).receive(answer(486), 100))).toEqual(["send", "response", "terminated"]);
  });

  it("TX-4 RFC 6026: every 2xx reaches the user until timer M", () => {
    const machine = started();
    expect(types(machine.receive(answer(200), 100))).toEqual(["response"]);
    expect(types(machine.receive(answer(200), 200))).toEqual(["response"]);
    expect(types(machine.receive(answer(486), 300))).toEqual([]);
    expect(run(machine)).toEqual(["32.1 terminated"]);
  });
});

describe("TX other clients", () => {
  it("TX-5 timer E doubles up to T2, timer F ends it", () => {
    const machine = new NonInviteClientTransaction(requestOf("OPTIONS"), standardTimers, false);
    machine.start(0);
    const sends = [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5].map((at) => `${at} send`);
    expect(run(machine)).toEqual([...sends, "32 timedOut", "32 terminated"]);
  });

  it("TX-6 once a provisional came, every T2; a final answer is absorbed until timer K", () => {
    const machine = new NonInviteClientTransaction(requestOf("OPTIONS"), standardTimers, false);
    machine.start(0);
    expect(types(machine.receive(answer(100, "OPTIONS"), 100))).toEqual(["response"]);
    expect(run(machine, 5_000)).toEqual(["0.5 send", "4.5 send"]);
    expect(types(machine.receive(answer(200, "OPTIONS"), 5_000))).toEqual(["response"]);
    expect(types(machine.receive(answer(200, "OPTIONS"), 5_100))).toEqual([]);
    expect(run(machine)).toEqual(["10 terminated"]);
  });
});

describe("TX servers", () => {
  it("TX-7 a refusal is repeated (timer G) until its ACK, at most until timer H", () => {
    const machine = new InviteServerTransaction(standardTimers, false);
    expect(types(machine.respond(answer(486), 0))).toEqual(["send"]);
    expect(types(machine.retransmitted())).toEqual(["send"]);
    expect(run(machine, 8_000)).toEqual(["0.5 send", "1.5 send", "3.5 send", "7.5 send"]);
    machine.acknowledged(8_000);
    expect([machine.state, ...machine.retransmitted()]).toEqual(["confirmed"]);
    expect(run(machine)).toEqual(["13 terminated"]);
    const unheard = new InviteServerTransaction(standardTimers, true);
    unheard.respond(answer(486), 0);
    expect(run(unheard)).toEqual(["32 timedOut", "32 terminated"]);
  });

  it("TX-8 RFC 6026: after a 2xx the INVITE is swallowed until timer L", () => {
    const machine = new InviteServerTransaction(standardTimers, false);
    machine.respond(answer(180), 0);
    expect(types(machine.retransmitted())).toEqual(["send"]);
    expect(types(machine.respond(answer(200), 0))).toEqual(["send"]);
    expect(machine.retransmitted()).toEqual([]);
    expect(types(machine.respond(answer(200), 500))).toEqual(["send"]);
    expect(machine.respond(answer(486), 600)).toEqual([]);
    expect(run(machine)).toEqual(["32 terminated"]);
  });

  it("TX-9 other requests: the answer is repeated for each repetition until timer J", () => {
    const machine = new NonInviteServerTransaction(standardTimers, false);
    expect(machine.retransmitted()).toEqual([]);
    expect(types(machine.respond(answer(200, "BYE"), 0))).toEqual(["send"]);
    expect(types(machine.retransmitted())).toEqual(["send"]);
    expect(machine.respond(answer(500, "BYE"), 0)).toEqual([]);
    expect(run(machine)).toEqual(["32 terminated"]);
    const reliable = new NonInviteServerTransaction(standardTimers, true);
    expect(types(reliable.respond(answer(200, "BYE"), 0))).toEqual(["send", "terminated"]);
  });
});
