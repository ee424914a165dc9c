// The invariants of the router, watched in the running product by a second, naive fold of its journal. What it finds is
// an incident: logged, counted, shown in the live view.

import { type RouterEvent, RouterMonitor, type RouterSnapshot } from "@tellerline/acd";
import type { Log, Scheduler } from "@tellerline/base";

const periodMs = 1000;

export class RoutingMonitor {
  readonly #monitor: RouterMonitor;
  readonly #scheduler: Scheduler;
  readonly #log: Log;
  #events: RouterEvent[] = [];
  #cancel: (() => void) | undefined;
  /** Broken invariants since the start; each one is a defect of ours. */
  incidents = 0;

  /** @param snapshot where the router began; from nothing when absent. */
  constructor(scheduler: Scheduler, log: Log, snapshot?: RouterSnapshot) {
    this.#monitor = new RouterMonitor(snapshot);
    this.#scheduler = scheduler;
    this.#log = log;
  }

  /** Takes one event; they are looked at together, at a moment when the router is at rest. */
  observe(event: RouterEvent): void {
    this.#events.push(event);
    this.#cancel ??= this.#scheduler.schedule(this.#scheduler.now() + periodMs, () => this.#check());
  }

  stop(): void {
    this.#cancel?.();
  }

  #check(): void {
    this.#cancel = undefined;
    const events = this.#events;
    this.#events = [];
    for (const { rule, subject } of this.#monitor.observe(events)) {
      this.incidents++;
      this.#log.error("incident", { rule, subject });
    }
  }
}
