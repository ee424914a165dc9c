// Who waits, as the customers the house has written down know him.

import type { TenantTransaction } from "@tellerline/store";
import type { KnownCustomer } from "./apply-rules.ts";

/**
 * A caller is known by his number. Who chats is known by his browser only: the number he writes there is not checked,
 * and nobody becomes a private-banking customer by writing one down.
 */
export async function knownCustomer(
  tx: TenantTransaction,
  { channel, interactionId, number }: { channel: string; interactionId: string; number: string },
): Promise<KnownCustomer | undefined> {
  const visitor = () =>
    tx.selectFrom("conversation").select("visitor_key").where("id", "=", interactionId).executeTakeFirst();
  const value = channel === "chat" ? (await visitor())?.visitor_key : number;
  if (value === undefined) return undefined;
  const row = await tx
    .selectFrom("customer")
    .innerJoin("customer_identity", "customer_identity.customer_id", "customer.id")
    .select(["customer.tier", "customer.language", "customer.adviser_id"])
    .where("customer_identity.kind", "=", channel === "chat" ? "visitor" : "number")
    .where("customer_identity.value", "=", value)
    .executeTakeFirst();
  return row === undefined ? undefined : { tier: row.tier, language: row.language, adviserId: row.adviser_id };
}
