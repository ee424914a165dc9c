import type { ServerEvent } from "@tellerline/api";
import { VirtualScheduler } from "@tellerline/testkit";
import { expect, it } from "vitest";
import type { SignedIn } from "../accounts/accounts.ts";
import { EventHub, type Subscriber } from "./event-hub.ts";

const tenantId = "t";
const session = (userId: string, rights: string[], sessionId = userId) =>
  ({ tenantId, sessionId, me: { userId }, rights: new Set(rights) }) as unknown as SignedIn;

function client(who: SignedIn) {
  const seen: ServerEvent[] = [];
  const state = { buffered: 0, closed: 0 };
  const subscriber: Subscriber = {
    session: who,
    send: (text) => seen.push(JSON.parse(text)),
    close: (code) => {
      state.closed = code;
    },
    buffered: () => state.buffered,
  };
  return { seen, state, subscriber };
}

const ended = (n: number) => ({ type: "interaction.ended", data: { interactionId: `i${n}` } }) as const;
const live = { right: "live.read" } as const;

it("AD-09 a client away for a minute misses nothing and sees nothing twice", () => {
  const time = new VirtualScheduler();
  const hub = new EventHub(time, "run-1");
  const first = client(session("u", ["live.read"]));
  const leave = hub.subscribe(first.subscriber, undefined);
  hub.publish(tenantId, live, ended(1));
  leave();
  for (let n = 2; n <= 600; n++) {
    time.advance(100);
    hub.publish(tenantId, live, ended(n));
  }
  const back = client(session("u", ["live.read"]));
  hub.subscribe(back.subscriber, { epoch: "run-1", sequence: first.seen.at(-1)?.sequence ?? 0 });
  hub.publish(tenantId, live, ended(601));
  expect(back.seen[0]?.type).toBe("hello");
  expect(back.seen.slice(1).map((event) => event.sequence)).toEqual(Array.from({ length: 600 }, (_, n) => n + 2));
});

it("AD-09 numbers of another run, of the future and those no longer known are answered with reset", () => {
  const time = new VirtualScheduler();
  const hub = new EventHub(time, "run-2");
  for (let n = 0; n < 5; n++) hub.publish(tenantId, live, ended(n));
  time.advance(3_600_000);
  for (const since of [
    { epoch: "run-1", sequence: 3 },
    { epoch: "run-2", sequence: 99 },
    { epoch: "run-2", sequence: 1 },
  ]) {
    const asking = client(session("u", ["live.read"]));
    hub.subscribe(asking.subscriber, since);
    expect(asking.seen.map((event) => event.type)).toEqual(["reset"]);
  }
});

it("AD-01 an event reaches only who may see it, also when resuming", () => {
  const hub = new EventHub(new VirtualScheduler(), "run");
  const agent = client(session("agent", []));
  const leader = client(session("leader", ["live.read"]));
  for (const { subscriber } of [agent, leader]) hub.subscribe(subscriber, undefined);
  hub.publish(tenantId, live, ended(1));
  hub.publish(tenantId, { userId: "agent" }, ended(2));
  hub.publish("other tenant", live, ended(3));
  expect([agent.seen.length, leader.seen.length]).toEqual([2, 2]);
  const again = client(session("agent", []));
  hub.subscribe(again.subscriber, { epoch: "run", sequence: 0 });
  expect(again.seen.map((event) => event.sequence)).toEqual([2, 2]);
});

it("AD-09 a reader that is too slow is cut off, and a session that ended is told so", () => {
  const hub = new EventHub(new VirtualScheduler(), "run");
  const slow = client(session("slow", ["live.read"]));
  const gone = client(session("gone", ["live.read"]));
  for (const { subscriber } of [slow, gone]) hub.subscribe(subscriber, undefined);
  slow.state.buffered = 5 << 20;
  hub.publish(tenantId, live, ended(1));
  hub.endSessions(["gone"], "passwordChanged");
  expect([slow.state.closed, gone.state.closed, gone.seen.at(-1)?.type, hub.subscribers]).toEqual([
    4408,
    4401,
    "session.ended",
    0,
  ]);
});

it("SE-01 whose account changed is cut off and looked at anew when he comes back", () => {
  const hub = new EventHub(new VirtualScheduler(), "run");
  const changed = client(session("changed", ["live.read"]));
  const other = client(session("other", ["live.read"]));
  for (const { subscriber } of [changed, other]) hub.subscribe(subscriber, undefined);
  hub.reconnectUser(tenantId, "changed");
  hub.publish(tenantId, live, ended(1));
  expect([changed.state.closed, changed.seen.length, other.state.closed, other.seen.length]).toEqual([4409, 1, 0, 2]);
});
