// The door of server: what a simulation needs to run a whole centre without network and database. The product itself
// starts in main.ts.
export { type CallPort, Centre } from "./centre/centre.ts";
export type { CentreConfiguration } from "./centre/centre-configuration.ts";
export { deskHandlers } from "./centre/desk-handlers.ts";
export type { InteractionState, Party } from "./centre/interaction-state.ts";
export { PromptBook } from "./centre/prompt-book.ts";
export { Switchboard, type TelephonyPort } from "./centre/switchboard.ts";
export { Terminals } from "./centre/terminals.ts";
export { houseRules } from "./customer-rules/house-rules.ts";
export { type InteractionEntry, type ProjectedRecord, projectRecord } from "./records/project-record.ts";
export { forceAgent, forceRefusal } from "./supervision/force-agent.ts";
