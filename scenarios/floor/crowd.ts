// A floor of any size as the live page meets it: the answer of GET /live and the events after it are made here and put under
// the real page in Chromium, so that the page is what is measured and looked at.

import type { AgentState, FloorPlanInput, Live, LiveAgent, LiveQueue, ServerEvent } from "@tellerline/api";
import type { Page, WebSocketRoute } from "playwright-core";

const surnames = Array.from("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗");
const given = Array.from("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂");
const states = ["ready", "reserved", "engaged", "wrapUp", "notReady"] as const satisfies AgentState[];

/** In the page: `heard` is how many tones were started. */
export const countTones = `
  window.heard = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (when) { window.heard++; start.call(this, when); };`;

/** An id of our form that is told apart by its number. */
export function crowdId(kind: "agent" | "queue", n: number): string {
  return `${kind === "agent" ? "a" : "b"}0000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
}

export class Crowd {
  readonly live: Live;
  #socket: WebSocketRoute | undefined;
  #sequence = 0;
  #seed = 7;

  constructor(agents: number, queues: number) {
    const now = Date.now();
    this.live = {
      queues: Array.from({ length: queues }, (_, n) => queue(n)),
      agents: Array.from({ length: agents }, (_, n) => this.#agent(n, queues, now)),
      interactions: [],
      incidents: 0,
    };
  }

  /** The page loads this floor instead of the product's. Before the page is opened. */
  async putUnder(page: Page): Promise<void> {
    await page.route("**/api/v1/live", (route) => route.fulfill({ json: this.live }));
    await page.routeWebSocket(/\/api\/v1\/events/, (socket) => {
      this.#socket = socket;
      this.#send({ type: "hello", epoch: "crowd", sequence: this.#sequence, at: Date.now() });
    });
  }

  /** A room in which everybody has a seat. */
  floorPlan(name: string): FloorPlanInput {
    const columns = Math.min(60, Math.ceil(Math.sqrt(this.live.agents.length) * 1.2));
    const seats = this.live.agents.map(({ agentId }, n) => ({
      ...{ id: `s${n}`, column: (n % columns) + 1, row: Math.floor(n / columns) + 1, label: String(n + 1) },
      place: { kind: "agent" as const, agentId },
    }));
    return { name, columns, rows: Math.max(4, Math.ceil(seats.length / columns)), seats, areas: [] };
  }

  /** As many changes of agents, each with its queues, told at once as the product tells a tick. */
  tick(changes: number): void {
    const touched = new Set<number>();
    for (let n = 0; n < changes; n++) {
      const index = this.#random(this.live.agents.length);
      this.change(index, { state: states[this.#random(states.length)] ?? "ready", since: Date.now() });
      for (const name of this.live.agents[index]?.queues ?? []) touched.add(Number(name.slice(2)) - 1);
    }
    for (const index of touched) this.changeQueue(index, { waiting: this.#random(12) });
  }

  change(index: number, part: Partial<LiveAgent>): void {
    const old = this.live.agents[index];
    if (old === undefined) throw new Error(`there is no agent ${index}`);
    const { today } = old;
    const data = { ...old, today: { ...today, handled: today.handled + 1, talkMs: today.talkMs + 90_000 }, ...part };
    this.live.agents[index] = data;
    this.#send({ type: "agent.changed", sequence: ++this.#sequence, at: Date.now(), data });
  }

  changeQueue(index: number, part: Partial<LiveQueue>): void {
    const old = this.live.queues[index];
    if (old === undefined) throw new Error(`there is no queue ${index}`);
    const data = { ...old, ...part };
    this.live.queues[index] = data;
    this.#send({ type: "queue.changed", sequence: ++this.#sequence, at: Date.now(), data });
  }

  #send(event: ServerEvent): void {
    this.#socket?.send(JSON.stringify(event));
  }

  /** The same floor every time. */
  #random(below: number): number {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed % below;
  }

  #agent(n: number, queues: number, now: number): LiveAgent {
    const name = `${surnames[n % surnames.length]}${given[(n * 7) % given.length]}${given[(n * 3 + 5) % given.length]}`;
    const mine = Array.from({ length: Math.min(5, queues) }, (_, k) => `队列${((n + k * 3) % queues) + 1}`);
    return {
      ...{ agentId: crowdId("agent", n), name, number: String(10_000 + n), team: `客服${(n % 12) + 1}组` },
      ...{ state: states[n % states.length] ?? "ready", reason: null, since: now - this.#random(900_000) },
      ...{ interactionId: null, phoneId: null, locked: false },
      today: { handled: n % 40, talkMs: (n % 40) * 180_000, wrapUpMs: 0, readyMs: 0, notReadyMs: 0 },
      ...{ skills: ["普通话", "信用卡"], queues: [...new Set(mine)] },
    };
  }
}

function queue(n: number): LiveQueue {
  return {
    ...{
      queueId: crowdId("queue", n),
      name: `队列${n + 1}`,
      waiting: 0,
      longestSince: null,
      expectedWaitMs: 12_000,
      expectedWaitErrorMs: null,
    },
    ...{ agentsReady: 3, agentsTalking: 20, agentsWrapUp: 2, agentsNotReady: 4, agentsSignedIn: 29 },
    today: {
      ...{ offered: 900, answered: 850, abandoned: 50, answeredInTime: 760, abandonedInTime: 10, abandonedShort: 5 },
      ...{ waitMs: 9_000_000, longestWaitMs: 184_000 },
    },
    ...{ serviceLevel: 0.84, serviceLevelFormula: "ofAll", serviceLevelCounted: 120 },
  };
}
