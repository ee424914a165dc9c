// The door of flow: the language, its checker and its interpreter.
export { builtInVariables } from "./expressions.ts";
export {
  type CheckResult,
  checkFlow,
  type Finding,
  type FindingCode,
  type FlowSurroundings,
} from "./flow-check.ts";
export {
  type FlowDocument,
  type FlowItem,
  type FlowNode,
  type FlowNodeKind,
  flowDocumentSchema,
  flowFormat,
  flowJsonSchema,
  type NodeOf,
  type SayAs,
  type VariableType,
} from "./flow-document.ts";
export { type Edge, edgesOf } from "./flow-graph.ts";
export type { FlowInput, FlowOutput, FlowRunInput, FlowValue, Money, SpokenItem } from "./flow-messages.ts";
export { compileFlow, FlowError, type FlowProgram, parseFlow } from "./flow-program.ts";
export { FlowRun, type FlowRunOptions } from "./flow-run.ts";
export type { FlowSnapshot, Wait } from "./flow-state.ts";
export { say, sayFragments, sayLanguages } from "./say.ts";
