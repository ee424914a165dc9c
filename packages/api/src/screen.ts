// An agent's screen as a leader watches it live (SV-04): what the page records goes from the agent's page to the server and on
// to who watches. The server looks into nothing of it and keeps nothing.
//
//   agent's page ── /api/v1/desk/screen ─────────────┐            ┌── /api/v1/agents/{agentId}/screen ── leader's page
//     front · part{last, text}                        ├── relayed ─┤     ◀ watching{pages} · page{page} · part{last, text}
//     ◀ snapshot: begin with the whole page           ┘            └
//
// `text` of all parts up to the last together is a JSON array of rrweb events; a new page begins with a whole snapshot.

import { z } from "zod";

const partLetters = 16_000;

/** From an agent's page. */
export const screenPageFrameSchema = z
  .discriminatedUnion("type", [
    /** This page is looked at now; of several the one that said so last is shown. */
    z.object({ type: z.literal("front") }),
    z.object({ type: z.literal("part"), last: z.boolean(), text: z.string().max(partLetters) }),
  ])
  .meta({ id: "ScreenPageFrame" });
export type ScreenPageFrame = z.infer<typeof screenPageFrameSchema>;

/** To an agent's page. */
export interface ScreenWish {
  type: "snapshot";
}

/** To a leader's page. */
export const screenFrameSchema = z
  .discriminatedUnion("type", [
    /** How many pages of the agent are open; of none nothing comes. */
    z.object({ type: z.literal("watching"), pages: z.int() }),
    /** What follows is of another page. */
    z.object({ type: z.literal("page"), page: z.int() }),
    z.object({ type: z.literal("part"), last: z.boolean(), text: z.string() }),
  ])
  .meta({ id: "ScreenFrame" });
export type ScreenFrame = z.infer<typeof screenFrameSchema>;
