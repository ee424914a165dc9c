// The door of acd: the router of one tenant and site.
export { type CheckedRule, RouterMonitor, type Violation } from "./invariants.ts";
export { Router, type RouterOptions, routerCode } from "./router.ts";
export type {
  AgentState,
  AgentStateEvent,
  Choice,
  EnqueuedEvent,
  RestState,
  RouterEvent,
} from "./router-event.ts";
export type {
  AgentConfiguration,
  AgentInput,
  ConfigureInput,
  EnqueueInput,
  InteractionInput,
  NotReadyReason,
  OfferFailure,
  QueueConfiguration,
  ReconcileInput,
  RouterCommand,
  RouterInput,
  SkillConfiguration,
  SkillRequirement,
  Strategy,
} from "./router-input.ts";
export type { Rejection, RouterOutput } from "./router-output.ts";
export {
  type AgentRecord,
  type AgentSnapshot,
  type Engagement,
  foldRouter,
  type InteractionRecord,
  type InteractionSnapshot,
  type RouterSnapshot,
} from "./router-state.ts";
export { type NamedComparator, type Rules, standardRules } from "./rules.ts";
