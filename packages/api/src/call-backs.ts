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

/** A visitor of a page wants to be called back. */
export const webCallBackRequestSchema = z
  .object({
    language: languageSchema,
    name: z.string().trim().max(40).default(""),
    /** Spaces and hyphens are let through; which numbers are called the setting `callBacks.numbers` says. */
    number: z
      .string()
      .max(30)
      .transform((text) => text.replace(/[\s-]/g, ""))
      .pipe(z.string().regex(/^\+?[0-9]{5,20}$/)),
    page: z.string().max(500).default(""),
  })
  .meta({ id: "WebCallBackRequest" });

/** One who waits for it; without the right to unmask, his number is masked. */
export const waitingCallBackSchema = z
  .object({
    id: idSchema,
    queueId: idSchema,
    queueName: z.string(),
    number: z.string(),
    /** His place in the queue is that of this instant. */
    since: instantSchema,
    /** From the queue of a flow, written down by an agent, or asked for on a page. */
    source: z.enum(["flow", "agent", "page"]),
    /** How often he was called in vain. */
    attempts: z.int(),
    /** Before this he stands in no queue: he was not reached a moment ago. */
    nextAt: instantSchema,
  })
  .meta({ id: "WaitingCallBack" });
export const callBacksSchema = z.object({ items: z.array(waitingCallBackSchema) }).meta({ id: "CallBacks" });
