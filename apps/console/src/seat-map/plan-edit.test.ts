import type { FloorPlanInput, PlanSeat } from "@tellerline/sdk";
import { expect, it } from "vitest";
import {
  addSeat,
  beginEditing,
  changeSeat,
  chooseSeats,
  drawArea,
  drawSeats,
  moveChosen,
  rectOf,
  removeChosen,
  undo,
} from "./plan-edit.ts";

const empty: FloorPlanInput = { name: "一楼", columns: 6, rows: 4, seats: [], areas: [] };
const places = (seats: readonly PlanSeat[]) => seats.map(({ label, column, row }) => `${label}@${column},${row}`);

it("SV-02 a drawn rectangle is filled with seats where none stand, numbered on", () => {
  let editing = drawSeats(beginEditing(empty), rectOf({ column: 3, row: 2 }, { column: 2, row: 1 }));
  expect(places(editing.plan.seats)).toEqual(["1@2,1", "2@3,1", "3@2,2", "4@3,2"]);
  editing = drawSeats(editing, { column: 3, row: 2, width: 2, height: 1 });
  expect(places(editing.plan.seats).slice(4)).toEqual(["5@4,2"]);
  expect(new Set(editing.plan.seats.map(({ id }) => id)).size).toBe(5);
  expect(drawSeats(editing, { column: 3, row: 2, width: 1, height: 1 })).toBe(editing);
});

it("SV-02 what is chosen moves together, or not at all when a seat is in the way or the plan ends", () => {
  let editing = drawSeats(beginEditing(empty), { column: 1, row: 1, width: 2, height: 1 });
  editing = moveChosen(editing, { columns: 1, rows: 0 });
  expect(places(editing.plan.seats)).toEqual(["1@2,1", "2@3,1"]);
  editing = drawSeats(editing, { column: 5, row: 1, width: 1, height: 1 });
  editing = chooseSeats(editing, { column: 1, row: 1, width: 3, height: 1 });
  expect(moveChosen(editing, { columns: 2, rows: 0 })).toBe(editing);
  expect(moveChosen(editing, { columns: 0, rows: -1 })).toBe(editing);
  expect(places(moveChosen(editing, { columns: 3, rows: 3 }).plan.seats)).toEqual(["1@5,4", "2@6,4", "3@5,1"]);
});

it("SV-02 who is put on a seat leaves the one he had", () => {
  let editing = drawSeats(beginEditing(empty), { column: 1, row: 1, width: 2, height: 1 });
  const [first, second] = editing.plan.seats as [PlanSeat, PlanSeat];
  editing = changeSeat(editing, first.id, { place: { kind: "agent", agentId: "a" } });
  editing = changeSeat(editing, second.id, { place: { kind: "agent", agentId: "a" } });
  expect(editing.plan.seats.map(({ place }) => place)).toEqual([null, { kind: "agent", agentId: "a" }]);
});

it("SV-02 every step is undone as one, and what was removed comes back", () => {
  const drawn = drawSeats(drawArea(beginEditing(empty), { column: 1, row: 1, width: 6, height: 1 }), {
    ...{ column: 1, row: 2, width: 3, height: 2 },
  });
  const removed = removeChosen(drawn);
  expect(removed.plan.seats).toEqual([]);
  expect(undo(removed).plan).toEqual(drawn.plan);
  expect(undo(undo(undo(removed))).plan).toEqual(empty);
  expect(undo(beginEditing(empty)).plan).toBe(empty);
});

it("SV-02 by keyboard a seat comes into the first free cell, and none into a full plan", () => {
  let editing = beginEditing({ ...empty, columns: 4, rows: 4 });
  for (let n = 0; n < 16; n++) editing = addSeat(editing);
  expect(places(editing.plan.seats).at(-1)).toBe("16@4,4");
  expect(addSeat(editing)).toBe(editing);
});

it("SV-02 an area moves within the plan", () => {
  const editing = drawArea(beginEditing(empty), { column: 1, row: 1, width: 5, height: 2 });
  expect(moveChosen(editing, { columns: 1, rows: 2 }).plan.areas).toMatchObject([{ column: 2, row: 3 }]);
  expect(moveChosen(editing, { columns: 2, rows: 0 })).toBe(editing);
});
