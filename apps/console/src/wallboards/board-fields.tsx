// The fields of a board: its name, its tiles in their order, and below how it will look with the figures of now.

import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import type { FigureTile, WallboardTile } from "@tellerline/sdk";
import { Button, Form, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { NumberField, TextField } from "../admin/fields.tsx";
import { useLive, useLiveQuery } from "../live/use-live.ts";
import { Board } from "./board.tsx";
import { figures, isLowBad, unitOf } from "./tile-value.ts";

const mostTiles = 48;
const sizes = ["small", "wide", "large"] as const satisfies WallboardTile["size"][];

const kinds = ["figure", "text", "course"] as const satisfies WallboardTile["kind"][];

export const blankTile: FigureTile = {
  ...{ kind: "figure", figure: "waiting", queueIds: [], size: "small" },
  ...{ warning: null, alarm: null },
};

/** A tile that was made another kind keeps its size. */
function ofKind(kind: WallboardTile["kind"], size: WallboardTile["size"]): WallboardTile {
  if (kind === "text") return { kind, text: "", size };
  return kind === "course" ? { kind, queueId: null, size } : { ...blankTile, size };
}

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
  const kind = (Form.useWatch(["tiles", place, "kind"]) as WallboardTile["kind"] | undefined) ?? "figure";
  const change = (to: WallboardTile["kind"]) => {
    const size = form.getFieldValue(["tiles", place, "size"]) as WallboardTile["size"];
    form.setFieldValue(["tiles", place], ofKind(to, size));
  };
  return (
    <div className="board-tile-fields" data-kind={kind}>
      <Form.Item name={[place, "kind"]} label={t("wallboards.kind")}>
        <Select onChange={change} options={kinds.map((value) => ({ value, label: t(`wallboards.kinds.${value}`) }))} />
      </Form.Item>
      {kind === "figure" && <FigureFields place={place} />}
      {kind === "text" && (
        <Form.Item
          name={[place, "text"]}
          label={t("wallboards.text")}
          className="is-broad"
          rules={[{ required: true, whitespace: true, message: t("admin.required") }]}
        >
          <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={300} />
        </Form.Item>
      )}
      {kind === "course" && <CourseFields place={place} />}
      <Form.Item name={[place, "size"]} label={t("wallboards.size")}>
        <Select options={sizes.map((value) => ({ value, label: t(`wallboards.sizes.${value}`) }))} />
      </Form.Item>
    </div>
  );
}

function CourseFields({ place }: { place: number }) {
  const { t } = useTranslation();
  const queues = useLive("queues");
  return (
    <Form.Item
      name={[place, "queueId"]}
      label={t("wallboards.queues")}
      className="is-broad"
      getValueProps={(id: string | null) => ({ value: id ?? "" })}
      normalize={(id: string) => (id === "" ? null : id)}
    >
      <Select
        showSearch={{ optionFilterProp: "label" }}
        options={[
          { value: "", label: t("wallboards.allQueues") },
          ...queues.map(({ queueId, name }) => ({ value: queueId, label: name })),
        ]}
      />
    </Form.Item>
  );
}

function FigureFields({ place }: { place: number }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const queues = useLive("queues");
  const figure = (Form.useWatch(["tiles", place, "figure"]) as FigureTile["figure"] | undefined) ?? "waiting";
  const unit = t(`wallboards.unit.${unitOf(figure)}`);
  // Another figure has another unit: limits of the old one would mean something else.
  const clearLimits = () => {
    for (const name of ["warning", "alarm"]) form.setFieldValue(["tiles", place, name], null);
  };
  return (
    <>
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
      {(["warning", "alarm"] as const).map((name) => (
        <Form.Item key={name} name={[place, name]} label={t(`wallboards.${name}`)}>
          <InputNumber min={0} max={1_000_000} placeholder={t("floor.limits.off")} />
        </Form.Item>
      ))}
      <p className="quiet board-tile-hint">
        {t(isLowBad(figure) ? "wallboards.limitHint.low" : "wallboards.limitHint.high", { unit })}
      </p>
    </>
  );
}
