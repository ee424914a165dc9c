// Wall-clock time for tests that talk to real peers.

import type { Instant, Scheduler } from "@tellerline/base";

export class RealScheduler implements Scheduler {
  now(): Instant {
    return Date.now();
  }

  schedule(at: Instant, run: () => void): () => void {
    const timer = setTimeout(run, Math.max(0, at - Date.now()));
    return () => clearTimeout(timer);
  }
}
