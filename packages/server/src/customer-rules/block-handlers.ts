// A leader blocks the customer of an interaction (RT-04): what is blocked is looked up here, so that nobody has to see or
// copy a number.

import type { AnswerOf } from "@tellerline/api";
import { type Clock, newId, type Random } from "@tellerline/base";
import { appendAudit, type Store, type TenantTransaction } from "@tellerline/store";
import { floorProblem } from "../floor/floor-refusal.ts";
import type { Handlers } from "../http/handlers.ts";
import { houseNumber } from "./caller-number.ts";
import { writeBlock } from "./rule-rows.ts";

export interface BlockHandlerOptions {
  store: Pick<Store, "inTenant">;
  clock: Clock;
  random: Random;
  /** The interaction as long as it goes on. */
  running(tenantId: string, interactionId: string): Who | undefined;
  changed(tenantId: string, subject: string): Promise<void>;
}

interface Who {
  channel: string;
  customerNumber: string;
}

type Blocked = Pick<AnswerOf<"blockCustomer">, "kind"> & { number: string };

export function blockHandlers(options: BlockHandlerOptions): Handlers<"blockCustomer"> {
  const { store, clock, random, running, changed } = options;
  return {
    blockCustomer: async ({ session, params, body }) => {
      const { tenantId, me } = session;
      const interactionId = params.interactionId as string;
      const { reason, validUntil } = body;
      const answer = await store.inTenant(tenantId, async (tx) => {
        const who = running(tenantId, interactionId) ?? (await recorded(tx, interactionId));
        if (who === undefined) throw floorProblem("noInteraction");
        const whom = await toBlock(tx, interactionId, who);
        if (whom === undefined) throw floorProblem("nobodyToBlock");
        const id = newId(clock.now(), random);
        await writeBlock(tx, tenantId, id, { ...whom, reason, validUntil, action: "refuse" });
        const detail = { kind: whom.kind, action: "refuse", validUntil, interactionId, reason };
        const deed = { at: clock.now(), actor: me.userId, action: "blockedNumber.create", subject: id, detail };
        await appendAudit(tx, tenantId, deed);
        return { id, kind: whom.kind, validUntil };
      });
      await changed(tenantId, "blockedNumber");
      return answer;
    },
  };
}

async function recorded(tx: TenantTransaction, interactionId: string): Promise<Who | undefined> {
  const row = await tx
    .selectFrom("call_record")
    .select(["channel", "customer_number"])
    .where("interaction_id", "=", interactionId)
    .executeTakeFirst();
  return row === undefined ? undefined : { channel: row.channel, customerNumber: row.customer_number };
}

/** Undefined: a hidden number, or one of our own. */
async function toBlock(tx: TenantTransaction, interactionId: string, who: Who): Promise<Blocked | undefined> {
  if (who.channel !== "chat")
    return /^\+?\d{5,20}$/.test(who.customerNumber)
      ? { kind: "number", number: houseNumber(who.customerNumber) }
      : undefined;
  const row = await tx
    .selectFrom("conversation")
    .select("visitor_key")
    .where("id", "=", interactionId)
    .executeTakeFirst();
  return row === undefined ? undefined : { kind: "visitor", number: row.visitor_key };
}
