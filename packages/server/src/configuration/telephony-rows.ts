// Numbers, trunks and phones.

import type {
  phoneInputSchema,
  phoneNumberInputSchema,
  phoneNumberSchema,
  phoneSchema,
  trunkInputSchema,
  trunkSchema,
} from "@tellerline/api";
import type { z } from "zod";
import { ProblemError } from "../http/problem-error.ts";
import type { Rows } from "./collection.ts";
import { changeRow, removeRow } from "./versioned-row.ts";

/** What only the running telephony knows. */
export interface TelephonyStatus {
  registeredContact(username: string): string | undefined;
  trunk(trunkId: string): { status: "up" | "down" | "unknown"; busyChannels: number };
  /** H(username:realm:password) per digest algorithm. */
  ha1(username: string, password: string): Record<string, string>;
}

type PhoneNumber = z.output<typeof phoneNumberSchema>;
type Trunk = z.output<typeof trunkSchema>;
type TrunkInput = z.output<typeof trunkInputSchema>;
type Phone = z.output<typeof phoneSchema>;

export const numberRows: Rows<z.output<typeof phoneNumberInputSchema>, PhoneNumber> = {
  subject: "number",
  list: async (tx) => {
    const flows = new Map(
      (await tx.selectFrom("flow").select(["id", "name"]).execute()).map((row) => [row.id, row.name]),
    );
    const rows = await tx.selectFrom("phone_number").selectAll().orderBy("number").execute();
    return rows.map((row) => ({
      id: row.id,
      number: row.number,
      label: row.label,
      flowId: row.flow_id,
      flowName: flows.get(row.flow_id) ?? "",
      version: row.version,
    }));
  },
  insert: async (tx, tenantId, id, input) => {
    await requireFlow(tx, input.flowId);
    await tx
      .insertInto("phone_number")
      .values({ tenant_id: tenantId, id, number: input.number, label: input.label, flow_id: input.flowId })
      .execute();
  },
  update: async (tx, _tenantId, id, version, input) => {
    await requireFlow(tx, input.flowId);
    return changeRow(tx, "phone_number", id, version, {
      number: input.number,
      label: input.label,
      flow_id: input.flowId,
    });
  },
  remove: (tx, id) => removeRow(tx, "phone_number", id),
  describe: (input) => ({ ...input }),
};

async function requireFlow(tx: Parameters<typeof numberRows.list>[0], flowId: string): Promise<void> {
  const found = await tx.selectFrom("flow").select("id").where("id", "=", flowId).executeTakeFirst();
  if (found === undefined)
    throw new ProblemError("invalidRequest", undefined, [{ field: "flowId", message: "there is no such flow" }]);
}

export function trunkRows(status: TelephonyStatus): Rows<TrunkInput, Trunk> {
  return {
    subject: "trunk",
    list: async (tx) => {
      const rows = await tx.selectFrom("trunk").selectAll().orderBy("name").execute();
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        addresses: row.addresses,
        host: row.host,
        port: row.port,
        transport: row.transport as Trunk["transport"],
        channels: row.channels,
        outbound: row.outbound,
        callerNumber: row.caller_number,
        version: row.version,
        ...status.trunk(row.id),
      }));
    },
    insert: async (tx, tenantId, id, input) => {
      await tx
        .insertInto("trunk")
        .values({ tenant_id: tenantId, id, ...trunkColumns(input) })
        .execute();
    },
    update: async (tx, _tenantId, id, version, input) => {
      return changeRow(tx, "trunk", id, version, { ...trunkColumns(input) });
    },
    remove: (tx, id) => removeRow(tx, "trunk", id),
    describe: (input) => ({ ...input }),
  };
}

function trunkColumns(input: TrunkInput) {
  return {
    name: input.name,
    addresses: JSON.stringify(input.addresses),
    host: input.host,
    port: input.port,
    transport: input.transport,
    channels: input.channels,
    outbound: input.outbound,
    caller_number: input.callerNumber,
  };
}

export function phoneRows(status: TelephonyStatus): Rows<z.output<typeof phoneInputSchema>, Phone> {
  return {
    subject: "phone",
    list: async (tx) => {
      const rows = await tx.selectFrom("phone").selectAll().orderBy("name").execute();
      return rows.map((row) => {
        const contact = status.registeredContact(row.username);
        return {
          id: row.id,
          name: row.name,
          username: row.username,
          version: row.version,
          registered: contact !== undefined,
          contact: contact ?? null,
        };
      });
    },
    insert: async (tx, tenantId, id, input) => {
      if (input.password === undefined) {
        throw new ProblemError("invalidRequest", undefined, [
          { field: "password", message: "a new phone needs a password" },
        ]);
      }
      const ha1 = JSON.stringify(status.ha1(input.username, input.password));
      await tx
        .insertInto("phone")
        .values({ tenant_id: tenantId, id, name: input.name, username: input.username, ha1 })
        .execute();
    },
    update: async (tx, _tenantId, id, version, input) => {
      const now = await tx.selectFrom("phone").select("username").where("id", "=", id).executeTakeFirst();
      if (now !== undefined && now.username !== input.username && input.password === undefined) {
        throw new ProblemError("invalidRequest", undefined, [
          { field: "password", message: "a new user name needs its password again" },
        ]);
      }
      const secret =
        input.password === undefined ? {} : { ha1: JSON.stringify(status.ha1(input.username, input.password)) };
      return changeRow(tx, "phone", id, version, { name: input.name, username: input.username, ...secret });
    },
    remove: (tx, id) => removeRow(tx, "phone", id),
    describe: (input) => ({
      name: input.name,
      username: input.username,
      password: input.password === undefined ? "kept" : "set",
    }),
  };
}
