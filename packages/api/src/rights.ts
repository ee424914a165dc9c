// Roles and the rights they carry. The server asks for rights, never for roles.

import { z } from "zod";

export const rights = [
  "agent.work",
  "live.read",
  "supervise",
  "notices.write",
  "records.readOwn",
  "records.read",
  /** To one's own; `records.listen` is for all that one may read. */
  "records.listenOwn",
  "records.listen",
  "records.trace",
  "customers.unmask",
  "configuration.read",
  "configuration.write",
  "users.write",
  "audit.read",
  "tenants.manage",
] as const;

export const rightSchema = z.enum(rights).meta({ id: "Right" });
export type Right = z.infer<typeof rightSchema>;

export const roleSchema = z
  .enum(["platformAdministrator", "tenantAdministrator", "teamLeader", "agent"])
  .meta({ id: "Role" });
export type Role = z.infer<typeof roleSchema>;

/** A right over one's own that a right over everybody's includes. */
const includedIn: Partial<Record<Right, Right>> = {
  "records.readOwn": "records.read",
  "records.listenOwn": "records.listen",
};

/** Whether the rights held suffice for something that needs a right, itself or the wider one that includes it (SE-01). */
export function allows(held: ReadonlySet<Right>, needs: Right): boolean {
  const wider = includedIn[needs];
  return held.has(needs) || (wider !== undefined && held.has(wider));
}

/** What each role may do. A platform administrator sees sums over tenants, never their contents (AD-03). */
export const rightsOfRole: Record<Role, readonly Right[]> = {
  platformAdministrator: ["tenants.manage"],
  tenantAdministrator: [
    "live.read",
    "notices.write",
    "records.read",
    "records.listen",
    "records.trace",
    "configuration.read",
    "configuration.write",
    "users.write",
    "audit.read",
  ],
  teamLeader: [
    "agent.work",
    "live.read",
    "supervise",
    "notices.write",
    "records.readOwn",
    "records.read",
    "records.listenOwn",
    "records.listen",
    "records.trace",
    "customers.unmask",
    "configuration.read",
  ],
  agent: ["agent.work", "records.readOwn", "records.listenOwn"],
};
