import { VirtualScheduler } from "@tellerline/testkit";
import { expect, it } from "vitest";
import { TrunkWatch } from "./trunk-watch.ts";

const trunk = {
  trunkId: "t1",
  name: "t1",
  host: "10.0.0.1",
  port: 5060,
  transport: "udp",
  channels: 1,
  outbound: true,
  callerNumber: "1",
} as const;

function watch() {
  const time = new VirtualScheduler();
  const probes: string[] = [];
  const trunks = new TrunkWatch(time, (command) => {
    if (command.type === "options") probes.push(command.probeId);
  });
  trunks.configure([trunk], new Map([["10.0.0.1", "t1"]]));
  return { time, probes, trunks };
}

it("SW-01 OPTIONS go out every 30 s; any final answer but 408 and 503 is a sign of life", () => {
  const { time, probes, trunks } = watch();
  time.advance(90_000);
  expect(probes).toEqual(["t1", "t1", "t1", "t1"]);
  expect(trunks.status("t1")).toBe("unknown");
  trunks.answered("t1", true, 404);
  expect(trunks.status("t1")).toBe("up");
  trunks.stop();
});

it("SW-01 three misses are down, two answers are up again", () => {
  const { trunks } = watch();
  const statuses = [];
  const answers: [boolean, number | undefined][] = [
    [true, 200],
    [false, undefined],
    [true, 503],
    [false, 408],
    [true, 200],
    [true, 200],
  ];
  for (const [alive, status] of answers) {
    trunks.answered("t1", alive, status);
    statuses.push(trunks.status("t1"));
  }
  expect(statuses).toEqual(["up", "up", "up", "down", "down", "up"]);
  trunks.stop();
});

it("SW-01 a trunk is known by its addresses; one that is removed is forgotten, one that stays keeps its state", () => {
  const { trunks } = watch();
  expect([trunks.byAddress("10.0.0.1"), trunks.byAddress("10.0.0.2")]).toEqual(["t1", undefined]);
  trunks.answered("t1", true, 200);
  trunks.configure([{ ...trunk, port: 5080 }], new Map());
  expect(trunks.status("t1")).toBe("up");
  trunks.configure([], new Map());
  trunks.answered("t1", true, 200);
  expect(trunks.status("t1")).toBe("unknown");
  trunks.stop();
});
