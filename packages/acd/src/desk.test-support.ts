// A small centre for tests.

import { timeout } from "@tellerline/base";
import { Router } from "./router.ts";
import type { RouterEvent } from "./router-event.ts";
import type { AgentConfiguration, QueueConfiguration, RouterInput } from "./router-input.ts";
import type { RouterOutput } from "./router-output.ts";

export const start = 1_000_000;

/** A small centre that is told things and remembers what came out. */
export class Desk {
  now = start;
  outputs: RouterOutput[] = [];
  readonly journal: RouterEvent[] = [];
  router = new Router();
  readonly queues: QueueConfiguration[];
  readonly agents: AgentConfiguration[];

  constructor(agents: Partial<AgentConfiguration>[], queues: Partial<QueueConfiguration>[] = [{}]) {
    this.queues = queues.map((queue, place) => ({
      id: `q${place}`,
      name: `q${place}`,
      strategy: "longestIdle",
      ringTimeoutMs: 15_000,
      wrapUpMs: 10_000,
      ...queue,
    }));
    this.agents = agents.map((agent, place) => ({
      id: `a${place}`,
      name: `a${place}`,
      skills: {},
      queues: this.queues.map((queue) => queue.id),
      capacity: { voice: 1 },
      ...agent,
    }));
    this.configure();
    for (const { id } of this.agents) this.ready(id);
  }

  configure(change: Partial<{ queues: QueueConfiguration[]; agents: AgentConfiguration[] }> = {}): RouterOutput[] {
    const skills = ["loans", "english"].map((id) => ({ id, name: id }));
    return this.tell({ type: "configure", queues: this.queues, agents: this.agents, skills, ...change });
  }

  tell(input: RouterInput, afterMs = 0): RouterOutput[] {
    this.now += afterMs;
    this.outputs = this.router.handle(input, this.now);
    for (const output of this.outputs) if (output.type === "journal") this.journal.push(structuredClone(output.event));
    return this.outputs;
  }

  ready(agentId: string): void {
    this.tell({ type: "signIn", agentId, terminal: `sip:${agentId}` }, 1);
    this.tell({ type: "setReady", agentId }, 1);
  }

  call(interactionId: string, more: object = {}): RouterOutput[] {
    return this.tell(
      {
        type: "enqueue",
        interactionId,
        channel: "voice",
        queueId: "q0",
        requiredSkills: [],
        priority: 0,
        attributes: {},
        ...more,
      },
      1,
    );
  }

  /** Lets every deadline until then come, each at its instant. */
  wait(ms: number): RouterOutput[] {
    const end = this.now + ms;
    const all: RouterOutput[] = [];
    for (let at = this.router.nextTimeout(); at !== undefined && at <= end; at = this.router.nextTimeout()) {
      this.now = at;
      all.push(...this.tell(timeout));
    }
    this.now = end;
    this.outputs = all;
    return all;
  }

  rings(): string[] {
    return this.outputs.flatMap((output) =>
      output.type === "ring" ? [`${output.interactionId}→${output.agentId}`] : [],
    );
  }

  find<Type extends RouterOutput["type"]>(type: Type): Extract<RouterOutput, { type: Type }>[] {
    return this.outputs.filter((output) => output.type === type) as Extract<RouterOutput, { type: Type }>[];
  }

  /** What the last offer in the outputs was decided by. */
  choice(): { strategy: string; decidedBy: string } | undefined {
    const offered = this.find("journal").find(({ event }) => event.type === "offered")?.event;
    return offered?.type === "offered" ? offered.because : undefined;
  }

  state(agentId: string): string {
    const agent = this.router.snapshot().agents.find((held) => held.configuration.id === agentId);
    return agent?.reason === undefined ? `${agent?.state}` : `${agent.state}(${agent.reason})`;
  }

  interaction(id: string) {
    return this.router.snapshot().interactions.find((held) => held.id === id);
  }

  accept(interactionId: string, agentId: string): RouterOutput[] {
    return this.tell({ type: "offerAccepted", interactionId, agentId }, 1);
  }
}
