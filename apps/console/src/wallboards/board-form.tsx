// A board is composed: its name, its tiles in their order, and below how it will look with the figures of now.

import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import {
  createWallboard,
  listWallboards,
  updateWallboard,
  type Wallboard,
  type WallboardInput,
  type WallboardTile,
} from "@tellerline/sdk";
import { Alert, App, Button, Drawer, Input, InputNumber, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "../api.ts";
import { useLive, useLiveQuery } from "../live/use-live.ts";
import { problemCode, problemDetail, problemText } from "../problem-text.ts";
import { Board } from "./board.tsx";
import { figures, isLowBad, unitOf } from "./tile-value.ts";

const mostTiles = 48;
const blankTile: WallboardTile = { figure: "waiting", queueIds: [], size: "small", warning: null, alarm: null };
const blank: WallboardInput = {
  name: "",
  columns: 4,
  tiles: [
    { ...blankTile, size: "large", warning: 5, alarm: 10 },
    { ...blankTile, figure: "serviceLevel", size: "wide", warning: 80, alarm: 60 },
    { ...blankTile, figure: "longestWait", warning: 60, alarm: 180 },
    { ...blankTile, figure: "ready" },
  ],
};

export interface BoardFormProps {
  /** Undefined: a new one. */
  board: Wallboard | undefined;
  onOpen(board: Wallboard): void;
  onClose(): void;
}

export function BoardForm({ board, onOpen, onClose }: BoardFormProps) {
  const { t } = useTranslation();
  const [input, setInput] = useState<WallboardInput>(board ?? blank);
  const { save, busy, refused } = useSave(board, onClose);
  const [nameMissing, setNameMissing] = useState(false);
  const nameId = useId();
  const columnsId = useId();
  const live = useLiveQuery();
  const submit = () => {
    const { name, columns, tiles } = input;
    setNameMissing(name.trim() === "");
    if (name.trim() !== "") void save({ name: name.trim(), columns, tiles });
  };
  return (
    <Drawer
      open
      onClose={onClose}
      size={720}
      title={t(board === undefined ? "wallboards.new" : "wallboards.edit")}
      footer={
        <div className="drawer-foot">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" loading={busy} disabled={input.tiles.length === 0} onClick={submit}>
            {t("common.save")}
          </Button>
        </div>
      }
    >
      <Refusal refused={refused} boardId={board?.id} onOpen={onOpen} onClose={onClose} />
      <div className="board-form">
        <div className="board-form-head">
          <div>
            <label htmlFor={nameId}>{t("wallboards.name")}</label>
            <Input
              id={nameId}
              maxLength={60}
              value={input.name}
              status={nameMissing ? "error" : ""}
              aria-describedby={nameMissing ? `${nameId}-wrong` : undefined}
              onChange={(event) => setInput({ ...input, name: event.target.value })}
            />
            {nameMissing && (
              <span id={`${nameId}-wrong`} role="alert" className="field-wrong">
                {t("wallboards.nameMissing")}
              </span>
            )}
          </div>
          <div>
            <label htmlFor={columnsId}>{t("wallboards.columns")}</label>
            <InputNumber
              id={columnsId}
              min={1}
              max={8}
              precision={0}
              value={input.columns}
              onChange={(columns) => setInput({ ...input, columns: columns ?? 4 })}
            />
          </div>
        </div>
        <Tiles tiles={input.tiles} onChange={(tiles) => setInput({ ...input, tiles })} />
        {live.data !== undefined && input.tiles.length > 0 && (
          <section aria-label={t("wallboards.preview")} className="board-preview">
            <h3>{t("wallboards.preview")}</h3>
            <Board board={input} />
          </section>
        )}
      </div>
    </Drawer>
  );
}

function useSave(board: Wallboard | undefined, onDone: () => void) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<unknown>();
  const save = async (body: WallboardInput) => {
    setBusy(true);
    setRefused(undefined);
    try {
      if (board === undefined) await api.call(createWallboard, { body });
      else {
        const headers = { "If-Match": `"${board.version}"` };
        await api.call(updateWallboard, { path: { id: board.id }, body, headers });
      }
      await queryClient.invalidateQueries({ queryKey: ["wallboards"] });
      message.success(t("admin.saved"));
      onDone();
    } catch (error) {
      setRefused(error);
    } finally {
      setBusy(false);
    }
  };
  return { save, busy, refused };
}

/** Why it was not saved; what somebody else changed meanwhile can be loaded again. */
function Refusal({
  refused,
  boardId,
  onOpen,
  onClose,
}: { refused: unknown; boardId: string | undefined } & Pick<BoardFormProps, "onOpen" | "onClose">) {
  const { t } = useTranslation();
  if (refused === undefined) return null;
  const reload = async () => {
    const { items } = await queryClient.fetchQuery({
      queryKey: ["wallboards"],
      queryFn: () => api.call(listWallboards),
      staleTime: 0,
    });
    const fresh = items.find(({ id }) => id === boardId);
    if (fresh === undefined) onClose();
    else onOpen(fresh);
  };
  const changed = problemCode(refused) === "changedMeanwhile";
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={problemText(refused)}
      description={problemDetail(refused)}
      action={
        changed && (
          <Button size="small" onClick={reload}>
            {t("admin.reload")}
          </Button>
        )
      }
    />
  );
}

function Tiles({ tiles, onChange }: { tiles: readonly WallboardTile[]; onChange(tiles: WallboardTile[]): void }) {
  const { t } = useTranslation();
  const move = (from: number, to: number) => {
    const moved = tiles[from];
    if (moved !== undefined) onChange(tiles.toSpliced(from, 1).toSpliced(to, 0, moved));
  };
  return (
    <section aria-label={t("wallboards.tiles")}>
      <h3>{t("wallboards.tiles")}</h3>
      <ol className="board-tiles">
        {tiles.map((tile, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a tile is its place
          <li key={place} aria-label={t("wallboards.tile", { number: place + 1 })}>
            <TileFields tile={tile} onChange={(changed) => onChange(tiles.with(place, changed))} />
            <span className="board-tile-do">
              <Button
                size="small"
                icon={<ArrowUpOutlined />}
                aria-label={t("wallboards.earlier")}
                disabled={place === 0}
                onClick={() => move(place, place - 1)}
              />
              <Button
                size="small"
                icon={<ArrowDownOutlined />}
                aria-label={t("wallboards.later")}
                disabled={place === tiles.length - 1}
                onClick={() => move(place, place + 1)}
              />
              <Button
                size="small"
                danger
                icon={<DeleteOutlined />}
                aria-label={t("wallboards.removeTile")}
                onClick={() => onChange(tiles.toSpliced(place, 1))}
              />
            </span>
          </li>
        ))}
      </ol>
      <Button
        icon={<PlusOutlined />}
        disabled={tiles.length >= mostTiles}
        onClick={() => onChange([...tiles, blankTile])}
      >
        {t("wallboards.addTile")}
      </Button>
    </section>
  );
}

function TileFields({ tile, onChange }: { tile: WallboardTile; onChange(tile: WallboardTile): void }) {
  const { t } = useTranslation();
  const queues = useLive("queues");
  const id = useId();
  const unit = t(`wallboards.unit.${unitOf(tile.figure)}`);
  const hint = t(isLowBad(tile.figure) ? "wallboards.limitHint.low" : "wallboards.limitHint.high", { unit });
  const limit = (name: "warning" | "alarm") => (
    <div>
      <label htmlFor={`${id}-${name}`}>{t(`wallboards.${name}`)}</label>
      <InputNumber
        id={`${id}-${name}`}
        min={0}
        max={1_000_000}
        title={hint}
        placeholder={t("floor.limits.off")}
        value={tile[name]}
        onChange={(value) => onChange({ ...tile, [name]: value })}
      />
    </div>
  );
  return (
    <div className="board-tile-fields">
      <div>
        <label htmlFor={`${id}-figure`}>{t("wallboards.figure")}</label>
        <Select
          id={`${id}-figure`}
          value={tile.figure}
          // Another figure has another unit: limits of the old one would mean something else.
          onChange={(figure) => onChange({ ...tile, figure, warning: null, alarm: null })}
          options={figures.map((value) => ({ value, label: t(`wallboards.figures.${value}`) }))}
        />
      </div>
      <div className="is-broad">
        <label htmlFor={`${id}-queues`}>{t("wallboards.queues")}</label>
        <Select
          id={`${id}-queues`}
          mode="multiple"
          maxTagCount="responsive"
          placeholder={t("wallboards.allQueues")}
          showSearch={{ optionFilterProp: "label" }}
          value={tile.queueIds}
          onChange={(queueIds) => onChange({ ...tile, queueIds })}
          options={queues.map(({ queueId, name }) => ({ value: queueId, label: name }))}
        />
      </div>
      <div>
        <label htmlFor={`${id}-size`}>{t("wallboards.size")}</label>
        <Select
          id={`${id}-size`}
          value={tile.size}
          onChange={(size) => onChange({ ...tile, size })}
          options={(["small", "wide", "large"] as const).map((value) => ({
            value,
            label: t(`wallboards.sizes.${value}`),
          }))}
        />
      </div>
      {limit("warning")}
      {limit("alarm")}
    </div>
  );
}
