// The routes of call-backs (RT-09): asked for by an agent, seen and taken away by a team leader.

import type { AnswerOf } from "@tellerline/api";
import type { Clock } from "@tellerline/base";
import { appendAudit, type Store } from "@tellerline/store";
import type { SignedIn } from "../accounts/accounts.ts";
import { maskNumber } from "../centre/mask-number.ts";
import type { Switchboard } from "../centre/switchboard.ts";
import type { ChatRooms } from "../chat/chat-rooms.ts";
import { checkOrigin } from "../chat/visitor-handlers.ts";
import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import { RateLimit } from "../system/rate-limit.ts";
import type { CallBacks, WaitingCallBack } from "./call-backs.ts";

export interface CallBackHandlerOptions {
  store: Pick<Store, "inTenant">;
  clock: Clock;
  switchboard: Switchboard;
  callBacks: CallBacks;
  chats: ChatRooms;
  /** Which numbers a page may have called. */
  webNumbers: RegExp;
  /** How many one address may ask for in ten minutes. */
  perAddress: number;
}

const windowMs = 600_000;

export function callBackHandlers(
  options: CallBackHandlerOptions,
): Handlers<"requestCallBack" | "requestWebCallBack" | "listCallBacks" | "cancelCallBack"> {
  const { store, clock, switchboard, callBacks, chats, webNumbers, perAddress } = options;
  const rate = new RateLimit(perAddress, windowMs);
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
      if (configuration.blocklist.refuses(body.number, clock.now())) throw wrong("number", "This number is blocked.");
      const wish = { queueId: queue.id, number: body.number, language: body.language, priority: queue.priority };
      const id = callBacks.request(tenantId, {
        ...wish,
        ...{
          requiredSkills: [],
          preferredSkills: [],
          since: clock.now(),
          source: "agent",
          originId: undefined,
          attributes: {},
        },
      });
      const one = callBacks.waiting(tenantId).find((waiting) => waiting.id === id);
      if (one === undefined) throw new ProblemError("unavailable", "Too many wait to be called back; try again later.");
      await audit(session, "callBack.request", one.id, { queue: queue.name });
      return shown(session, one);
    },
    requestWebCallBack: (call) => {
      const { room, entry } = chats.entry(call.params.entryId as string);
      checkOrigin(call, entry);
      const { tenantId } = room;
      const { configuration } = switchboard.centre(tenantId);
      const queue = configuration.queues.get(entry.callBackQueueId ?? "");
      if (queue === undefined) throw new ProblemError("notPossibleNow", "This page offers no call-back.");
      const { number, name, language, page } = call.body;
      if (!webNumbers.test(number) || configuration.blocklist.refuses(number, clock.now()))
        throw wrong("number", "This number cannot be called back.");
      if (!rate.allows(call.address, clock.now()))
        throw new ProblemError("tooManyRequests", "Too many call-backs were asked for here; try again later.");
      const attributes = { ...(name === "" ? {} : { name }), ...(page === "" ? {} : { page }) };
      const wish = {
        queueId: queue.id,
        number,
        language,
        priority: queue.priority,
        requiredSkills: [],
        preferredSkills: [],
      };
      const place = { since: clock.now(), source: "page", originId: undefined } as const;
      if (callBacks.request(tenantId, { ...wish, ...place, attributes }) === undefined)
        throw new ProblemError("unavailable", "Too many wait to be called back; try again later.");
      return {};
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
