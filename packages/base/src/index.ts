// The door of base: what every room may use.
export { assert, InvariantError, unreachable } from "./assert.ts";
export type { Clock, Instant, Scheduler } from "./clock.ts";
export { Deadlines } from "./deadlines.ts";
export { newId } from "./ids.ts";
export type { Journal, JournalEntry, JournalEvent } from "./journal.ts";
export { type Log, type LogFields, silentLog } from "./log.ts";
export { type DurableMachine, type Machine, Runner, type Timeout, timeout } from "./machine.ts";
export { type Random, randomExponential, randomHex, randomInteger, SeededRandom } from "./random.ts";
export { Sensitive } from "./sensitive.ts";
