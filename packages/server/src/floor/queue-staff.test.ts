import type { AgentState } from "@tellerline/api";
import fc from "fast-check";
import { expect, it } from "vitest";
import { QueueStaff, type Staff, signedIn } from "./queue-staff.ts";

const states = ["signedOut", "notReady", "ready", "reserved", "engaged", "wrapUp"] as const satisfies AgentState[];
const queues = ["q0", "q1", "q2"];

const step = fc.record({
  agentId: fc.constantFrom("a", "b", "c", "d"),
  state: fc.constantFrom(...states, "gone" as const),
  queueIds: fc.subarray(queues),
});

it("SV-01 counts kept by difference are those that counting everybody gives, and exactly the queues that changed are named", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const staff = new QueueStaff();
      const agents = new Map<string, { state: AgentState; queueIds: string[] }>();
      for (const { agentId, state, queueIds } of steps) {
        const before = queues.map((id) => ({ ...staff.of(id) }));
        const named = state === "gone" ? staff.remove(agentId) : staff.put(agentId, state, queueIds);
        if (state === "gone") agents.delete(agentId);
        else agents.set(agentId, { state, queueIds });
        queues.forEach((queueId, n) => {
          const counted: Staff = { ready: 0, reserved: 0, engaged: 0, wrapUp: 0, notReady: 0 };
          for (const agent of agents.values())
            if (agent.queueIds.includes(queueId) && agent.state !== "signedOut") counted[agent.state]++;
          expect(staff.of(queueId)).toEqual(counted);
          if (JSON.stringify(before[n]) !== JSON.stringify(counted)) expect(named).toContain(queueId);
        });
      }
    }),
  );
});

it("SV-01 who stays what he is changes no queue, and who is signed out is in none", () => {
  const staff = new QueueStaff();
  const queueIds = ["q0", "q1"];
  expect(staff.put("a", "ready", queueIds)).toEqual(["q0", "q1"]);
  expect(staff.put("a", "ready", queueIds)).toEqual([]);
  expect(signedIn(staff.of("q0"))).toBe(1);
  expect(staff.put("a", "signedOut", queueIds)).toEqual(["q0", "q1"]);
  expect(signedIn(staff.of("q0"))).toBe(0);
});
