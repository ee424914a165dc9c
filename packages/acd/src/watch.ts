// The router's deadlines: of agents the end of a wrap-up and of the grace, of interactions the end of an offer, of a
// pause, of a hold, and the next step. They follow from the state.

import { Deadlines, type Instant } from "@tellerline/base";
import type { AgentRecord, InteractionRecord } from "./router-records.ts";

export type DeadlineKind = "grace" | "hold" | "offer" | "pause" | "step" | "wrapUp";

export interface Due {
  at: Instant;
  kind: DeadlineKind;
  id: string;
}

const kinds: readonly DeadlineKind[] = ["grace", "hold", "offer", "pause", "step", "wrapUp"];

export class Watch {
  readonly #deadlines: Readonly<Record<DeadlineKind, Deadlines<string>>> = {
    grace: new Deadlines(),
    hold: new Deadlines(),
    offer: new Deadlines(),
    pause: new Deadlines(),
    step: new Deadlines(),
    wrapUp: new Deadlines(),
  };

  /** After any change of the agent. */
  agent({ id, state, deadline, lostUntil }: AgentRecord): void {
    this.#set("wrapUp", id, state === "wrapUp" ? deadline : undefined);
    this.#set("grace", id, lostUntil);
  }

  /** After any change of the interaction, or when it is gone. */
  interaction(id: string, interaction: InteractionRecord | undefined): void {
    const waits = interaction?.state === "waiting";
    this.#set("offer", id, interaction?.offerDeadline);
    this.#set("hold", id, waits ? interaction.hold?.until : undefined);
    this.#set("step", id, waits ? interaction.steps[0]?.at : undefined);
    let pause: Instant | undefined;
    for (const { until } of interaction?.avoids ?? []) pause = pause === undefined ? until : Math.min(pause, until);
    this.#set("pause", id, pause);
  }

  next(): Instant | undefined {
    let first: Instant | undefined;
    for (const kind of kinds) {
      const at = this.#deadlines[kind].next();
      if (at !== undefined && (first === undefined || at < first)) first = at;
    }
    return first;
  }

  /** All that is due, in the order of the instants, equal ones by kind and id: a restored router does the same (ST-4). */
  takeDue(now: Instant): Due[] {
    const due: Due[] = [];
    for (const kind of kinds) {
      const deadlines = this.#deadlines[kind];
      for (let at = deadlines.next(); at !== undefined && at <= now; at = deadlines.next()) {
        const id = deadlines.takeDue(now);
        if (id !== undefined) due.push({ at, kind, id });
      }
    }
    return due.sort((a, b) => a.at - b.at || (a.kind === b.kind ? (a.id < b.id ? -1 : 1) : a.kind < b.kind ? -1 : 1));
  }

  #set(kind: DeadlineKind, id: string, at: Instant | undefined): void {
    const deadlines = this.#deadlines[kind];
    if (at === undefined) {
      if (deadlines.size > 0) deadlines.clear(id);
    } else if (deadlines.get(id) !== at) deadlines.set(id, at);
  }
}
