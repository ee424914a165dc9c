// Prometheus metrics. Values are read when they are scraped; only what cannot be read is counted along the way.

import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Switchboard } from "../centre/switchboard.ts";
import type { EventHub } from "../events/event-hub.ts";

export interface MetricsSources {
  switchboard: Switchboard;
  events: EventHub;
  journalBacklog(): number;
  legs(): number;
  chats(): { open: number; pages: number; backlog: number };
}

export class Metrics {
  readonly #registry = new Registry();
  readonly #sipRefused: Counter;
  readonly #mediaRestarts: Counter;

  constructor(sources: MetricsSources) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry, prefix: "tellerline_" });
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name: `tellerline_${name}`,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    const centres = () => [...sources.switchboard.centres.values()];
    const sum = (read: (centre: ReturnType<typeof centres>[number]) => number) =>
      centres().reduce((total, centre) => total + read(centre), 0);
    gauge("interactions", "Interactions going on.", () => sum((centre) => centre.interactions.size));
    gauge("interactions_waiting", "Interactions waiting in queues.", () =>
      sum((centre) => [...centre.configuration.queues.keys()].reduce((n, id) => n + centre.views.waitingIn(id), 0)),
    );
    gauge("agents_signed_in", "Agents signed in.", () => sum((centre) => centre.views.signedIn()));
    gauge("sip_legs", "SIP legs up or being set up.", sources.legs);
    gauge("journal_backlog", "Journal entries not yet in PostgreSQL.", sources.journalBacklog);
    gauge("event_sockets", "Open event sockets.", () => sources.events.subscribers);
    gauge("chats_open", "Chats that have not ended.", () => sources.chats().open);
    gauge("chat_pages", "Visitors' pages that are connected.", () => sources.chats().pages);
    gauge("chat_backlog", "Chat messages not yet in PostgreSQL.", () => sources.chats().backlog);
    this.#sipRefused = new Counter({
      name: "tellerline_sip_refused_total",
      help: "SIP requests refused or dropped.",
      labelNames: ["reason"],
      registers,
    });
    this.#mediaRestarts = new Counter({
      name: "tellerline_media_restarts_total",
      help: "Times the media process was lost.",
      registers,
    });
  }

  sipRefused(reason: string): void {
    this.#sipRefused.inc({ reason });
  }

  mediaRestarted(): void {
    this.#mediaRestarts.inc();
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
