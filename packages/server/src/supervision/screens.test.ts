import type { ScreenFrame } from "@tellerline/api";
import { describe, expect, it } from "vitest";
import { Screens } from "./screens.ts";

function stage() {
  const changes: string[] = [];
  const screens = new Screens((agentId) => changes.push(`${agentId} ${screens.isWatched(agentId)}`));
  const watch = (agentId = "a") => {
    const got: ScreenFrame[] = [];
    return { got, leave: screens.watch(agentId, { send: (frame) => got.push(frame) }) };
  };
  const page = (agentId = "a") => {
    let snapshots = 0;
    const { hear, leave } = screens.connect(agentId, { send: () => snapshots++ });
    return { hear, leave, snapshots: () => snapshots };
  };
  return { screens, changes, watch, page };
}

const part = (text: string) => ({ type: "part", last: true, text }) as const;

describe("SV-04 the screen of an agent", () => {
  it("SV-04 is asked for when somebody watches, once however many do, and no longer when the last has left", () => {
    const { changes, watch } = stage();
    const [one, two] = [watch(), watch()];
    one.leave();
    one.leave();
    expect(changes).toEqual(["a true"]);
    two.leave();
    expect(changes).toEqual(["a true", "a false"]);
  });

  it("SV-04 whoever comes in the middle begins with a snapshot; what another agent's page says he does not see", () => {
    const { watch, page } = stage();
    const first = watch();
    const desk = page();
    expect(desk.snapshots()).toBe(1);
    desk.hear(part("[1]"));
    const second = watch();
    expect(desk.snapshots()).toBe(2);
    desk.hear(part("[2]"));
    page("b").hear(part("[9]"));
    expect(second.got).toEqual([{ type: "watching", pages: 1 }, { type: "page", page: 1 }, part("[2]")]);
    expect(first.got.filter(({ type }) => type === "part")).toEqual([part("[1]"), part("[2]")]);
  });

  it("SV-04 of several pages the one looked at last is shown, and when it closes the one before", () => {
    const { watch, page } = stage();
    const leader = watch();
    const [one, two] = [page(), page()];
    one.hear(part("[hidden]"));
    one.hear({ type: "front" });
    one.hear({ type: "front" });
    two.hear(part("[hidden]"));
    one.hear(part("[1]"));
    one.leave();
    two.hear(part("[2]"));
    expect(leader.got.filter(({ type }) => type !== "watching")).toEqual([
      ...[
        { type: "page", page: 1 },
        { type: "page", page: 2 },
        { type: "page", page: 1 },
      ],
      ...[part("[1]"), { type: "page", page: 2 }, part("[2]")],
    ]);
    expect(one.snapshots() + two.snapshots()).toBe(4);
  });

  it("SV-04 nothing is asked of pages that nobody watches", () => {
    const { page } = stage();
    const desk = page();
    desk.hear({ type: "front" });
    expect(desk.snapshots()).toBe(0);
  });
});
