// The fields of a board: its name, its tiles in their order, and below how it will look with the figures of now.

import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import type { WallboardTile } from "@tellerline/sdk";
import { Button, Form, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { NumberField, TextField } from "../admin/fields.tsx";
import { useLive, useLiveQuery } from "../live/use-live.ts";
import { Board } from "./board.tsx";
import { figures, isLowBad, unitOf } from "./tile-value.ts";

const mostTiles = 48;
const sizes = ["small", "wide", "large"] as const satisfies WallboardTile["size"][];

export const blankTile: WallboardTile = { figure: "waiting", queueIds: [], size: "small", warning: null, alarm: null };

export function BoardFields() {
  return (
    <div className="board-form">
      <div className="board-form-head">
        <TextField name="name" label="name" />
        <NumberField name="columns" label="tilesPerRow" min={1} max={8} />
      </div>
      <Tiles />
      <Preview />
    </div>
  );
}

function Preview() {
  const { t } = useTranslation();
  const live = useLiveQuery();
  const tiles = (Form.useWatch("tiles") as WallboardTile[] | undefined) ?? [];
  const columns = (Form.useWatch("columns") as number | null | undefined) ?? 1;
  if (live.data === undefined) return null;
  return (
    <section aria-label={t("wallboards.preview")} className="board-preview">
      <h3>{t("wallboards.preview")}</h3>
      <Board board={{ columns, tiles }} />
    </section>
  );
}

function Tiles() {
  const { t } = useTranslation();
  return (
    <section aria-label={t("wallboards.tiles")}>
      <h3>{t("wallboards.tiles")}</h3>
      <Form.List name="tiles">
        {(rows, { add, remove, move }) => (
          <>
            <ol className="board-tiles">
              {rows.map(({ key, name }) => (
                <li key={key} aria-label={t("wallboards.tile", { number: name + 1 })}>
                  <TileFields place={name} />
                  <span className="board-tile-do">
                    <Button
                      size="small"
                      icon={<ArrowUpOutlined />}
                      aria-label={t("wallboards.earlier")}
                      disabled={name === 0}
                      onClick={() => move(name, name - 1)}
                    />
                    <Button
                      size="small"
                      icon={<ArrowDownOutlined />}
                      aria-label={t("wallboards.later")}
                      disabled={name === rows.length - 1}
                      onClick={() => move(name, name + 1)}
                    />
                    <Button
                      size="small"
                      danger
                      icon={<DeleteOutlined />}
                      aria-label={t("wallboards.removeTile")}
                      disabled={rows.length === 1}
                      onClick={() => remove(name)}
                    />
                  </span>
                </li>
              ))}
            </ol>
            <Button icon={<PlusOutlined />} disabled={rows.length >= mostTiles} onClick={() => add(blankTile)}>
              {t("wallboards.addTile")}
            </Button>
          </>
        )}
      </Form.List>
    </section>
  );
}

function TileFields({ place }: { place: number }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const queues = useLive("queues");
  const figure = (Form.useWatch(["tiles", place, "figure"]) as WallboardTile["figure"] | undefined) ?? "waiting";
  const unit = t(`wallboards.unit.${unitOf(figure)}`);
  const limits = (["warning", "alarm"] as const).map((name) => (
    <Form.Item key={name} name={[place, name]} label={t(`wallboards.${name}`)}>
      <InputNumber min={0} max={1_000_000} placeholder={t("floor.limits.off")} />
    </Form.Item>
  ));
  // Another figure has another unit: limits of the old one would mean something else.
  const clearLimits = () => {
    for (const name of ["warning", "alarm"]) form.setFieldValue(["tiles", place, name], null);
  };
  return (
    <div className="board-tile-fields">
      <Form.Item name={[place, "figure"]} label={t("wallboards.figure")}>
        <Select
          onChange={clearLimits}
          options={figures.map((value) => ({ value, label: t(`wallboards.figures.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name={[place, "queueIds"]} label={t("wallboards.queues")} className="is-broad">
        <Select
          mode="multiple"
          maxTagCount="responsive"
          placeholder={t("wallboards.allQueues")}
          showSearch={{ optionFilterProp: "label" }}
          options={queues.map(({ queueId, name }) => ({ value: queueId, label: name }))}
        />
      </Form.Item>
      <Form.Item name={[place, "size"]} label={t("wallboards.size")}>
        <Select options={sizes.map((value) => ({ value, label: t(`wallboards.sizes.${value}`) }))} />
      </Form.Item>
      {limits}
      <p className="quiet board-tile-hint">
        {t(isLowBad(figure) ? "wallboards.limitHint.low" : "wallboards.limitHint.high", { unit })}
      </p>
    </div>
  );
}
