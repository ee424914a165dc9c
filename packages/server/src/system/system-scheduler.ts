// The real clock. It never goes backwards within the process, whatever happens to the machine's wall clock.

import { performance } from "node:perf_hooks";
import type { Instant, Scheduler } from "@tellerline/base";

export class SystemScheduler implements Scheduler {
  now(): Instant {
    return Math.floor(performance.timeOrigin + performance.now());
  }

  schedule(at: Instant, run: () => void): () => void {
    // setTimeout counts in 32 bits; a later deadline is reached in steps.
    const wait = Math.max(0, at - this.now());
    const longest = 0x7fff_ffff;
    let cancel = () => {};
    const timer = setTimeout(
      () => {
        if (wait > longest) cancel = this.schedule(at, run);
        else run();
      },
      Math.min(wait, longest),
    );
    cancel = () => clearTimeout(timer);
    return () => cancel();
  }
}
