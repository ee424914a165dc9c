// What the router was told of one interaction, so that it is told neither twice nor what it would refuse (SPEC.md, IN-5).
//
//   none ──enqueue──▶ waiting ──assigned──▶ engaged{agents} ──last released──▶ none
//                        ▲                       └── waitAgain ──▶ waiting

import type { EnqueueInput, RouterCommand } from "@tellerline/acd";
import type { QueueRef } from "./interaction-state.ts";

export type Wish = Pick<EnqueueInput, "requiredSkills" | "preferredSkills" | "priority">;

export class RouterPlace {
  readonly #interactionId: string;
  readonly #channel: string;
  readonly #emit: (command: RouterCommand) => void;
  readonly #engaged = new Set<string>();
  /** Agents who take part as the customer: engaged beside the interaction, not with it. */
  readonly #beside = new Set<string>();
  #waiting = false;
  #queueId: string | undefined;
  #wish: Wish = { requiredSkills: [], priority: 0 };

  constructor(interactionId: string, channel: string, emit: (command: RouterCommand) => void) {
    this.#interactionId = interactionId;
    this.#channel = channel;
    this.#emit = emit;
  }

  get priority(): number {
    return this.#wish.priority;
  }

  /** What it asks for in its queue. */
  get wish(): Readonly<Wish> {
    return this.#wish;
  }

  get waiting(): boolean {
    return this.#waiting;
  }

  enqueue(queueId: string, wish: Wish): void {
    this.#wish = wish;
    this.#queueId = queueId;
    this.#waiting = true;
    this.#emit({ ...this.#enqueueCommand(queueId), ...wish });
  }

  /** After a restart: at the place it had. */
  resume(queueId: string, wish: Wish, since: number): void {
    this.remember(queueId, wish);
    this.#waiting = true;
    this.#emit({ ...this.#enqueueCommand(queueId), ...wish, enqueuedAt: since });
  }

  /** After a restart: what it would ask for if it had to wait again. */
  remember(queueId: string, wish: Wish): void {
    this.#wish = wish;
    this.#queueId = queueId;
  }

  withdraw(reason: string): void {
    if (this.#waiting) this.#emit({ type: "withdraw", interactionId: this.#interactionId, reason });
    this.#waiting = false;
  }

  /** The router gave it up, or refused to let it wait. */
  withdrawn(): void {
    this.#waiting = false;
  }

  assigned(agentId: string): void {
    this.#waiting = false;
    this.#engaged.add(agentId);
  }

  /** Keeps others from ringing an agent who is called directly. */
  engage(agentId: string, wrapUpMs: number): void {
    this.#engaged.add(agentId);
    const [interactionId, channel] = [this.#interactionId, this.#channel];
    this.#emit({ type: "engageDirectly", interactionId, agentId, channel, wrapUpMs });
  }

  /** He serves whom the router let wait or had on offer. */
  takeFromQueue(agentId: string, wrapUpMs: number): void {
    this.#waiting = false;
    this.engage(agentId, wrapUpMs);
  }

  /** The same for an agent who is the customer of this interaction: he must not be rung while he talks. */
  engageBeside(agentId: string): void {
    this.#beside.add(agentId);
    const [interactionId, channel] = [besideId(this.#interactionId), this.#channel];
    this.#emit({ type: "engageDirectly", interactionId, agentId, channel });
  }

  /** Somebody else takes his part. */
  releaseBeside(agentId: string): void {
    if (!this.#beside.delete(agentId)) return;
    this.#emit({ type: "interactionEnded", interactionId: besideId(this.#interactionId) });
  }

  /** The router refused to engage him. */
  notEngaged(agentId: string, asCustomer: boolean): void {
    (asCustomer ? this.#beside : this.#engaged).delete(agentId);
  }

  /** @param talked false: no wrap-up (IN-6). */
  release(agentId: string, talked: boolean): void {
    if (!this.#engaged.delete(agentId)) return;
    const released = { type: "released", interactionId: this.#interactionId, agentId } as const;
    this.#emit(talked ? released : { ...released, withoutWrapUp: true });
  }

  /** The router itself released an agent who is lost. */
  lost(agentId: string, requeued: boolean): void {
    this.#engaged.delete(agentId);
    this.#waiting = requeued;
  }

  /** Everybody leaves it and it waits in a queue, with `keepsPlace` as if it had never left. */
  waitAgain(queue: QueueRef, more: { keepsPlace: boolean; since: number | undefined; silent: string[] }): void {
    const { keepsPlace, since, silent } = more;
    const own = queue.id === this.#queueId ? this.#wish : { requiredSkills: [], priority: this.#wish.priority };
    this.#waiting = true;
    this.#queueId = queue.id;
    if (this.#engaged.size === 0) {
      const enqueuedAt = keepsPlace && since !== undefined ? { enqueuedAt: since } : {};
      this.#emit({ ...this.#enqueueCommand(queue.id), ...own, ...enqueuedAt });
      return;
    }
    const withoutWrapUp = silent.filter((agentId) => this.#engaged.has(agentId));
    this.#engaged.clear();
    const to = { type: "transferToQueue", interactionId: this.#interactionId, queueId: queue.id, keepsPlace } as const;
    this.#emit({ ...to, ...own, ...(withoutWrapUp.length > 0 && { withoutWrapUp }) });
  }

  /** The router forgets it, whatever it knew. */
  forget(): void {
    this.#waiting = false;
    this.#engaged.clear();
    this.#emit({ type: "interactionEnded", interactionId: this.#interactionId });
  }

  ended(): void {
    this.forget();
    if (this.#beside.size > 0) {
      this.#beside.clear();
      this.#emit({ type: "interactionEnded", interactionId: besideId(this.#interactionId) });
    }
  }

  #enqueueCommand(queueId: string) {
    const interactionId = this.#interactionId;
    return { type: "enqueue", interactionId, channel: this.#channel, queueId, attributes: {} } as const;
  }
}

const beside = "/customer";

function besideId(interactionId: string): string {
  return `${interactionId}${beside}`;
}

/** The interaction that a command of ours was about. */
export function interactionOf(routedId: string): string {
  return routedId.endsWith(beside) ? routedId.slice(0, -beside.length) : routedId;
}
