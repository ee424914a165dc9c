// The skills an agent may use, and those he uses now (AG-05): he adds and drops among the allowed, until he signs in again.

import type { AnswerOf } from "@tellerline/api";
import type { Clock } from "@tellerline/base";
import { appendAudit } from "@tellerline/store";
import { sql } from "kysely";
import type { SignedIn } from "../accounts/accounts.ts";
import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Centre } from "./centre.ts";
import type { AgentConfig } from "./centre-configuration.ts";
import type { Switchboard } from "./switchboard.ts";

export function skillHandlers(switchboard: Switchboard, clock: Clock): Handlers<"getMySkills" | "setMySkills"> {
  const at = ({ tenantId, me }: SignedIn): { centre: Centre; agent: AgentConfig } => {
    const centre = switchboard.centre(tenantId);
    const agent = centre.configuration.agents.get(me.agentId ?? "");
    if (agent === undefined) throw new ProblemError("forbidden", "Your account is not an agent.");
    return { centre, agent };
  };
  return {
    getMySkills: ({ session }) => answer(at(session)),
    setMySkills: async ({ session, body }) => {
      const { centre, agent } = at(session);
      if (centre.seats.get(agent.agentId)?.locked)
        throw new ProblemError("notPossibleNow", "You are locked by a team leader.");
      const wanted = new Set(body.skillIds);
      const allowed = new Set(agent.allowedSkills.map(({ skillId }) => skillId));
      const strange = [...wanted].findIndex((skillId) => !allowed.has(skillId));
      if (strange >= 0) {
        const message = "This skill is not one of those you may use.";
        throw new ProblemError("invalidRequest", undefined, [{ field: `skillIds.${strange}`, message }]);
      }
      await useSkills(centre, agent.agentId, wanted, {
        ...{ at: clock.now(), actor: session.me.userId, before: namesOf(centre, Object.keys(agent.skills)) },
      });
      return answer(at(session));
    },
  };
}

/** He works with others than those he begins with when he signs in. */
export function hasChangedSkills(centre: Centre, agentId: string): boolean {
  const agent = centre.configuration.agents.get(agentId);
  return agent?.allowedSkills.some(({ skillId, standard }) => standard !== skillId in agent.skills) ?? false;
}

/** Those he begins with when he signs in. */
export async function useStandardSkills(centre: Centre, agentId: string): Promise<void> {
  const allowed = centre.configuration.agents.get(agentId)?.allowedSkills ?? [];
  const standard = allowed.filter((skill) => skill.standard).map(({ skillId }) => skillId);
  await useSkills(centre, agentId, new Set(standard));
}

async function useSkills(
  centre: Centre,
  agentId: string,
  skillIds: ReadonlySet<string>,
  deed?: { at: number; actor: string; before: string[] },
): Promise<void> {
  const ids = [...skillIds];
  const { tenantId } = centre;
  await centre.options.store.inTenant(tenantId, async (tx) => {
    await tx
      .updateTable("agent_skill")
      .set({ active: sql<boolean>`skill_id = any(${ids}::uuid[])` })
      .where("agent_id", "=", agentId)
      .execute();
    if (deed === undefined) return;
    const { at, actor, before } = deed;
    const detail = { before, after: namesOf(centre, ids) };
    await appendAudit(tx, tenantId, { at, actor, action: "agent.skills", subject: agentId, detail });
  });
  centre.useSkills(agentId, skillIds);
}

function namesOf(centre: Centre, skillIds: readonly string[]): string[] {
  return centre.configuration.skills.filter(({ id }) => skillIds.includes(id)).map(({ name }) => name);
}

function answer({ centre, agent }: { centre: Centre; agent: AgentConfig }): AnswerOf<"getMySkills"> {
  const names = new Map(centre.configuration.skills.map(({ id, name }) => [id, name]));
  const items = agent.allowedSkills.map(({ skillId, level, standard }) => ({
    ...{ skillId, name: names.get(skillId) ?? "", level, standard, active: skillId in agent.skills },
  }));
  return { items: items.sort((a, b) => a.name.localeCompare(b.name, "zh-CN")) };
}
