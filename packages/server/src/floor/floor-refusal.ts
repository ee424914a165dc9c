// Why a leader's wish is refused: a stable word for programs and pages, and what it means.

import { ProblemError } from "../http/problem-error.ts";

const refusals = {
  noSeat: ["forbidden", "Supervising needs a phone: your account is not an agent."],
  noInteraction: ["notFound", "There is no such interaction."],
  noAgent: ["notFound", "There is no such agent."],
  noQueue: ["notPossibleNow", "There is no such queue."],
  deskNotEmpty: ["notPossibleNow", "Finish what is on your desk first."],
  superviseFirst: ["notPossibleNow", "Listen, coach or barge in first."],
  nobodyTalks: ["notPossibleNow", "Nobody talks with the customer now."],
  takesPart: ["notPossibleNow", "You take part in it yourself."],
  terminalAway: ["notPossibleNow", "Sign in with a phone that can be reached."],
  ended: ["notPossibleNow", "The chat has ended."],
  nobodyServes: ["notPossibleNow", "Nobody serves it yet."],
  notWaiting: ["notPossibleNow", "It does not wait in a queue."],
  agentSignedOut: ["notPossibleNow", "The agent is not signed in."],
  notLocked: ["notPossibleNow", "The agent is not locked."],
  locked: ["notPossibleNow", "The agent is locked; unlock him first."],
  lockedAlready: ["notPossibleNow", "The agent is locked already."],
  notResting: ["notPossibleNow", "The agent does not rest."],
  agentTerminalAway: ["notPossibleNow", "The agent's phone is not registered."],
  nobodyToBlock: ["notPossibleNow", "The number was withheld, or is one of ours: there is nothing to block."],
  nothingToRelease: ["notPossibleNow", "The agent has no interaction."],
} as const;

export type FloorRefusal = keyof typeof refusals;

/** The refusal as the API answers it. */
export function floorProblem(refusal: FloorRefusal): ProblemError {
  const [code, detail] = refusals[refusal];
  return new ProblemError(code, detail, undefined, refusal);
}
