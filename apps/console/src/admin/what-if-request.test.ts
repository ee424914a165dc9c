import { describe, expect, it } from "vitest";
import { whatIfRequest } from "./what-if-request.ts";

const now = new Date(2026, 10, 26, 15, 30);

describe("what the what-if page asks", () => {
  it("RT-14 a past day from midnight to midnight, today until now", () => {
    const asked = (day: number) => whatIfRequest({ day, count: 0 }, now);
    expect(asked(1)).toMatchObject({
      from: new Date(2026, 10, 25).getTime(),
      to: new Date(2026, 10, 26).getTime(),
    });
    expect(asked(0)).toMatchObject({ from: new Date(2026, 10, 26).getTime(), to: now.getTime() });
  });

  it("RT-14 changes of one agent's skills go together, the last of a skill counts", () => {
    const skillChanges = [
      { agentId: "li", skillId: "loans", level: 3 },
      { agentId: "zhang", skillId: "loans", level: 0 },
      { agentId: "li", skillId: "english", level: 2 },
      { agentId: "li", skillId: "loans", level: 5 },
    ];
    expect(whatIfRequest({ day: 0, count: null, skillChanges, removeAgents: ["wang"] }, now)).toMatchObject({
      skills: [
        {
          agentId: "li",
          skills: [
            { skillId: "loans", level: 5 },
            { skillId: "english", level: 2 },
          ],
        },
        { agentId: "zhang", skills: [{ skillId: "loans", level: 0 }] },
      ],
      removeAgents: ["wang"],
      addAgents: [],
    });
  });
});
