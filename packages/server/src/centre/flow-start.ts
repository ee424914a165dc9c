// What a run of a published flow begins with: the program, and what it may ask of the place where it runs.

import type { FlowProgram, FlowValue } from "@tellerline/flow";
import type { PartyTarget } from "@tellerline/voice";
import type { QueueRef } from "./interaction-state.ts";
import type { PromptBook } from "./prompt-book.ts";

export interface FlowSurroundings {
  prompts: PromptBook;
  variables: Record<string, FlowValue>;
  queueByName(name: string): (QueueRef & { priority: number }) | undefined;
  skillByName(name: string): string | undefined;
  /** The present place in the queue, from 1. */
  position(): number | undefined;
  directTarget(number: string): PartyTarget | undefined;
}

export interface FlowStart {
  program: FlowProgram;
  surroundings: FlowSurroundings;
}
