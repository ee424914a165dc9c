// At the door of one tenant (RT-04): who is blocked is refused and counted, who calls too often is blocked by the rules.
//
//   call ─▶ blocked? ─▶ refused, counted          often? ─▶ an entry for a while ─▶ refused, or behind all others

import type { BlockedNumber, CustomerRule } from "@tellerline/api";
import { type Clock, type Log, newId, type Random } from "@tellerline/base";
import { appendAudit, instant, type Store } from "@tellerline/store";
import { sql } from "kysely";
import type { CentreConfiguration } from "../centre/centre-configuration.ts";
import { CallFrequency } from "./call-frequency.ts";
import { houseNumber } from "./caller-number.ts";
import { writeBlock } from "./rule-rows.ts";

export interface GuardOptions {
  tenantId: string;
  store: Pick<Store, "inTenant">;
  clock: Clock;
  random: Random;
  log: Log;
  configuration(): Pick<CentreConfiguration, "blocklist" | "customerRules">;
  /** The list is another now. */
  changed(): void;
}

type Refusals = Map<string, { calls: number; at: number }>;
type BlockingRule = CustomerRule & { when: { kind: "frequent"; block: NonNullable<FrequentBlock> } };
type FrequentBlock = Extract<CustomerRule["when"], { kind: "frequent" }>["block"];

export class CallGuard {
  readonly #options: GuardOptions;
  readonly #frequency = new CallFrequency();
  /** Counted and not yet in the database. */
  #refusals: Refusals = new Map();
  #writing = false;
  /** Entries of rules that are not in the database yet: what is read from it meanwhile lacks them. */
  readonly unwritten = new Set<BlockedNumber>();
  #made: Promise<void> = Promise.resolve();

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  /** A call from outside comes in. @returns the entry by which it is refused. */
  admitCall(number: string): BlockedNumber | undefined {
    const now = this.#options.clock.now();
    const { blocklist, customerRules } = this.#options.configuration();
    const block = blocklist.ofNumber(number, now);
    if (block?.action === "refuse") return this.#refuse(block, now);
    // A hidden number is not one caller.
    if (!/^\+?\d{5,}$/.test(number) || !customerRules.some(countsCalls)) return undefined;
    this.#frequency.note(houseNumber(number), now);
    if (block !== undefined) return undefined;
    const rule = customerRules.find(
      (one): one is BlockingRule => blocks(one) && this.calls(number, one.when.withinMs) > one.when.calls,
    );
    const made = rule === undefined ? undefined : this.#block(number, rule, now);
    return made?.action === "refuse" ? this.#refuse(made, now) : undefined;
  }

  /** A chat begins. @returns the entry by which it is refused. */
  admitVisitor(visitorKey: string): BlockedNumber | undefined {
    const now = this.#options.clock.now();
    const block = this.#options.configuration().blocklist.ofVisitor(visitorKey, now);
    return block === undefined ? undefined : this.#refuse(block, now);
  }

  /** Calls of the number in the last `withinMs`, the present one included; 0 while no rule asks. */
  calls(number: string, withinMs: number): number {
    return this.#frequency.count(houseNumber(number), withinMs, this.#options.clock.now());
  }

  #block(number: string, { id: ruleId, name, when }: BlockingRule, now: number): BlockedNumber {
    const { tenantId, store, random, log, configuration, changed } = this.#options;
    const { action, forMs } = when.block;
    const id = newId(now, random);
    const input = {
      kind: "number" as const,
      number: houseNumber(number),
      reason: name,
      action,
      validUntil: now + forMs,
    };
    const entry = { ...input, id, version: 1, refused: 0, refusedAt: null };
    // At once, for this call and the next; the database follows.
    configuration().blocklist.add(entry);
    this.unwritten.add(entry);
    log.info("call.blockedByRule", { tenantId, ruleId, blockId: id });
    const write = store.inTenant(tenantId, async (tx) => {
      await writeBlock(tx, tenantId, id, input);
      const detail = { action, validUntil: input.validUntil, rule: name };
      await appendAudit(tx, tenantId, {
        at: now,
        actor: "system",
        action: "blockedNumber.create",
        subject: id,
        detail,
      });
    });
    const lost = (error: Error) => log.warn("block.notWritten", { tenantId, message: error.message });
    const settled = write.then(changed, lost).then(() => void this.unwritten.delete(entry));
    this.#made = Promise.all([this.#made, settled]).then(() => undefined);
    return entry;
  }

  #refuse(block: BlockedNumber, at: number): BlockedNumber {
    const calls = (this.#refusals.get(block.id)?.calls ?? 0) + 1;
    this.#refusals.set(block.id, { calls, at });
    void this.#write();
    return block;
  }

  /** One write at a time: under attack many refusals are one. */
  async #write(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    const { tenantId, store, log } = this.#options;
    while (this.#refusals.size > 0) {
      await this.#made;
      const refusals = this.#refusals;
      this.#refusals = new Map();
      await store
        .inTenant(tenantId, async (tx) => {
          for (const [id, { calls, at }] of refusals)
            await tx
              .updateTable("blocked_number")
              .set({ refused: sql<number>`refused + ${calls}`, refused_at: instant(at) })
              .where("id", "=", id)
              .execute();
        })
        .catch((error: Error) => log.warn("refusals.notCounted", { tenantId, message: error.message }));
    }
    this.#writing = false;
  }
}

function countsCalls({ active, when }: CustomerRule): boolean {
  return active && when.kind === "frequent";
}

function blocks(rule: CustomerRule): rule is BlockingRule {
  return rule.active && rule.when.kind === "frequent" && rule.when.block !== null;
}
