// The floor plans of the tenant: made, opened, deleted (SV-02).

import { EnvironmentOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import {
  createFloorPlan,
  type FloorPlan,
  type FloorPlanInput,
  listFloorPlans,
  removeFloorPlan,
  updateFloorPlan,
} from "@tellerline/sdk";
import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { CollectionPage } from "../admin/collection-page.tsx";
import type { CollectionSpec } from "../admin/collection-spec.ts";
import { NumberField, TextField } from "../admin/fields.tsx";
import { api } from "../api.ts";
import "../admin/admin.css";

const floorPlanSpec: CollectionSpec<FloorPlan, FloorPlanInput> = {
  name: "floorPlans",
  needsToWrite: "live.read",
  list: () => api.call(listFloorPlans),
  create: (body) => api.call(createFloorPlan, { body }),
  update: (id, ifMatch, body) => api.call(updateFloorPlan, { path: { id }, headers: { "If-Match": ifMatch }, body }),
  remove: (id) => api.call(removeFloorPlan, { path: { id } }),
  nameOf: ({ name }) => name,
  columns: (t) => [
    {
      key: "name",
      title: t("admin.field.name"),
      render: (_, { id, name }) => (
        <Link to="/seat-map/$planId" params={{ planId: id }}>
          <EnvironmentOutlined /> {name}
        </Link>
      ),
    },
    { key: "seats", title: t("seatMap.seats"), align: "right", render: (_, { seats }) => seats.length },
    { key: "size", title: t("seatMap.size"), align: "right", render: (_, plan) => `${plan.columns} × ${plan.rows}` },
  ],
  blank: { columns: 16, rows: 10, seats: [], areas: [] },
  toValues: (plan) => inputOf(plan),
  toInput: (values) => inputOf(values),
  fields: () => <PlanFields />,
};

/** What of a plan is drawn. */
export function inputOf({ name, columns, rows, seats, areas }: FloorPlanInput): FloorPlanInput {
  return { name, columns, rows, seats, areas };
}

/** Seats and areas are drawn on the plan itself; the form only carries them along. */
function PlanFields() {
  return (
    <>
      <TextField name="name" label="name" />
      <NumberField name="columns" label="planColumns" min={4} max={60} />
      <NumberField name="rows" label="planRows" min={4} max={60} />
      {(["seats", "areas"] as const).map((name) => (
        <Form.Item key={name} name={name} hidden>
          <Input />
        </Form.Item>
      ))}
    </>
  );
}

export function FloorPlansPage() {
  const { t } = useTranslation();
  const heading = (
    <>
      <h1>{t("admin.floorPlans")}</h1>
      <Link to="/live">{t("live.title")}</Link>
    </>
  );
  return (
    <div className="page">
      <CollectionPage spec={floorPlanSpec} heading={heading} />
      <p className="quiet">{t("seatMap.hint")}</p>
    </div>
  );
}
