// What drawing a floor plan does to it: pure steps, each undone as one (SV-02). Cells are counted from 1.
//
//   draw seats │ draw an area │ move what is chosen │ change one │ remove ──▶ plan, and the one before to come back to

import type { FloorPlanInput, PlanArea, PlanSeat } from "@tellerline/sdk";

export interface Rect {
  column: number;
  row: number;
  width: number;
  height: number;
}

/** A seat by its id, an area by its place in the list. */
export type Chosen = { seats: ReadonlySet<string> } | { area: number };

export interface Editing {
  plan: FloorPlanInput;
  chosen: Chosen;
  /** Earlier plans, the last one on top. */
  past: FloorPlanInput[];
}

export const nothingChosen: Chosen = { seats: new Set() };
const undoAtMost = 100;
const seatsAtMost = 2000;

export function beginEditing(plan: FloorPlanInput): Editing {
  return { plan, chosen: nothingChosen, past: [] };
}

/** The rectangle between two cells, both within it. */
export function rectOf(a: { column: number; row: number }, b: { column: number; row: number }): Rect {
  const [column, row] = [Math.min(a.column, b.column), Math.min(a.row, b.row)];
  return { column, row, width: Math.abs(a.column - b.column) + 1, height: Math.abs(a.row - b.row) + 1 };
}

/** A seat in every free cell of the rectangle, labelled on from the last number. */
export function drawSeats(editing: Editing, rect: Rect): Editing {
  const { seats } = editing.plan;
  const taken = new Set(seats.map(cellOf));
  const ids = new Set(seats.map(({ id }) => id));
  const added: PlanSeat[] = [];
  let label = highestNumber(seats);
  let number = 0;
  for (let row = rect.row; row < rect.row + rect.height; row++) {
    for (let column = rect.column; column < rect.column + rect.width; column++) {
      if (taken.has(cellOf({ column, row })) || seats.length + added.length >= seatsAtMost) continue;
      do number++;
      while (ids.has(`s${number}`));
      added.push({ id: `s${number}`, column, row, label: String(++label), place: null });
    }
  }
  if (added.length === 0) return editing;
  return step(editing, { seats: [...seats, ...added] }, { seats: new Set(added.map(({ id }) => id)) });
}

/** One seat in the first free cell, row by row: the way by keyboard. */
export function addSeat(editing: Editing): Editing {
  const { seats, columns, rows } = editing.plan;
  const taken = new Set(seats.map(cellOf));
  for (let row = 1; row <= rows; row++) {
    for (let column = 1; column <= columns; column++) {
      if (!taken.has(cellOf({ column, row }))) return drawSeats(editing, { column, row, width: 1, height: 1 });
    }
  }
  return editing;
}

export function drawArea(editing: Editing, rect: Rect): Editing {
  const { areas } = editing.plan;
  const area: PlanArea = { ...rect, text: "", look: "zone" };
  return step(editing, { areas: [...areas, area] }, { area: areas.length });
}

/** Everything in the rectangle. */
export function chooseSeats(editing: Editing, rect: Rect): Editing {
  const within = editing.plan.seats.filter(
    ({ column, row }) =>
      column >= rect.column && row >= rect.row && column < rect.column + rect.width && row < rect.row + rect.height,
  );
  return { ...editing, chosen: { seats: new Set(within.map(({ id }) => id)) } };
}

/** Moves what is chosen together, if all of it finds a free place within the plan; otherwise nothing moves. */
export function moveChosen(editing: Editing, by: { columns: number; rows: number }): Editing {
  const { plan, chosen } = editing;
  if (by.columns === 0 && by.rows === 0) return editing;
  if ("area" in chosen) {
    const area = plan.areas[chosen.area];
    if (area === undefined) return editing;
    const moved = { ...area, column: area.column + by.columns, row: area.row + by.rows };
    if (!fits(moved, plan)) return editing;
    return step(editing, { areas: plan.areas.with(chosen.area, moved) });
  }
  const staying = new Set(plan.seats.filter(({ id }) => !chosen.seats.has(id)).map(cellOf));
  const seats = plan.seats.map((seat) =>
    chosen.seats.has(seat.id) ? { ...seat, column: seat.column + by.columns, row: seat.row + by.rows } : seat,
  );
  const possible = seats.every(
    (seat) =>
      !chosen.seats.has(seat.id) || (fits({ ...seat, width: 1, height: 1 }, plan) && !staying.has(cellOf(seat))),
  );
  return possible && chosen.seats.size > 0 ? step(editing, { seats }) : editing;
}

/** Changes a seat; whoever is put here leaves the seat he had. */
export function changeSeat(editing: Editing, id: string, change: Partial<Pick<PlanSeat, "label" | "place">>): Editing {
  const { place } = change;
  const seats = editing.plan.seats.map((seat) => {
    if (seat.id === id) return { ...seat, ...change };
    return place !== undefined && place !== null && samePlace(seat.place, place) ? { ...seat, place: null } : seat;
  });
  return step(editing, { seats });
}

export function changeArea(editing: Editing, index: number, change: Partial<PlanArea>): Editing {
  const area = editing.plan.areas[index];
  if (area === undefined) return editing;
  const changed = { ...area, ...change };
  return fits(changed, editing.plan) ? step(editing, { areas: editing.plan.areas.with(index, changed) }) : editing;
}

export function removeChosen(editing: Editing): Editing {
  const { plan, chosen } = editing;
  if ("area" in chosen)
    return step(editing, { areas: plan.areas.filter((_, index) => index !== chosen.area) }, nothingChosen);
  if (chosen.seats.size === 0) return editing;
  return step(editing, { seats: plan.seats.filter(({ id }) => !chosen.seats.has(id)) }, nothingChosen);
}

export function undo(editing: Editing): Editing {
  const plan = editing.past.at(-1);
  return plan === undefined ? editing : { plan, chosen: nothingChosen, past: editing.past.slice(0, -1) };
}

function step(editing: Editing, change: Partial<FloorPlanInput>, chosen: Chosen = editing.chosen): Editing {
  const past = [...editing.past, editing.plan].slice(-undoAtMost);
  return { plan: { ...editing.plan, ...change }, chosen, past };
}

function samePlace(a: PlanSeat["place"], b: PlanSeat["place"]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function fits({ column, row, width, height }: Rect, { columns, rows }: FloorPlanInput): boolean {
  return (
    column >= 1 && row >= 1 && width >= 1 && height >= 1 && column + width - 1 <= columns && row + height - 1 <= rows
  );
}

function cellOf({ column, row }: { column: number; row: number }): string {
  return `${column} ${row}`;
}

function highestNumber(seats: readonly PlanSeat[]): number {
  return seats.reduce(
    (highest, { label }) => (/^\d{1,9}$/.test(label) ? Math.max(highest, Number(label)) : highest),
    0,
  );
}
