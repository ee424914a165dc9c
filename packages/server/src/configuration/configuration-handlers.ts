// The routes of configuration.

import { chatEntryRows, quickReplyRows } from "../chat/chat-entry-rows.ts";
import { blockedNumberRows, customerRuleRows } from "../customer-rules/rule-rows.ts";
import { floorPlanRows } from "../floor-plans/floor-plan-rows.ts";
import type { Handlers } from "../http/handlers.ts";
import { wallboardRows } from "../wallboards/wallboard-rows.ts";
import { type ConfigurationContext, collection } from "./collection.ts";
import { queueRows, skillRows } from "./routing-rows.ts";
import { numberRows, phoneRows, type TelephonyStatus, trunkRows } from "./telephony-rows.ts";
import { userRows } from "./user-rows.ts";

type Kind = "Skill" | "Queue" | "Number" | "Trunk" | "Phone" | "User";
type Chat = "ChatEntry" | "QuickReply";
type Rules = "CustomerRule" | "BlockedNumber";
type Floor = "Wallboard" | "FloorPlan";
type Names =
  | `${"create" | "update" | "remove"}${Kind | Chat | Rules | Floor}`
  | `list${Kind | Rules | Floor}s`
  | "listChatEntries"
  | "listQuickReplies"
  | "listFlows"
  | "listAudit"
  | "listTenants";

export interface ConfigurationOptions extends ConfigurationContext {
  telephony: TelephonyStatus;
  /** Ends what a user's sessions may still do after his account changed. */
  userChanged(tenantId: string, userId: string): void;
  signedInAgents(tenantId: string): number;
}

export function configurationHandlers(options: ConfigurationOptions): Handlers<Names> {
  const skills = collection(options, skillRows);
  const queues = collection(options, queueRows);
  const numbers = collection(options, numberRows);
  const trunks = collection(options, trunkRows(options.telephony));
  const phones = collection(options, phoneRows(options.telephony));
  const chatEntries = collection(options, chatEntryRows);
  const quickReplies = collection(options, quickReplyRows);
  const rules = collection(options, customerRuleRows);
  const blocked = collection(options, blockedNumberRows);
  const floorPlans = collection(options, floorPlanRows);
  const wallboards = collection(options, wallboardRows);
  const users = collection(options, userRows(options.clock, options.random));
  return {
    listSkills: skills.list,
    createSkill: skills.create,
    updateSkill: skills.update,
    removeSkill: skills.remove,
    listQueues: queues.list,
    createQueue: queues.create,
    updateQueue: queues.update,
    removeQueue: queues.remove,
    listNumbers: numbers.list,
    createNumber: numbers.create,
    updateNumber: numbers.update,
    removeNumber: numbers.remove,
    listTrunks: trunks.list,
    createTrunk: trunks.create,
    updateTrunk: trunks.update,
    removeTrunk: trunks.remove,
    listPhones: phones.list,
    createPhone: phones.create,
    updatePhone: phones.update,
    removePhone: phones.remove,
    listChatEntries: chatEntries.list,
    createChatEntry: chatEntries.create,
    updateChatEntry: chatEntries.update,
    removeChatEntry: chatEntries.remove,
    listQuickReplies: quickReplies.list,
    createQuickReply: quickReplies.create,
    updateQuickReply: quickReplies.update,
    removeQuickReply: quickReplies.remove,
    listCustomerRules: rules.list,
    createCustomerRule: rules.create,
    updateCustomerRule: rules.update,
    removeCustomerRule: rules.remove,
    listBlockedNumbers: blocked.list,
    createBlockedNumber: blocked.create,
    updateBlockedNumber: blocked.update,
    removeBlockedNumber: blocked.remove,
    listFloorPlans: floorPlans.list,
    createFloorPlan: floorPlans.create,
    updateFloorPlan: floorPlans.update,
    removeFloorPlan: floorPlans.remove,
    listWallboards: wallboards.list,
    createWallboard: wallboards.create,
    updateWallboard: wallboards.update,
    removeWallboard: wallboards.remove,
    listUsers: users.list,
    createUser: users.create,
    updateUser: async (call) => {
      const user = await users.update(call);
      options.userChanged(call.session.tenantId, user.id);
      return user;
    },
    removeUser: async (call) => {
      const answer = await users.remove(call);
      options.userChanged(call.session.tenantId, call.params.id as string);
      return answer;
    },
    listFlows: async ({ session }) => {
      const rows = await options.store.inTenant(session.tenantId, (tx) =>
        tx.selectFrom("flow").selectAll().distinctOn("id").orderBy("id").orderBy("version", "desc").execute(),
      );
      return {
        items: rows.map((row) => ({
          id: row.id,
          name: row.name,
          version: row.version,
          publishedAt: row.published_at,
          document: row.document,
        })),
      };
    },
    listAudit: async ({ session }) => {
      const rows = await options.store.inTenant(session.tenantId, (tx) =>
        tx.selectFrom("audit").selectAll().orderBy("sequence", "desc").limit(200).execute(),
      );
      return {
        items: rows.map(({ sequence, at, actor, action, subject, detail }) => ({
          sequence,
          at,
          actor,
          action,
          subject,
          detail,
        })),
      };
    },
    listTenants: async () => {
      const rows = await options.store.lookup.selectFrom("tenant_sums").selectAll().orderBy("name").execute();
      return {
        items: rows.map((row) => ({
          id: row.tenant_id,
          name: row.name,
          agents: row.agents,
          signedIn: options.signedInAgents(row.tenant_id),
          interactionsToday: row.records_today,
          recordsTotal: row.records,
        })),
      };
    },
  };
}
