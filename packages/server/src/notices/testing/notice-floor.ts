// A tenant with agents in a database of a test's own, and calls of handlers in their names.

import { randomUUID } from "node:crypto";
import { type Right, rightsOfRole } from "@tellerline/api";
import { type Clock, SeededRandom } from "@tellerline/base";
import type { Store } from "@tellerline/store";
import type { SignedIn } from "../../accounts/accounts.ts";
import { type CentreConfiguration, loadConfiguration } from "../../centre/centre-configuration.ts";
import type { Switchboard } from "../../centre/switchboard.ts";
import type { Audience } from "../../events/event-hub.ts";

export interface Told {
  audience: Audience;
  type: string;
}

export class NoticeFloor {
  readonly store: Store;
  readonly tenantId: string;
  readonly queueId = randomUUID();
  readonly time: Clock;
  readonly told: Told[] = [];
  readonly #people = new Map<string, { userId: string; agentId: string; role: "agent" | "teamLeader" }>();
  #configuration: CentreConfiguration | undefined;

  private constructor(store: Store, tenantId: string, time: Clock) {
    this.store = store;
    this.tenantId = tenantId;
    this.time = time;
  }

  /** Leader 周 and agents 李, 张 of team A, agent 刘 of team B, who alone is in the queue. */
  static async open(store: Store, tenantId: string, time: Clock): Promise<NoticeFloor> {
    const floor = new NoticeFloor(store, tenantId, time);
    const { queueId } = floor;
    await store.inTenant(tenantId, async (tx) => {
      const numbers = { priority: 0, ring_timeout_ms: 1, wrap_up_ms: 1, service_level_ms: 1, max_wait_ms: 1 };
      const queue = { tenant_id: tenantId, id: queueId, name: "vip", strategy: "longestIdle", required_skills: "[]" };
      await tx
        .insertInto("queue")
        .values({ ...queue, ...numbers, recording: "none", auto_answer: false })
        .execute();
      for (const [name, role, team] of [
        ["周", "teamLeader", "A"],
        ["李", "agent", "A"],
        ["张", "agent", "A"],
        ["刘", "agent", "B"],
      ] as const) {
        const [userId, agentId] = [randomUUID(), randomUUID()];
        floor.#people.set(name, { userId, agentId, role });
        const user = { tenant_id: tenantId, id: userId, login: name, name, role, password_hash: "x" };
        await tx
          .insertInto("user_account")
          .values({ ...user, active: true, locked_until: null })
          .execute();
        await tx
          .insertInto("agent")
          .values({ tenant_id: tenantId, id: agentId, user_id: userId, number: `8${floor.#people.size}`, team })
          .execute();
        if (team === "B")
          await tx
            .insertInto("agent_queue")
            .values({ tenant_id: tenantId, agent_id: agentId, queue_id: queueId })
            .execute();
      }
    });
    floor.#configuration = await loadConfiguration(store, tenantId);
    return floor;
  }

  /** What the handlers of the routes are made with; the switchboard knows the configuration alone. */
  options() {
    const centre = { configuration: this.#configuration };
    return {
      ...{ store: this.store, clock: this.time, random: new SeededRandom(7) },
      switchboard: { centre: () => centre } as unknown as Switchboard,
      events: {
        publish: (_tenant: string, audience: Audience, { type }: { type: string }) =>
          void this.told.push({ audience, type }),
      },
    };
  }

  agentId(name: string): string {
    return this.#people.get(name)?.agentId ?? "";
  }

  userId(name: string): string {
    return this.#people.get(name)?.userId ?? "";
  }

  session(name: string): SignedIn {
    const { userId, agentId, role } = this.#people.get(name) ?? { userId: "", agentId: "", role: "agent" as const };
    const rights = new Set<Right>(rightsOfRole[role]);
    return { tenantId: this.tenantId, rights, me: { userId, agentId, name, role } } as unknown as SignedIn;
  }
}
