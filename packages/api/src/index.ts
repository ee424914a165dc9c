// The door of api: the public contract.

export type { ApiOperation } from "./api-operation.ts";
export * from "./call-backs.ts";
export * from "./chat.ts";
export * from "./common.ts";
export * from "./configuration.ts";
export * from "./customer-rules.ts";
export * from "./customers.ts";
export * from "./desk.ts";
export * from "./events.ts";
export * from "./floor-plans.ts";
export * from "./live.ts";
export * from "./lost-calls.ts";
export * from "./notes.ts";
export * from "./notices.ts";
export { openApiDocument } from "./openapi.ts";
export {
  type AnswerOf,
  apiOperations,
  type BodyOf,
  type OperationName,
  type QueryOf,
} from "./operations.ts";
export { type Problem, type ProblemCode, problemCodes, problemSchema } from "./problem.ts";
export * from "./records.ts";
export { allows, type Right, type Role, rightSchema, rights, rightsOfRole, roleSchema } from "./rights.ts";
export * from "./routing.ts";
export * from "./routing-rules.ts";
export * from "./screen.ts";
export * from "./session.ts";
export * from "./softphone-bar.ts";
export * from "./supervision.ts";
export * from "./wallboards.ts";
export * from "./what-if.ts";
