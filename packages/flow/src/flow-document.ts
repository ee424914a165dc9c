// The flow language (SPEC.md, FW-D): a versioned JSON document of nodes joined by exits. The schema is its one
// definition; the published JSON Schema is made from it.

import { z } from "zod";

/** The version of the language, in every document. */
export const flowFormat = "tellerline/flow/1";

const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/);
const variableName = z.string().regex(/^[a-z][A-Za-z0-9]{0,31}$/);
const promptId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);
const expression = z.string().min(1).max(500).describe("CEL over the document's and the built-in variables");
const ms = (most: number) => z.int().min(100).max(most);
const digits = z.string().regex(/^[0-9*#A-D]$/);

const sayAs = z.enum(["number", "digits", "amount", "date"]);

const item = z
  .union([
    z.strictObject({ prompt: promptId, when: expression.optional() }),
    z.strictObject({ say: sayAs, value: expression, when: expression.optional() }),
  ])
  .describe("Something to be heard; with `when` only if it holds");
const items = z.array(item).min(1).max(20);

/** What every node may say about itself. */
const common = {
  label: z.string().max(80).optional(),
  position: z.strictObject({ x: z.number(), y: z.number() }).optional().describe("where the studio draws it"),
};

const exits = <const Required extends string, const Optional extends string>(
  required: readonly Required[],
  optional: readonly Optional[],
) =>
  z.strictObject({
    ...(Object.fromEntries(required.map((exit) => [exit, name])) as Record<Required, typeof name>),
    ...(Object.fromEntries(optional.map((exit) => [exit, name.optional()])) as Record<
      Optional,
      z.ZodOptional<typeof name>
    >),
  });

/** Waiting for somebody who types. */
const asking = {
  prompts: items,
  retryPrompts: z
    .strictObject({ noInput: items.optional(), invalid: items.optional() })
    .optional()
    .describe("said before asking again"),
  retries: z.int().min(0).max(9).default(2).describe("how often it is asked again"),
  firstDigitTimeoutMs: ms(120_000).default(6_000),
};

const collecting = {
  ...asking,
  minDigits: z.int().min(1).max(64),
  maxDigits: z.int().min(1).max(64),
  terminators: z
    .string()
    .regex(/^[*#]{0,2}$/)
    .default("#"),
  interDigitTimeoutMs: ms(60_000).default(4_000),
};

const play = z.strictObject({
  kind: z.literal("play"),
  ...common,
  items,
  bargeIn: z.boolean().default(true).describe("a digit stops it, and counts for the menu or collect that follows"),
  exits: exits(["next"], ["error", "timeout"]),
});

const menu = z.strictObject({
  kind: z.literal("menu"),
  ...common,
  ...asking,
  bargeIn: z.boolean().default(true),
  choices: z.record(digits, name),
  exits: exits([], ["noInput", "invalid", "error", "timeout"]),
});

const collect = z.strictObject({
  kind: z.literal("collect"),
  ...common,
  ...collecting,
  bargeIn: z.boolean().default(true),
  variable: variableName,
  exits: exits(["next"], ["noInput", "invalid", "error", "timeout"]),
});

const collectSecret = z
  .strictObject({
    kind: z.literal("collectSecret"),
    ...common,
    ...collecting,
    secret: name.describe("the name under which a business node passes it on"),
    exits: exits(["next"], ["noInput", "invalid", "error", "timeout"]),
  })
  .describe("The digits go to the vault; the flow holds a handle");

const say = z.strictObject({
  kind: z.literal("say"),
  ...common,
  say: sayAs,
  value: expression,
  bargeIn: z.boolean().default(true),
  exits: exits(["next"], ["error", "timeout"]),
});

const set = z.strictObject({
  kind: z.literal("set"),
  ...common,
  assign: z.record(variableName, expression),
  exits: exits(["next"], ["error"]),
});

const branch = z.strictObject({
  kind: z.literal("branch"),
  ...common,
  cases: z
    .array(z.strictObject({ when: expression, to: name }))
    .min(1)
    .max(20),
  exits: exits(["else"], ["error"]),
});

const business = z.strictObject({
  kind: z.literal("business"),
  ...common,
  operation: name,
  arguments: z.record(name, expression).default({}),
  secrets: z.array(name).max(8).default([]),
  results: z.record(variableName, z.string().max(100)).default({}).describe("variable ← path in the answer's data"),
  timeoutMs: ms(60_000).default(10_000),
  waiting: promptId.optional().describe("played again and again until the answer"),
  reasons: z.record(name, name).default({}).describe("where to go for a failure of this reason, before `failed`"),
  exits: exits(["ok"], ["failed", "timeout", "error"]),
});

const skills = z
  .array(z.strictObject({ skillId: z.string().min(1).max(64), level: z.int().min(1).max(100).optional() }))
  .max(8)
  .default([]);

const queue = z.strictObject({
  kind: z.literal("queue"),
  ...common,
  queueId: z.string().min(1).max(64),
  requiredSkills: skills.describe("who serves him must have them"),
  preferredSkills: skills.describe("of those who may serve him, whoever has them comes first; nobody is waited for"),
  priority: expression.default("0").describe("a whole number, higher first"),
  attributes: z.array(variableName).max(20).default([]).describe("variables that go with the interaction"),
  timeoutMs: ms(86_400_000).default(600_000),
  waiting: z.strictObject({
    music: promptId,
    comfort: items.optional(),
    everyMs: ms(600_000).default(30_000),
  }),
  choices: z.record(digits, name).default({}).describe("keys that leave the queue"),
  callBackKey: digits.optional().describe("the key with which the caller keeps his place and is called back"),
  exits: exits([], ["timeout", "noAgents", "error", "returned", "calledBack"]),
});

const transfer = z.strictObject({
  kind: z.literal("transfer"),
  ...common,
  target: expression.describe("a telephone number or address"),
  timeoutMs: ms(120_000).default(45_000),
  exits: exits([], ["busy", "noAnswer", "failed", "timeout", "error"]),
});

const tag = z.strictObject({
  kind: z.literal("tag"),
  ...common,
  tags: z.record(variableName, expression),
  exits: exits(["next"], ["error"]),
});

const hangup = z.strictObject({
  kind: z.literal("hangup"),
  ...common,
  reason: name.default("completed"),
  items: items.optional().describe("said before"),
});

const node = z.discriminatedUnion("kind", [
  play,
  menu,
  collect,
  collectSecret,
  say,
  set,
  branch,
  business,
  queue,
  transfer,
  tag,
  hangup,
]);

const money = z.strictObject({
  amountMinor: z.string().regex(/^-?\d{1,18}$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

const variable = z.strictObject({
  type: z.enum(["string", "int", "bool", "money", "date"]),
  initial: z.union([z.string().max(1_000), z.int(), z.boolean(), money]).optional(),
  private: z.boolean().default(false).describe("dots in the caller's path"),
});

export const flowDocumentSchema = z
  .strictObject({
    format: z.literal(flowFormat),
    id: name,
    name: z.string().min(1).max(80),
    version: z.int().min(1),
    languages: z
      .array(z.string().regex(/^[a-z]{2}-[A-Z]{2}$/))
      .min(1)
      .max(10),
    start: name,
    onError: name.describe("where a node without its own exit for a failure goes"),
    variables: z.record(variableName, variable).default({}),
    nodes: z.record(name, node),
  })
  .meta({ title: "Tellerline flow" });

export type FlowDocument = z.infer<typeof flowDocumentSchema>;
export type FlowNode = FlowDocument["nodes"][string];
export type FlowNodeKind = FlowNode["kind"];
export type NodeOf<Kind extends FlowNodeKind> = Extract<FlowNode, { kind: Kind }>;
export type FlowItem = z.infer<typeof item>;
export type SayAs = z.infer<typeof sayAs>;
export type VariableType = FlowDocument["variables"][string]["type"];

/** The published JSON Schema of the language (draft 2020-12), for editors and other tools. */
export function flowJsonSchema(): object {
  return z.toJSONSchema(flowDocumentSchema, { io: "input" });
}
