// Wallboards as rows (SV-09).

import type { Wallboard, wallboardInputSchema } from "@tellerline/api";
import type { z } from "zod";
import type { Rows } from "../configuration/collection.ts";
import { changeRow, removeRow } from "../configuration/versioned-row.ts";

type Input = z.output<typeof wallboardInputSchema>;

const columnsOf = ({ name, columns, tiles }: Input) => ({ name, columns, tiles: JSON.stringify(tiles) });

export const wallboardRows: Rows<Input, Wallboard> = {
  subject: "wallboard",
  list: async (tx) => {
    const rows = await tx.selectFrom("wallboard").selectAll().orderBy("name").execute();
    return rows.map(({ id, version, name, columns, tiles }) => ({
      ...{ id, version, name, columns },
      tiles: tiles as Wallboard["tiles"],
    }));
  },
  insert: async (tx, tenantId, id, input) => {
    await tx
      .insertInto("wallboard")
      .values({ tenant_id: tenantId, id, ...columnsOf(input) })
      .execute();
  },
  update: (tx, _tenantId, id, version, input) => changeRow(tx, "wallboard", id, version, columnsOf(input)),
  remove: (tx, id) => removeRow(tx, "wallboard", id),
  describe: ({ name, columns, tiles }) => ({ name, columns, tiles: tiles.length }),
};
