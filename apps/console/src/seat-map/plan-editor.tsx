// Drawing a room, by pointer and by keyboard: seats and areas are drawn as rectangles, chosen, moved together, bound and
// removed; every step can be undone. Nothing is kept until it is saved.

import { DeleteOutlined, PlusOutlined, UndoOutlined } from "@ant-design/icons";
import { ApiError, type FloorPlan, type PlanArea, type SeatPlace, updateFloorPlan } from "@tellerline/sdk";
import { App, Button, Segmented } from "antd";
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "../api.ts";
import { useLive } from "../live/use-live.ts";
import { problemDetail, problemText } from "../problem-text.ts";
import { ChosenPanel, usePhones } from "./chosen-panel.tsx";
import { inputOf } from "./floor-plans-page.tsx";
import {
  addSeat,
  beginEditing,
  type Chosen,
  chooseSeats,
  drawArea,
  drawSeats,
  type Editing,
  moveChosen,
  nothingChosen,
  type Rect,
  rectOf,
  removeChosen,
  undo,
} from "./plan-edit.ts";
import { type CellSize, cellSizes, on, PlanGrid } from "./plan-grid.tsx";

type Mode = "move" | "seats" | "area";
interface Cell {
  column: number;
  row: number;
}
/** What the pointer does between down and up. */
type Gesture =
  | { kind: "rect"; from: Cell; to: Cell }
  | { kind: "move"; from: Cell; base: Editing; under: Chosen; moved: boolean };

const arrows: Record<string, { columns: number; rows: number }> = {
  ArrowLeft: { columns: -1, rows: 0 },
  ArrowRight: { columns: 1, rows: 0 },
  ArrowUp: { columns: 0, rows: -1 },
  ArrowDown: { columns: 0, rows: 1 },
};

/** @param plan as it is when the drawing begins: what somebody else saves meanwhile is not overwritten */
export function PlanEditor({ plan, size, onClose }: { plan: FloorPlan; size: CellSize; onClose(): void }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const [editing, setEditing] = useState(() => beginEditing(inputOf(plan)));
  const [mode, setMode] = useState<Mode>(plan.seats.length === 0 ? "seats" : "move");
  const grid = useRef<HTMLDivElement>(null);
  const gestures = useGestures({ mode, size, editing, setEditing });
  const { chosen } = editing;
  const who = usePlaceNames();
  const changed = editing.past.length > 0;
  useLeaveQuestion(changed);
  const save = useSave(plan, onClose);
  const leave = () =>
    changed
      ? modal.confirm({
          ...{ title: t("seatMap.discard"), okText: t("seatMap.discardYes"), cancelText: t("common.cancel") },
          onOk: onClose,
        })
      : onClose();
  const addOne = () => {
    const next = addSeat(editing);
    setEditing(next);
    const id = next.plan.seats.at(-1)?.id;
    requestAnimationFrame(() => grid.current?.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    // Fields have keys of their own.
    if (target.matches("input[type=text], input[type=search], textarea")) return;
    const onGrid = grid.current?.contains(target) === true;
    const by = arrows[event.key];
    if (onGrid && by !== undefined) setEditing(moveChosen(editing, by));
    else if (onGrid && (event.key === "Delete" || event.key === "Backspace")) setEditing(removeChosen(editing));
    else if (event.key === "Escape") setEditing({ ...editing, chosen: nothingChosen });
    else if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) setEditing(undo(editing));
    else return;
    event.preventDefault();
  };
  const choose = (next: Chosen) => {
    if (!gestures.pointing.current) setEditing({ ...editing, chosen: next });
  };
  const area = (one: PlanArea, index: number) => (
    <button
      key={index.toString()}
      type="button"
      data-area={index}
      aria-label={t("seatMap.areaLabel", { ...one })}
      aria-pressed={"area" in chosen && chosen.area === index}
      className={`plan-area look-${one.look}`}
      style={on(one)}
      onFocus={() => choose({ area: index })}
    >
      {one.text}
    </button>
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: undo and choosing nothing work from any of its parts
    <div onKeyDown={onKeyDown}>
      <div className="plan-tools" role="toolbar" aria-label={t("seatMap.tools")}>
        <Segmented
          value={mode}
          onChange={setMode}
          options={(["move", "seats", "area"] as const).map((value) => ({ value, label: t(`seatMap.mode.${value}`) }))}
        />
        <Button icon={<PlusOutlined />} onClick={addOne} data-action="addSeat">
          {t("seatMap.addSeat")}
        </Button>
        <Button icon={<UndoOutlined />} disabled={!changed} onClick={() => setEditing(undo(editing))}>
          {t("seatMap.undo")}
        </Button>
        <Button
          icon={<DeleteOutlined />}
          disabled={!("area" in chosen) && chosen.seats.size === 0}
          onClick={() => setEditing(removeChosen(editing))}
        >
          {t("common.delete")}
        </Button>
        <span className="plan-save">
          <Button onClick={leave}>{t("common.cancel")}</Button>
          <Button type="primary" loading={save.busy} onClick={() => save.run(editing)} data-action="savePlan">
            {t("common.save")}
          </Button>
        </span>
      </div>
      <div className="plan-drawing">
        <PlanGrid
          plan={editing.plan}
          {...{ size, area }}
          {...gestures.handlers}
          ref={grid}
          className={`is-drawn mode-${mode}`}
          role="group"
          aria-label={plan.name}
        >
          {editing.plan.seats.map((seat) => (
            <button
              key={seat.id}
              type="button"
              data-id={seat.id}
              data-seat={seat.label}
              className={`plan-seat ${seat.place === null ? "is-empty" : ""}`}
              aria-pressed={"seats" in chosen && chosen.seats.has(seat.id)}
              aria-label={t("seatMap.seatLabel", { ...seat })}
              style={on({ ...seat, width: 1, height: 1 })}
              onFocus={() => choose({ seats: new Set([seat.id]) })}
            >
              {seat.label}
              {seat.place !== null && <span className="plan-seat-name quiet">{who(seat.place)}</span>}
            </button>
          ))}
          {gestures.drawn !== undefined && <div className="plan-rect" style={on(gestures.drawn)} />}
        </PlanGrid>
        <ChosenPanel editing={editing} onChange={setEditing} mode={mode} />
      </div>
    </div>
  );
}

interface GestureOptions {
  mode: Mode;
  size: CellSize;
  editing: Editing;
  setEditing(next: Editing): void;
}

/** Pointer on the grid: a rectangle from cell to cell, or what is chosen moved along. */
function useGestures({ mode, size, editing, setEditing }: GestureOptions) {
  const [gesture, setGesture] = useState<Gesture>();
  const pointing = useRef(false);
  const cellAt = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>): Cell => {
    const { left, top } = currentTarget.getBoundingClientRect();
    const [width, height] = cellSizes[size];
    const { columns, rows } = editing.plan;
    const clamp = (value: number, most: number) => Math.min(most, Math.max(1, Math.floor(value) + 1));
    return { column: clamp((clientX - left) / width, columns), row: clamp((clientY - top) / height, rows) };
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    pointing.current = true;
    event.currentTarget.setPointerCapture(event.pointerId);
    const from = cellAt(event);
    const under = mode === "move" ? underPointer(event.target as HTMLElement) : undefined;
    if (under === undefined) return setGesture({ kind: "rect", from, to: from });
    const base = { ...editing, chosen: includes(editing.chosen, under) ? editing.chosen : under };
    setEditing(base);
    setGesture({ kind: "move", from, base, under, moved: false });
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (gesture === undefined) return;
    const to = cellAt(event);
    if (gesture.kind === "rect") return setGesture({ ...gesture, to });
    const { from, base } = gesture;
    if (!gesture.moved && (to.column !== from.column || to.row !== from.row)) setGesture({ ...gesture, moved: true });
    const by = { columns: to.column - from.column, rows: to.row - from.row };
    const moved = moveChosen(base, by);
    // Over a place that is taken it stays where it was last.
    if (moved !== base || (by.columns === 0 && by.rows === 0)) setEditing(moved);
  };
  const end = (event: PointerEvent<HTMLElement>) => {
    pointing.current = false;
    if (gesture?.kind === "rect" && event.type === "pointerup") {
      const rect = rectOf(gesture.from, gesture.to);
      const draw = { move: chooseSeats, seats: drawSeats, area: drawArea }[mode];
      setEditing(draw(editing, rect));
    }
    // A click on one of several chooses it alone.
    if (gesture?.kind === "move" && !gesture.moved) setEditing({ ...editing, chosen: gesture.under });
    setGesture(undefined);
  };
  const drawn: Rect | undefined = gesture?.kind === "rect" ? rectOf(gesture.from, gesture.to) : undefined;
  return { pointing, drawn, handlers: { onPointerDown, onPointerMove, onPointerUp: end, onPointerCancel: end } };
}

function underPointer(target: HTMLElement): Chosen | undefined {
  const id = target.closest<HTMLElement>("[data-id]")?.dataset.id;
  if (id !== undefined) return { seats: new Set([id]) };
  const index = target.closest<HTMLElement>("[data-area]")?.dataset.area;
  return index === undefined ? undefined : { area: Number(index) };
}

function includes(chosen: Chosen, part: Chosen): boolean {
  if ("seats" in chosen && "seats" in part) return [...part.seats].every((id) => chosen.seats.has(id));
  return "area" in chosen && "area" in part && chosen.area === part.area;
}

function useSave({ id, version }: FloorPlan, onSaved: () => void) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const run = async ({ plan }: Editing) => {
    setBusy(true);
    try {
      await api.call(updateFloorPlan, { path: { id }, headers: { "If-Match": `"${version}"` }, body: plan });
      await queryClient.invalidateQueries({ queryKey: ["floorPlans"] });
      message.success(t("admin.saved"));
      onSaved();
    } catch (error) {
      const fields = error instanceof ApiError ? (error.problem.errors ?? []).map((one) => one.message) : [];
      message.error([problemText(error), problemDetail(error), ...fields].filter(Boolean).join(" "));
    } finally {
      setBusy(false);
    }
  };
  return { run: (editing: Editing) => void run(editing), busy };
}

/** Who or what a seat is bound to, by name. */
function usePlaceNames(): (place: SeatPlace) => string {
  const agents = useLive("agents");
  const phones = usePhones();
  const names = useMemo(
    () =>
      new Map([
        ...agents.map(({ agentId, name }) => [agentId, name] as const),
        ...phones.map(({ id, name }) => [id, name] as const),
      ]),
    [agents, phones],
  );
  return (place) => names.get(place.kind === "agent" ? place.agentId : place.phoneId) ?? "?";
}

/** A page with unsaved work asks before it goes. */
function useLeaveQuestion(changed: boolean): void {
  useEffect(() => {
    if (!changed) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [changed]);
}
