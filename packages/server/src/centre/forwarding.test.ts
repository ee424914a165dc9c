import type { Forwarding, OperateRequest } from "@tellerline/api";
import { describe, expect, it } from "vitest";
import type { Centre } from "./centre.ts";
import { noForwarding, reachAgent } from "./forwarding.ts";
import type { Callable } from "./interaction-state.ts";
import { agent, InteractionStage, outside } from "./testing/interaction-stage.ts";

type State = "ready" | "engaged" | "signedOut";

/** Agents with what they forward and what they are; who is signed out cannot be reached. */
function house(people: Record<string, { forwarding?: Partial<Forwarding>; state?: State }>) {
  const seats = new Map<string, { state: State; interactionIds: Set<string> }>();
  const agents = new Map<string, object>();
  for (const [id, { forwarding = {}, state = "ready" }] of Object.entries(people)) {
    agents.set(id, { agentId: id, mixedMedia: false, forwarding: { ...noForwarding, ...forwarding } });
    seats.set(id, { state, interactionIds: new Set() });
  }
  const reach = (id: string) => (seats.get(id)?.state === "signedOut" ? undefined : agent(id));
  const centre = { configuration: { agents }, seats, interactions: new Map(), views: { reach } } as unknown as Centre;
  const trunk = (number: string) => (number === "000" ? undefined : agent(number).target);
  return (wanted: string, caller = "caller") => reachAgent({ centre, numberTarget: trunk }, wanted, caller);
}

const to = (agentId: string) => ({ kind: "agent", agentId }) as const;
const number = (digits: string) => ({ kind: "number", number: digits }) as const;
const reached = (found: Callable | undefined) =>
  found === undefined ? undefined : found.kind === "number" ? found.number : found.agent.agentId;

describe("SW-05 forwarding", () => {
  it("IN-32 always goes before everything, busy is for who is in a call, no answer for who cannot be reached", () => {
    const call = house({
      a: { forwarding: { always: to("b"), busy: number("1") } },
      b: {},
      c: { forwarding: { busy: to("b"), noAnswer: number("139") }, state: "engaged" },
      d: { forwarding: { busy: to("b"), noAnswer: number("139") }, state: "signedOut" },
      e: { state: "engaged" },
    });
    expect(["a", "b", "c", "d", "e"].map((id) => reached(call(id)))).toEqual(["b", "b", "b", "139", undefined]);
  });

  it("IN-32 who is free is called himself, with whom to call then", () => {
    const call = house({ a: { forwarding: { busy: number("1"), noAnswer: to("b") } }, b: {} });
    expect(call("a")).toMatchObject({
      ...{ kind: "agent", agent: { agentId: "a" } },
      otherwise: { busy: { number: "1" }, noAnswer: { agent: { agentId: "b" } } },
    });
    expect(call("b")).not.toHaveProperty("otherwise");
  });

  it("IN-32 no circle, no way back to the caller, not further than three, and no number that no trunk leads to", () => {
    const circle = house({ a: { forwarding: { always: to("b") } }, b: { forwarding: { always: to("a") } } });
    expect(circle("a")).toBeUndefined();
    const back = house({ a: { forwarding: { always: to("me") } }, me: {} });
    expect(back("a", "me")).toBeUndefined();
    const chain = (length: number) =>
      house(
        Object.fromEntries(
          Array.from({ length: length + 1 }, (_, n) => [
            `a${n}`,
            n === length ? {} : { forwarding: { always: to(`a${n + 1}`) } },
          ]),
        ),
      );
    expect(reached(chain(2)("a0"))).toBe("a2");
    expect(reached(chain(4)("a0"))).toBeUndefined();
    expect(house({ a: { forwarding: { always: number("000") } } })("a")).toBeUndefined();
  });

  const consultB: OperateRequest = { operation: "consult", target: to("b") };
  const away: Callable = {
    ...{ kind: "agent", agent: agent("b") },
    otherwise: { busy: { kind: "agent", agent: agent("c") }, noAnswer: outside as Callable },
  };

  it("IN-32 a consulted colleague who does not answer in 15 s is followed to his number, and is free again", () => {
    const stage = new InteractionStage().talking();
    stage.operate("a", consultB, away);
    expect(stage.command("callParty")).toMatchObject({ ringTimeoutMs: 15_000 });
    stage.fails("b", "noAnswer");
    expect(stage.command("callParty")).toMatchObject({ ringTimeoutMs: 30_000, role: "consulted" });
    expect(stage.routes()).toContainEqual(expect.objectContaining({ type: "released", agentId: "b" }));
    expect(stage.journal().at(-1)).toMatchObject({ type: "forwarded", from: "B", reason: "noAnswer" });
    expect(stage.state).toMatchObject({ mode: "consult", consultPartyId: stage.partyId("13900139000") });
  });

  it("IN-32 a busy one to the other of his targets; a rejection is the end of it", () => {
    const transfer: OperateRequest = { operation: "transferOnAnswer", target: to("b") };
    const stage = new InteractionStage().talking();
    stage.operate("a", transfer, away);
    stage.fails("b", "busy");
    expect(stage.party("c")).toMatchObject({ why: "consult", completes: "handOver" });
    stage.answers("c");
    expect(stage.state.mainPartyId).toBe(stage.partyId("c"));
    const refused = new InteractionStage().talking();
    refused.operate("a", transfer, away);
    refused.fails("b", "rejected");
    expect(refused.calls()).toEqual(["retrieve"]);
  });

  it("IN-32 a dialled colleague who does not answer: his colleague is called, seen as the called one", () => {
    const dialling = { agentId: "a", agentName: "A", agentTarget: agent("a").target, autoAnswer: true };
    const otherwise = { busy: undefined, noAnswer: { kind: "agent", agent: agent("c") } as const };
    const other = { label: "B", agentId: "b", target: agent("b").target, otherwise };
    const stage = new InteractionStage({ dialling: { ...dialling, other } });
    stage.answers("a");
    const called = stage.command("callParty");
    expect(called).toMatchObject({ role: "customer", ringTimeoutMs: 15_000 });
    stage.event({ type: "partyFailed", partyId: called?.partyId ?? "", reason: "noAnswer", status: 408 });
    expect(stage.routes()).toMatchObject([
      { type: "interactionEnded", interactionId: "i1/customer" },
      { type: "engageDirectly", agentId: "c", interactionId: "i1/customer" },
    ]);
    expect(stage.state.callee).toMatchObject({ agentId: "c" });
    expect(stage.calls()).toEqual(["callParty"]);
  });
});
