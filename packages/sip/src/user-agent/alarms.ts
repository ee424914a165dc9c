// Timers of the endpoint above transactions, held as what to run.

import { Deadlines, type Instant } from "@tellerline/base";

export interface Alarm {
  run(now: Instant): void;
}

export class Alarms {
  readonly #deadlines = new Deadlines<Alarm>();

  next(): Instant | undefined {
    return this.#deadlines.next();
  }

  set(at: Instant, run: (now: Instant) => void): Alarm {
    const alarm = { run };
    this.#deadlines.set(alarm, at);
    return alarm;
  }

  clear(alarm: Alarm | undefined): void {
    if (alarm !== undefined) this.#deadlines.clear(alarm);
  }

  timeout(now: Instant): void {
    for (let due = this.#deadlines.takeDue(now); due !== undefined; due = this.#deadlines.takeDue(now)) due.run(now);
  }
}
