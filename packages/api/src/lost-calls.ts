// Customers who gave up waiting and have not been spoken to since (RT-09). Definition: docs/figures.md.

import { z } from "zod";
import { idSchema, instantSchema } from "./common.ts";

export const lostCallSchema = z
  .object({
    /** The last call in which he gave up. */
    interactionId: idSchema,
    customerNumber: z.string(),
    queueName: z.string(),
    lostAt: instantSchema,
    /** How long he waited the last time. */
    waitMs: z.int(),
    /** How often he gave up in the time looked at. */
    times: z.int(),
    /** Who is calling him back. */
    claimedBy: z.string().nullable(),
    claimedAt: instantSchema.nullable(),
  })
  .meta({ id: "LostCall" });
export type LostCall = z.infer<typeof lostCallSchema>;

export const lostCallsSchema = z
  .object({
    /** The longest lost first. */
    items: z.array(lostCallSchema),
    /** There are more than are listed. */
    more: z.boolean(),
  })
  .meta({ id: "LostCalls" });
