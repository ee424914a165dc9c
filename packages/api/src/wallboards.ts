// Boards of live figures for walls (SV-09), composed of tiles.

import { z } from "zod";
import { idSchema, nameSchema } from "./common.ts";

/** Formulas: docs/figures.md. */
export const wallboardFigureSchema = z
  .enum([
    ...(["waiting", "longestWait", "serviceLevel", "offered", "answered", "abandoned", "averageWait"] as const),
    ...(["ready", "talking", "wrapUp", "notReady", "signedIn"] as const),
  ])
  .meta({ id: "WallboardFigure" });
export type WallboardFigure = z.infer<typeof wallboardFigureSchema>;

const limitSchema = z.number().min(0).max(1_000_000).nullable();

/** One place, two side by side, or two by two. */
const size = z.enum(["small", "wide", "large"]);

const figureTileSchema = z
  .object({
    kind: z.literal("figure"),
    figure: wallboardFigureSchema,
    /** Of these queues together; empty: of all. */
    queueIds: z.array(idSchema).max(100),
    size,
    /** In the unit of the figure: interactions, agents, seconds, per cent. null: not watched. */
    warning: limitSchema,
    alarm: limitSchema,
  })
  .meta({ id: "FigureTile" });

/** What somebody wants to be read: a motto, a warning of today. */
const textTileSchema = z
  .object({ kind: z.literal("text"), text: z.string().trim().min(1).max(300), size })
  .meta({ id: "TextTile" });

/** The day in half hours, of one queue or of all (docs/figures.md). */
const courseTileSchema = z
  .object({ kind: z.literal("course"), queueId: idSchema.nullable(), size })
  .meta({ id: "CourseTile" });

export const wallboardTileSchema = z
  .discriminatedUnion("kind", [figureTileSchema, textTileSchema, courseTileSchema])
  .meta({ id: "WallboardTile" });
export type WallboardTile = z.infer<typeof wallboardTileSchema>;

export const wallboardInputSchema = z
  .object({
    name: nameSchema,
    /** How many tiles stand side by side. */
    columns: z.int().min(1).max(8),
    tiles: z.array(wallboardTileSchema).min(1).max(48),
  })
  .meta({ id: "WallboardInput" });

export const wallboardSchema = wallboardInputSchema
  .extend({ id: idSchema, version: z.int() })
  .meta({ id: "Wallboard" });
export type Wallboard = z.infer<typeof wallboardSchema>;
