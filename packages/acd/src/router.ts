// The router of one (tenant, site): interactions wait, agents get ready, and each finds the other (SPEC.md). A pure
// machine; whoever carries out its outputs rings and talks.
//
//   input ─▶ command ─▶ Decision.record(event) ─▶ state, indexes, journal
//                       Decision.finish()       ─▶ select ─▶ reserve ─▶ ring

import type { DurableMachine, Instant } from "@tellerline/base";
import { handleAgentInput, loseAgent } from "./agent-commands.ts";
import { configure } from "./configuration.ts";
import { type DeadlineKind, Decision } from "./decision.ts";
import { handleInteractionInput } from "./interaction-commands.ts";
import { reconcile } from "./reconciliation.ts";
import type { RouterInput } from "./router-input.ts";
import type { RouterOutput } from "./router-output.ts";
import { type RouterSnapshot, RouterState } from "./router-state.ts";
import { type Rules, standardRules } from "./rules.ts";

/** Goes with every journal entry: a replay under other code must say so. */
export const routerCode = "acd/1";

const deadlineKinds: readonly DeadlineKind[] = ["grace", "offer", "pause", "wrapUp"];

export interface RouterOptions {
  /** Where to go on; from nothing when absent. */
  snapshot?: RouterSnapshot;
  /** Other rules of choice, for what-if and for mutants. */
  rules?: Rules;
}

export class Router implements DurableMachine<RouterInput, RouterOutput, RouterSnapshot> {
  readonly #decision: Decision;

  constructor(options: RouterOptions = {}) {
    const state = options.snapshot === undefined ? new RouterState() : RouterState.restore(options.snapshot);
    this.#decision = new Decision(state, options.rules ?? standardRules);
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
    return decision.finish();
  }

  nextTimeout(): Instant | undefined {
    let first: Instant | undefined;
    for (const kind of deadlineKinds) {
      const at = this.#decision.deadlines[kind].next();
      if (at !== undefined && (first === undefined || at < first)) first = at;
    }
    return first;
  }

  /** Costs time in proportion to the state: not for the hot path. */
  snapshot(): RouterSnapshot {
    return this.#decision.state.snapshot();
  }

  /** The place of a waiting interaction in its queue, from 1; undefined when it does not wait. */
  position(interactionId: string): number | undefined {
    return this.#decision.waitingIndex.position(interactionId);
  }

  /** In the order of their instants, equal ones by kind and id, so that a restored router does the same. */
  #handleDue(now: Instant): void {
    const due: { at: Instant; kind: DeadlineKind; id: string }[] = [];
    for (const kind of deadlineKinds) {
      const deadlines = this.#decision.deadlines[kind];
      for (let at = deadlines.next(); at !== undefined && at <= now; at = deadlines.next()) {
        const id = deadlines.takeDue(now);
        if (id !== undefined) due.push({ at, kind, id });
      }
    }
    due.sort((a, b) => a.at - b.at || (a.kind === b.kind ? (a.id < b.id ? -1 : 1) : a.kind < b.kind ? -1 : 1));
    for (const { kind, id } of due) this.#expire(kind, id, now);
  }

  #expire(kind: DeadlineKind, id: string, now: Instant): void {
    const decision = this.#decision;
    const { state } = decision;
    const [agent, interaction] = [state.agents.get(id), state.interactions.get(id)];
    switch (kind) {
      case "offer":
        // An earlier one of the same instant may have changed what this one is about.
        if (interaction?.offerDeadline !== undefined && interaction.offerDeadline <= now) {
          decision.endOffer(interaction, "noAnswer", true);
        }
        return;
      case "pause":
        for (const { agentId, until } of interaction?.avoids ?? []) {
          if (until > now) continue;
          decision.record({ type: "avoidEnded", at: now, interactionId: id, agentId });
        }
        return;
      case "wrapUp":
        if (agent?.state === "wrapUp" && agent.deadline !== undefined && agent.deadline <= now) decision.rest(agent);
        return;
      case "grace":
        if (agent?.lostUntil !== undefined && agent.lostUntil <= now) loseAgent(decision, agent);
    }
  }
}
