// The customer: who he is, and what was had with him on every channel (AG-04, CM-02).

import { z } from "zod";
import { idSchema, nameSchema } from "./common.ts";
import { recordSummarySchema } from "./records.ts";

export const tierSchema = z.enum(["", "gold", "platinum", "diamond", "private"]).meta({ id: "Tier" });

/** What he likes to speak; empty: not known. */
export const customerLanguageSchema = z.enum(["", "zh-CN", "zh-HK", "en-US"]).meta({ id: "CustomerLanguage" });

export const customerInputSchema = z
  .object({
    name: nameSchema,
    tier: tierSchema,
    note: z.string().trim().max(2000),
    /** Absent: it stays as it is. */
    language: customerLanguageSchema.optional(),
    /** His own adviser, an agent; null: nobody. Absent: it stays as it is. */
    adviserId: idSchema.nullable().optional(),
  })
  .meta({ id: "CustomerInput" });

export const customerViewSchema = z
  .object({
    /** Null: nobody has written down yet who he is. */
    profile: customerInputSchema
      .extend({
        ...{ id: idSchema, version: z.int(), language: customerLanguageSchema, adviserId: idSchema.nullable() },
        adviserName: z.string().nullable(),
      })
      .nullable(),
    /** The number he calls from, or that he gave in a chat; masked unless the reader may unmask. */
    number: z.string(),
    /** What he called himself in a chat; nobody has checked it. */
    givenName: z.string().nullable(),
    /** His latest interactions on all channels, newest first. */
    history: z.array(recordSummarySchema),
  })
  .meta({ id: "CustomerView" });
export type CustomerView = z.infer<typeof customerViewSchema>;
