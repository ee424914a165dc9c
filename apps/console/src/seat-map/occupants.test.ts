import type { LiveAgent, PlanSeat } from "@tellerline/sdk";
import { expect, it } from "vitest";
import { countSeated, occupantsOf } from "./occupants.ts";

const agent = (agentId: string, state: LiveAgent["state"], phoneId: string | null = null) =>
  ({ agentId, state, phoneId }) as LiveAgent;
const bound = (agentId: string): Pick<PlanSeat, "place"> => ({ place: { kind: "agent", agentId } });
const phone = (phoneId: string): Pick<PlanSeat, "place"> => ({ place: { kind: "phone", phoneId } });

it("SV-02 a seat shows its agent, or whoever is signed in at its phone; nobody sits twice", () => {
  const agents = [agent("a", "ready", "p1"), agent("b", "engaged"), agent("c", "ready", "p9")];
  const seats = [bound("a"), phone("p1"), bound("b"), phone("p2"), bound("c"), { place: null }];
  const { of } = occupantsOf(agents, seats);
  expect(seats.map((seat) => of(seat)?.agentId)).toEqual([undefined, "a", "b", undefined, "c", undefined]);
});

it("SV-02 who is signed in and sits on no seat of the plan is counted beside it", () => {
  const agents = [agent("a", "ready"), agent("b", "engaged"), agent("c", "signedOut"), agent("d", "ready")];
  const { states, elsewhere } = countSeated(agents, agents.slice(0, 3));
  expect(Object.fromEntries(states)).toEqual({ ready: 1, engaged: 1, signedOut: 1 });
  expect(elsewhere).toBe(1);
});
