// Customers who are to be called back (RT-09).

import { z } from "zod";
import { idSchema, instantSchema, languageSchema } from "./common.ts";

/** Somebody is to be called back by the next agent of a queue. */
export const callBackRequestSchema = z
  .object({
    queueId: idSchema,
    number: z.string().regex(/^\+?[0-9]{5,20}$/),
    language: languageSchema.optional(),
  })
  .meta({ id: "CallBackRequest" });

/** One who waits for it; without the right to unmask, his number is masked. */
export const waitingCallBackSchema = z
  .object({
    id: idSchema,
    queueId: idSchema,
    queueName: z.string(),
    number: z.string(),
    /** His place in the queue is that of this instant. */
    since: instantSchema,
    /** From the queue of a flow, or written down by an agent. */
    source: z.enum(["flow", "agent"]),
    /** How often he was called in vain. */
    attempts: z.int(),
    /** Before this he stands in no queue: he was not reached a moment ago. */
    nextAt: instantSchema,
  })
  .meta({ id: "WaitingCallBack" });
export const callBacksSchema = z.object({ items: z.array(waitingCallBackSchema) }).meta({ id: "CallBacks" });
