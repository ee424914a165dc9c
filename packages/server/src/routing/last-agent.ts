// The agent who served the customer last comes first, where the queue wants it so (RT-04).

import type { EnqueueInput } from "@tellerline/acd";
import type { AgentConfig, QueueConfig } from "../centre/centre-configuration.ts";
import { mayServe } from "../customer-rules/apply-rules.ts";

/** Who ended the customer's last talk with the bank, and when it began. */
export interface LastService {
  agentId: string;
  at: number;
}

/**
 * The wish to wait, with the last agent before all others if he may serve it at all: a member of the queue with what is
 * asked. Somebody else is not waited for in vain.
 */
export function favouringLastAgent(
  command: EnqueueInput,
  last: LastService | undefined,
  { queue, agent, now }: { queue: QueueConfig | undefined; agent: AgentConfig | undefined; now: number },
): EnqueueInput {
  if (last === undefined || queue === undefined || agent === undefined) return command;
  // His own adviser goes before.
  if (command.favours !== undefined) return command;
  const { lastAgentWithinHours, lastAgentHoldMs } = queue.routing;
  if (now - last.at > lastAgentWithinHours * 3_600_000 || !mayServe(agent, queue, command)) return command;
  const favours = { agentIds: [last.agentId], because: "lastAgent" as const };
  return { ...command, favours: lastAgentHoldMs > 0 ? { ...favours, holdMs: lastAgentHoldMs } : favours };
}
