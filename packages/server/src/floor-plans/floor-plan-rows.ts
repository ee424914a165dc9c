// Plans of the rooms in which agents sit, as rows (SV-02).

import type { FloorPlan, FloorPlanInput } from "@tellerline/api";
import type { Rows } from "../configuration/collection.ts";
import { changeRow, removeRow } from "../configuration/versioned-row.ts";

const columnsOf = ({ name, columns, rows, seats, areas }: FloorPlanInput) => ({
  ...{ name, grid_columns: columns, grid_rows: rows, seats: JSON.stringify(seats), areas: JSON.stringify(areas) },
});

export const floorPlanRows: Rows<FloorPlanInput, FloorPlan> = {
  subject: "floorPlan",
  list: async (tx) => {
    const found = await tx.selectFrom("floor_plan").selectAll().orderBy("name").execute();
    return found.map(({ id, version, name, grid_columns: columns, grid_rows: rows, seats, areas }) => ({
      ...{ id, version, name, columns, rows },
      ...{ seats: seats as FloorPlan["seats"], areas: areas as FloorPlan["areas"] },
    }));
  },
  insert: async (tx, tenantId, id, input) => {
    await tx
      .insertInto("floor_plan")
      .values({ tenant_id: tenantId, id, ...columnsOf(input) })
      .execute();
  },
  update: (tx, _tenantId, id, version, input) => changeRow(tx, "floor_plan", id, version, columnsOf(input)),
  remove: (tx, id) => removeRow(tx, "floor_plan", id),
  describe: ({ name, columns, rows, seats, areas }) => ({
    ...{ name, columns, rows, seats: seats.length, areas: areas.length },
  }),
};
