// Users, and the agent that a user may be.

import type { AgentRouting, Capacity, userInputSchema, userSchema } from "@tellerline/api";
import { type Clock, newId, type Random } from "@tellerline/base";
import type { TenantTransaction } from "@tellerline/store";
import type { z } from "zod";
import { hashPassword, weakness } from "../accounts/passwords.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Rows } from "./collection.ts";
import { changeRow, removeRow } from "./versioned-row.ts";

type UserInput = z.output<typeof userInputSchema>;
type User = z.output<typeof userSchema>;

export function userRows(clock: Clock, random: Random): Rows<UserInput, User> {
  return {
    subject: "user",
    list: listUsers,
    insert: async (tx, tenantId, id, input) => {
      if (input.password === undefined) throw wrong("password", "a new user needs a first password");
      await tx
        .insertInto("user_account")
        .values({
          tenant_id: tenantId,
          id,
          ...userColumns(input),
          password_hash: await checkedHash(input),
          must_change_password: true,
        })
        .execute();
      await writeAgent(tx, tenantId, id, input, newId(clock.now(), random));
    },
    update: async (tx, tenantId, id, version, input) => {
      const secret =
        input.password === undefined
          ? {}
          : { password_hash: await checkedHash(input), must_change_password: true, locked_until: null };
      if (!(await changeRow(tx, "user_account", id, version, { ...userColumns(input), ...secret }))) return false;
      await writeAgent(tx, tenantId, id, input, newId(clock.now(), random));
      return true;
    },
    remove: (tx, id) => removeRow(tx, "user_account", id),
    describe: (input) => ({ ...input, password: input.password === undefined ? "kept" : "set" }),
  };
}

async function listUsers(tx: TenantTransaction): Promise<User[]> {
  const users = await tx
    .selectFrom("user_account")
    .leftJoin("agent", "agent.user_id", "user_account.id")
    .select([
      "user_account.id",
      "login",
      "name",
      "role",
      "language",
      "active",
      "version",
      "locked_until",
      "agent.id as agent_id",
      "agent.number",
      "agent.team",
      "agent.capacity",
      "agent.mixed_media",
      "agent.routing",
    ])
    .orderBy("name")
    .execute();
  const skills = groupBy(
    await tx.selectFrom("agent_skill").select(["agent_id", "skill_id", "level", "standard"]).execute(),
    (row) => row.agent_id,
  );
  const queues = groupBy(
    await tx.selectFrom("agent_queue").select(["agent_id", "queue_id"]).execute(),
    (row) => row.agent_id,
  );
  return users.map((user) => ({
    id: user.id,
    login: user.login,
    name: user.name,
    role: user.role as User["role"],
    language: user.language as User["language"],
    active: user.active,
    version: user.version,
    lockedUntil: user.locked_until,
    agentId: user.agent_id,
    agent:
      user.agent_id === null || user.number === null
        ? null
        : {
            number: user.number,
            team: user.team ?? "",
            skills: (skills.get(user.agent_id) ?? []).map((row) => ({
              ...{ skillId: row.skill_id, level: row.level, standard: row.standard },
            })),
            queueIds: (queues.get(user.agent_id) ?? []).map((row) => row.queue_id),
            capacity: user.capacity as Capacity,
            mixedMedia: user.mixed_media ?? true,
            routing: user.routing as AgentRouting,
          },
  }));
}

function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group === undefined) groups.set(key(row), [row]);
    else group.push(row);
  }
  return groups;
}

function userColumns(input: UserInput) {
  return { login: input.login, name: input.name, role: input.role, language: input.language, active: input.active };
}

async function checkedHash(input: UserInput): Promise<string> {
  const password = input.password ?? "";
  const why = weakness(password, input.login);
  if (why !== undefined) throw wrong("password", why);
  return hashPassword(password);
}

function wrong(field: string, message: string): ProblemError {
  return new ProblemError("invalidRequest", undefined, [{ field, message }]);
}

async function writeAgent(
  tx: TenantTransaction,
  tenantId: string,
  userId: string,
  input: UserInput,
  freshId: string,
): Promise<void> {
  const old = await tx.selectFrom("agent").select("id").where("user_id", "=", userId).executeTakeFirst();
  if (input.agent === null) {
    if (old !== undefined) await tx.deleteFrom("agent").where("id", "=", old.id).execute();
    return;
  }
  const { number, team, skills, queueIds, mixedMedia } = input.agent;
  // A tier in a queue he is no member of would be a tier of nothing.
  const tiers = Object.fromEntries(Object.entries(input.agent.routing.tiers).filter(([id]) => queueIds.includes(id)));
  const routing = JSON.stringify({ ...input.agent.routing, tiers });
  const work = { number, team, capacity: JSON.stringify(input.agent.capacity), mixed_media: mixedMedia, routing };
  const agentId = old?.id ?? freshId;
  if (old === undefined)
    await tx
      .insertInto("agent")
      .values({ tenant_id: tenantId, id: agentId, user_id: userId, ...work })
      .execute();
  else await tx.updateTable("agent").set(work).where("id", "=", agentId).execute();
  const before = new Map(
    (
      await tx
        .selectFrom("agent_skill")
        .select(["skill_id", "standard", "active"])
        .where("agent_id", "=", agentId)
        .execute()
    ).map((row) => [row.skill_id, row]),
  );
  // What he has chosen for now stays his choice.
  const activeNow = ({ skillId, standard }: { skillId: string; standard: boolean }) => {
    const known = before.get(skillId);
    return known === undefined || known.standard !== standard ? standard : known.active;
  };
  await tx.deleteFrom("agent_skill").where("agent_id", "=", agentId).execute();
  await tx.deleteFrom("agent_queue").where("agent_id", "=", agentId).execute();
  if (skills.length > 0) {
    const rows = skills.map((skill) => ({
      tenant_id: tenantId,
      agent_id: agentId,
      skill_id: skill.skillId,
      level: skill.level,
      standard: skill.standard,
      active: activeNow(skill),
    }));
    await tx.insertInto("agent_skill").values(rows).execute();
  }
  if (queueIds.length > 0) {
    const rows = queueIds.map((queueId) => ({ tenant_id: tenantId, agent_id: agentId, queue_id: queueId }));
    await tx.insertInto("agent_queue").values(rows).execute();
  }
}
