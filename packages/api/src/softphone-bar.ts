// <softphone-bar> on pages of other origins: who may embed it (AG-10).

import { z } from "zod";

export const barPermissionQuerySchema = z.object({
  /** The origin of the page. */
  page: z
    .string()
    .max(300)
    .regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/, "an origin such as https://crm.bank.example"),
});
export const barPermissionSchema = z.object({ allowed: z.boolean() }).meta({ id: "BarPermission" });
