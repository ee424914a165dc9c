// The router of one (tenant, site): interactions wait, agents get ready, and each finds the other (SPEC.md). A pure
// machine; whoever carries out its outputs rings and talks.
//
//   input ─▶ command ─▶ Decision.record(event) ─▶ state, indexes, journal
//                       Decision.finish()       ─▶ select ─▶ reserve ─▶ ring

import type { DurableMachine, Instant } from "@tellerline/base";
import { handleAgentInput, loseAgent } from "./agent-commands.ts";
import { configure, configureOne } from "./configuration.ts";
import { Decision } from "./decision.ts";
import { handleInteractionInput } from "./interaction-commands.ts";
import { expectedWaitMs } from "./queue-pace.ts";
import { reconcile } from "./reconciliation.ts";
import type { RouterInput } from "./router-input.ts";
import type { RouterOutput } from "./router-output.ts";
import type { RouterSnapshot } from "./router-records.ts";
import { RouterState } from "./router-state.ts";
import { type Rules, standardRules } from "./rules.ts";
import { followWhoLeft, takeStep } from "./wait-steps.ts";
import type { Due } from "./watch.ts";

/** Goes with every journal entry: a replay under other code must say so. */
export const routerCode = "acd/2";

export interface RouterOptions {
  /** Where to go on; from nothing when absent. */
  snapshot?: RouterSnapshot;
  /** Other rules of choice, for what-if and for mutants. */
  rules?: Rules;
  /** From how many ready agents on a queue keeps a row of them for each skill that is asked; decides nothing (SE-1). */
  longRow?: number;
}

export class Router implements DurableMachine<RouterInput, RouterOutput, RouterSnapshot> {
  readonly #decision: Decision;

  constructor(options: RouterOptions = {}) {
    const state = options.snapshot === undefined ? new RouterState() : RouterState.restore(options.snapshot);
    this.#decision = new Decision(state, options.rules ?? standardRules, options.longRow);
  }

  handle(input: RouterInput, now: Instant): RouterOutput[] {
    const decision = this.#decision;
    decision.begin(now);
    switch (input.type) {
      case "timeout":
        this.#handleDue(now);
        break;
      case "configure":
        configure(decision, input);
        break;
      case "configureAgent":
        configureOne(decision, input.agent);
        break;
      case "reconcile":
        reconcile(decision, input);
        break;
      case "signIn":
      case "signOut":
      case "setReady":
      case "setNotReady":
      case "startWrapUp":
      case "extendWrapUp":
      case "wrapUpEnded":
      case "terminalLost":
      case "terminalBack":
        handleAgentInput(decision, input);
        break;
      default:
        handleInteractionInput(decision, input);
    }
    if (decision.left.length > 0) followWhoLeft(decision);
    return decision.finish();
  }

  nextTimeout(): Instant | undefined {
    return this.#decision.watch.next();
  }

  /** Costs time in proportion to the state: not for the hot path. */
  snapshot(): RouterSnapshot {
    return this.#decision.state.snapshot();
  }

  /** The place of a waiting interaction in its queue, from 1; undefined when it does not wait. Looks at the whole queue. */
  position(interactionId: string): number | undefined {
    const interaction = this.#decision.state.interactions.get(interactionId);
    return interaction?.state === "waiting" ? this.#decision.waitingIndex.position(interaction) : undefined;
  }

  /** Everybody of the queue in the order of service, by id. */
  line(queueId: string): string[] {
    return this.#decision.waitingIndex.inOrder(queueId).map(({ id }) => id);
  }

  /**
   * How long somebody will still wait before whom `ahead` others of the queue are served, in ms (SPEC.md, EW); undefined
   * when nothing is known yet. The next who comes when `ahead` is absent.
   */
  expectedWaitMs(queueId: string, ahead?: number): number | undefined {
    const { state, staffing, waitingIndex } = this.#decision;
    const before = ahead ?? waitingIndex.waiting(queueId);
    if (before === 0 && staffing.ready(queueId) > 0) return 0;
    return expectedWaitMs(state.paces.get(queueId), before, staffing.signedIn(queueId));
  }

  /** How far the waits estimated on arrival were off, in ms (SPEC.md, EW-3); undefined before one was compared. */
  expectedWaitError(queueId: string): { errorMs: number; biasMs: number; compared: number } | undefined {
    const { errorMs, biasMs, compared } = this.#decision.state.paces.get(queueId) ?? {};
    if (errorMs === undefined || biasMs === undefined || compared === undefined) return undefined;
    return { errorMs, biasMs, compared };
  }

  #handleDue(now: Instant): void {
    for (const due of this.#decision.watch.takeDue(now)) this.#expire(due, now);
  }

  /** An earlier one of the same instant may have changed what this one is about. */
  #expire({ kind, id }: Due, now: Instant): void {
    const decision = this.#decision;
    const { state } = decision;
    const [agent, interaction] = [state.agents.get(id), state.interactions.get(id)];
    switch (kind) {
      case "offer":
        if (interaction?.offerDeadline !== undefined && interaction.offerDeadline <= now) {
          decision.endOffers(interaction, "noAnswer", true);
        }
        return;
      case "pause":
        for (const { agentId, until } of interaction?.avoids ?? []) {
          if (until > now) continue;
          decision.record({ type: "avoidEnded", at: now, interactionId: id, agentId });
        }
        return;
      case "hold":
        if (interaction?.state === "waiting" && interaction.hold !== undefined && interaction.hold.until <= now) {
          decision.record({ type: "holdSet", at: now, interactionId: id });
        }
        return;
      case "step":
        if (interaction?.state === "waiting") takeStep(decision, interaction);
        return;
      case "wrapUp":
        if (agent?.state !== "wrapUp" || agent.deadline === undefined || agent.deadline > now) return;
        decision.record({ type: "wrapUpEnded", at: now, agentId: id });
        decision.forgetRemoved(agent);
        return;
      case "grace":
        if (agent?.lostUntil !== undefined && agent.lostUntil <= now) loseAgent(decision, agent);
    }
  }
}
