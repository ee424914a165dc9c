// The door of acd: the router of one tenant and site.
export { type ErlangAnswer, type ErlangQueue, erlangC } from "./erlang-c.ts";
export {
  type Counterfactual,
  type Explanation,
  ExplanationReading,
  explain,
  type OfferExplanation,
  type WaitCause,
  type WaitInterval,
} from "./explanation.ts";
export { type CheckedRule, RouterMonitor, type Violation } from "./invariants.ts";
export type { AgentVerdict, Judgement } from "./judgement.ts";
export { Router, type RouterOptions, routerCode } from "./router.ts";
export type {
  AgentState,
  Choice,
  EnqueuedEvent,
  RestState,
  RouterEvent,
} from "./router-event.ts";
export {
  type AgentConfiguration,
  type AgentInput,
  type ConfigureInput,
  type EnqueueInput,
  type Favour,
  type InteractionInput,
  type NotReadyReason,
  type OfferFailure,
  type OverflowRule,
  type QueueConfiguration,
  type ReconcileInput,
  type RelaxationStep,
  type RouterCommand,
  type RouterInput,
  type SkillConfiguration,
  type SkillRequirement,
  type Strategy,
  strategies,
} from "./router-input.ts";
export type { Rejection, RouterOutput } from "./router-output.ts";
export type {
  AgentRecord,
  AgentSnapshot,
  Engagement,
  InteractionRecord,
  InteractionSnapshot,
  RouterSnapshot,
} from "./router-records.ts";
export { foldRouter, RouterState } from "./router-state.ts";
export { type NamedKey, type Rules, standardRules } from "./rules.ts";
export {
  type ServiceCounts,
  type ServiceLevelFormula,
  serviceLevel,
  serviceLevelFormulas,
  serviceLevelParts,
} from "./service-level.ts";
export type { DayFigures, QueueDay } from "./what-if/day-figures.ts";
export { type WhatIfChanges, type WhatIfResult, whatIf } from "./what-if/what-if.ts";
