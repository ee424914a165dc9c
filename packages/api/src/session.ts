// Signing in, who I am, my browser phone.

import { z } from "zod";
import { idSchema, instantSchema, languageSchema } from "./common.ts";
import { rightSchema, roleSchema } from "./rights.ts";

export const signInRequestSchema = z
  .object({
    login: z.string().trim().min(1).max(120),
    password: z.string().min(1).max(200),
  })
  .meta({ id: "SignInRequest" });

export const meSchema = z
  .object({
    userId: idSchema,
    login: z.string(),
    name: z.string(),
    role: roleSchema,
    rights: z.array(rightSchema),
    tenant: z.object({ id: idSchema, name: z.string() }).nullable(),
    language: languageSchema,
    agentId: idSchema.nullable(),
    mustChangePassword: z.boolean(),
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof meSchema>;

export const sessionSchema = z
  .object({
    /** For programs; browsers use the cookie that comes with the same answer. */
    token: z.string(),
    expiresAt: instantSchema,
    me: meSchema,
  })
  .meta({ id: "Session" });

export const changePasswordRequestSchema = z
  .object({ current: z.string().min(1).max(200), next: z.string().min(1).max(200) })
  .meta({ id: "ChangePasswordRequest" });

export const preferencesRequestSchema = z.object({ language: languageSchema }).meta({ id: "PreferencesRequest" });

/** What a SIP-over-WebSocket phone needs; the password lives as long as the session. */
/** Which browser wants to be the agent's phone (AG-13). */
export const browserPhoneRequestSchema = z
  .object({
    /** Made once by the browser and kept by it. */
    browserId: z.string().regex(/^[0-9A-Za-z-]{8,64}$/),
    /** For people: how the owner will know which computer is meant. */
    label: z
      .string()
      .trim()
      .max(60)
      .regex(/^[^\p{C}]*$/u)
      .default(""),
    /** Takes the phone from the browser that has it, if no call is up there. */
    takeOver: z.boolean().default(false),
  })
  .meta({ id: "BrowserPhoneRequest" });
export type BrowserPhoneRequest = z.infer<typeof browserPhoneRequestSchema>;

export const browserPhoneSchema = z
  .object({
    uri: z.string(),
    username: z.string(),
    password: z.string(),
    displayName: z.string(),
    /** Path on the page's own origin. */
    webSocketPath: z.string(),
    iceServers: z.array(
      z.object({ urls: z.array(z.string()), username: z.string().optional(), credential: z.string().optional() }),
    ),
    /** Since when the phone is this browser's, as the desk says it too. */
    since: instantSchema,
  })
  .meta({ id: "BrowserPhone" });
export type BrowserPhone = z.infer<typeof browserPhoneSchema>;

/** A visitor's phone for one click-to-call (CH-02): may call `target` and nothing else. */
export const guestPhoneRequestSchema = z
  .object({
    number: z.string().regex(/^[0-9]{1,20}$/),
    language: languageSchema.optional(),
    name: z.string().trim().max(40).optional(),
  })
  .meta({ id: "GuestPhoneRequest" });
export const guestPhoneSchema = browserPhoneSchema
  .omit({ since: true })
  .extend({ target: z.string(), expiresAt: instantSchema })
  .meta({ id: "GuestPhone" });
export type GuestPhone = z.infer<typeof guestPhoneSchema>;
