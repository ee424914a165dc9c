// What team leaders see of the floor and do to it.

import type { ApiOperation } from "./api-operation.ts";
import * as customerRules from "./customer-rules.ts";
import {
  dayCourseQuerySchema,
  dayCourseSchema,
  liveFlowsSchema,
  liveGroupsSchema,
  liveSchema,
  liveTrunksSchema,
} from "./live.ts";
import * as supervision from "./supervision.ts";

export const floorOperations = {
  getLive: {
    method: "GET",
    path: "/live",
    summary: "Queues, agents and interactions now.",
    needs: "live.read",
    answer: liveSchema,
  },
  getLiveGroups: {
    method: "GET",
    path: "/live/groups",
    summary: "The centre as a whole, by team and by skill, now and today (RT-16).",
    needs: "live.read",
    answer: liveGroupsSchema,
  },
  getLiveTrunks: {
    method: "GET",
    path: "/live/trunks",
    summary: "The trunks now: whether they answer, channels taken, calls of today (SV-01).",
    needs: "live.read",
    answer: liveTrunksSchema,
  },
  getLiveFlows: {
    method: "GET",
    path: "/live/flows",
    summary: "Where in the flows callers are now (SV-01).",
    needs: "live.read",
    answer: liveFlowsSchema,
  },
  getDayCourse: {
    method: "GET",
    path: "/live/day",
    summary: "Today in half hours: who came, was answered, gave up; of one queue or of all (SV-01).",
    needs: "live.read",
    query: dayCourseQuerySchema,
    answer: dayCourseSchema,
  },
  superviseInteraction: {
    method: "PUT",
    path: "/interactions/{interactionId}/supervision",
    summary: "Listens to, coaches, barges into or takes over an interaction, changes that live, or leaves it; audited.",
    needs: "supervise",
    body: supervision.superviseRequestSchema,
    answer: supervision.supervisionSchema,
  },
  moveInteraction: {
    method: "POST",
    path: "/interactions/{interactionId}/move",
    summary: "Moves a waiting interaction: its priority, to the front, to another queue, to an agent; audited.",
    needs: "supervise",
    body: supervision.moveRequestSchema,
    answer: supervision.movedSchema,
  },
  blockCustomer: {
    method: "POST",
    path: "/interactions/{interactionId}/block",
    summary:
      "Blocks the customer of an interaction, going on or ended: the caller's number, the visitor's browser; audited.",
    needs: "supervise",
    body: customerRules.blockRequestSchema,
    answer: customerRules.blockedSchema,
  },
  forceAgent: {
    method: "POST",
    path: "/agents/{agentId}/force",
    summary: "Changes an agent's state, locks or unlocks him, signs him out or ends his call; audited with the reason.",
    needs: "supervise",
    body: supervision.forceRequestSchema,
    answer: supervision.forceResultSchema,
  },
} as const satisfies Record<string, ApiOperation>;
