// Plans of the rooms in which agents sit (SV-02): seats and areas on a grid whose cells are counted from 1.

import { z } from "zod";
import { idSchema, nameSchema } from "./common.ts";

const maxSide = 60;
const cell = z.int().min(1).max(maxSide);

/** Who sits there: always this agent, or whoever is signed in at this SIP phone. */
export const seatPlaceSchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("agent"), agentId: idSchema }),
    z.object({ kind: z.literal("phone"), phoneId: idSchema }),
  ])
  .meta({ id: "SeatPlace" });
export type SeatPlace = z.infer<typeof seatPlaceSchema>;

export const planSeatSchema = z
  .object({
    /** Of this plan alone. */
    id: z.string().regex(/^[0-9a-z]{1,12}$/),
    column: cell,
    row: cell,
    label: z.string().trim().max(12),
    place: seatPlaceSchema.nullable(),
  })
  .meta({ id: "PlanSeat" });
export type PlanSeat = z.infer<typeof planSeatSchema>;

export const planAreaSchema = z
  .object({
    ...{ column: cell, row: cell, width: cell, height: cell },
    text: z.string().trim().max(30),
    look: z.enum(["zone", "wall"]),
  })
  .meta({ id: "PlanArea" });
export type PlanArea = z.infer<typeof planAreaSchema>;

const fields = z.object({
  name: nameSchema,
  columns: z.int().min(4).max(maxSide),
  rows: z.int().min(4).max(maxSide),
  seats: z.array(planSeatSchema).max(2000),
  areas: z.array(planAreaSchema).max(100),
});

/** Every seat in the plan, one to a cell, nobody on two; every area in the plan. */
export const floorPlanInputSchema = fields
  .superRefine(({ columns, rows, seats, areas }, context) => {
    const wrong = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
    const taken = new Set<string>();
    const once = (key: string, path: (string | number)[], message: string) => {
      if (taken.has(key)) wrong(path, message);
      taken.add(key);
    };
    for (const [n, { id, column, row, place }] of seats.entries()) {
      if (column > columns) wrong(["columns"], `a seat stands in column ${column}`);
      if (row > rows) wrong(["rows"], `a seat stands in row ${row}`);
      once(`seat ${id}`, ["seats", n, "id"], "another seat has this id");
      once(`cell ${column} ${row}`, ["seats", n], "another seat stands in this cell");
      if (place?.kind === "agent") once(place.agentId, ["seats", n, "place"], "this agent has another seat");
      if (place?.kind === "phone") once(place.phoneId, ["seats", n, "place"], "this phone has another seat");
    }
    for (const { column, row, width, height } of areas) {
      if (column + width - 1 > columns) wrong(["columns"], `an area reaches to column ${column + width - 1}`);
      if (row + height - 1 > rows) wrong(["rows"], `an area reaches to row ${row + height - 1}`);
    }
  })
  .meta({ id: "FloorPlanInput" });
export type FloorPlanInput = z.infer<typeof floorPlanInputSchema>;

export const floorPlanSchema = fields.extend({ id: idSchema, version: z.int() }).meta({ id: "FloorPlan" });
export type FloorPlan = z.infer<typeof floorPlanSchema>;
