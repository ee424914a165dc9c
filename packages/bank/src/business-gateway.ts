// The one interface to core systems (BK-01, first form): an operation with arguments and sealed secrets, a verdict back.
// A time-out is a verdict of its own: nobody waits for ever on a bank.

import type { Log, Scheduler } from "@tellerline/base";

export interface BusinessRequest {
  tenantId: string;
  /** Unique per attempt of a caller; the same id never books twice. */
  requestId: string;
  /** For example `balance`, `reportLost`. */
  operation: string;
  arguments: Readonly<Record<string, unknown>>;
  /** Secret digits, sealed by the vault for the bank alone; see `openSealed`. */
  sealed?: { data: string; associatedData: string };
}

export interface BusinessAnswer {
  verdict: "ok" | "failed" | "timeout";
  /** Why it failed, as a stable word: wrongCredentials, blocked, unknownOperation, unavailable … */
  reason?: string;
  /** What the flow may say; money as `{ amountMinor, currency }` with the amount as a string. */
  data: Record<string, unknown>;
}

/** A core system behind the gateway. */
export interface CoreSystem {
  perform(request: BusinessRequest): Promise<BusinessAnswer>;
}

export interface GatewayOptions {
  system: CoreSystem;
  scheduler: Scheduler;
  log: Log;
  timeoutMs: number;
}

export class BusinessGateway {
  readonly #options: GatewayOptions;

  constructor(options: GatewayOptions) {
    this.#options = options;
  }

  /** Never rejects: whatever happens becomes a verdict. */
  async call(request: BusinessRequest): Promise<BusinessAnswer> {
    const { system, scheduler, log, timeoutMs } = this.#options;
    const start = scheduler.now();
    let cancel = () => {};
    const late = new Promise<BusinessAnswer>((resolve) => {
      cancel = scheduler.schedule(start + timeoutMs, () => resolve({ verdict: "timeout", data: {} }));
    });
    const answer = await Promise.race([this.#perform(system, request), late]);
    cancel();
    const { operation, requestId } = request;
    log.info("bank.answered", {
      operation,
      requestId,
      verdict: answer.verdict,
      reason: answer.reason,
      ms: scheduler.now() - start,
    });
    return answer;
  }

  async #perform(system: CoreSystem, request: BusinessRequest): Promise<BusinessAnswer> {
    try {
      return await system.perform(request);
    } catch (error) {
      this.#options.log.error("bank.failed", { operation: request.operation, message: (error as Error).message });
      return { verdict: "failed", reason: "unavailable", data: {} };
    }
  }
}
