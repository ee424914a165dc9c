// The routes of call-backs (RT-09): asked for by an agent, seen and taken away by a team leader.

import type { AnswerOf } from "@tellerline/api";
import type { Clock } from "@tellerline/base";
import { appendAudit, type Store } from "@tellerline/store";
import type { SignedIn } from "../accounts/accounts.ts";
import { maskNumber } from "../centre/mask-number.ts";
import type { Switchboard } from "../centre/switchboard.ts";
import { blockOf } from "../customer-rules/blocklist.ts";
import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { CallBacks, WaitingCallBack } from "./call-backs.ts";

export interface CallBackHandlerOptions {
  store: Pick<Store, "inTenant">;
  clock: Clock;
  switchboard: Switchboard;
  callBacks: CallBacks;
}

export function callBackHandlers(
  options: CallBackHandlerOptions,
): Handlers<"requestCallBack" | "listCallBacks" | "cancelCallBack"> {
  const { store, clock, switchboard, callBacks } = options;
  const shown = (session: SignedIn, one: WaitingCallBack): AnswerOf<"requestCallBack"> => {
    const { id, queueId, number, since, source, attempts, nextAt } = one;
    const queue = switchboard.centre(session.tenantId).configuration.queues.get(queueId);
    const seen = session.rights.has("customers.unmask") ? number : maskNumber(number);
    return { id, queueId, queueName: queue?.name ?? "", number: seen, since, source, attempts, nextAt };
  };
  const audit = ({ tenantId, me }: SignedIn, action: string, subject: string, detail: Record<string, unknown>) =>
    store.inTenant(tenantId, (tx) =>
      appendAudit(tx, tenantId, { at: clock.now(), actor: me.userId, action, subject, detail }),
    );
  return {
    requestCallBack: async ({ session, body }) => {
      const { tenantId } = session;
      const { configuration } = switchboard.centre(tenantId);
      const queue = configuration.queues.get(body.queueId);
      if (queue === undefined) throw wrong("queueId", "There is no such queue.");
      if (blockOf(configuration.blockedNumbers, body.number, clock.now())?.action === "refuse")
        throw wrong("number", "This number is blocked.");
      const wish = { queueId: queue.id, number: body.number, language: body.language, priority: queue.priority };
      const id = callBacks.request(tenantId, {
        ...wish,
        ...{ requiredSkills: [], since: clock.now(), source: "agent", originId: undefined, attributes: {} },
      });
      const one = callBacks.waiting(tenantId).find((waiting) => waiting.id === id);
      if (one === undefined) throw new ProblemError("unavailable", "Too many wait to be called back; try again later.");
      await audit(session, "callBack.request", one.id, { queue: queue.name });
      return shown(session, one);
    },
    listCallBacks: ({ session }) => ({
      items: callBacks
        .waiting(session.tenantId)
        .sort((a, b) => a.since - b.since)
        .map((one) => shown(session, one)),
    }),
    cancelCallBack: async ({ session, params }) => {
      const id = params.id as string;
      if (!callBacks.waiting(session.tenantId).some((one) => one.id === id)) throw new ProblemError("notFound");
      await audit(session, "callBack.cancel", id, {});
      callBacks.cancel(session.tenantId, id);
      return {};
    },
  };
}

function wrong(field: string, message: string): ProblemError {
  return new ProblemError("invalidRequest", undefined, [{ field, message }]);
}
