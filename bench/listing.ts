// How long one centre of many queues and members takes to be configured, signed in and listed (HA-06): the router, the
// monitor's views and the answer of GET /live as JSON, without network and database. One JSON line, added to
// bench/history/listing.jsonl.
//
//   node bench/listing.ts [--queues 40000] [--members 75000] [--waiting 5000] [--runs 7] [--no-history]

import { parseArgs } from "node:util";
import { standardAgentRouting, standardQueueRouting } from "@tellerline/api";
import { randomInteger, SeededRandom, silentLog } from "@tellerline/base";
import { Centre, type CentreConfiguration, houseRules } from "@tellerline/server";
import { VirtualScheduler } from "@tellerline/testkit";
import { machine, report } from "./report.ts";

const { values } = parseArgs({
  options: {
    queues: { type: "string", default: "40000" },
    members: { type: "string", default: "75000" },
    waiting: { type: "string", default: "5000" },
    runs: { type: "string", default: "7" },
    "no-history": { type: "boolean", default: false },
  },
});
const counts = { queues: Number(values.queues), members: Number(values.members), waiting: Number(values.waiting) };
const random = new SeededRandom(1);
const pad = (n: number) => String(n).padStart(12, "0");
const queueId = (n: number) => `b0000000-0000-7000-8000-${pad(n)}`;
const agentId = (n: number) => `a0000000-0000-7000-8000-${pad(n)}`;

function configuration(): CentreConfiguration {
  const queue = {
    ...{ recording: "all" as const, wrapUpMs: 10_000, maxWaitMs: 600_000, autoAnswer: false, holdFreesAgent: false },
    ...{ releasedByAgent: false, priority: 0, serviceLevelMs: 20_000, ringTimeoutMs: 15_000, requiredSkills: [] },
    ...{ serviceLevelFormula: "ofAll" as const, shortAbandonMs: 5_000, strategy: "longestIdle" as const },
    routing: standardQueueRouting,
  };
  const agent = {
    ...{ allowedSkills: [], skills: {}, capacity: { voice: 1, chat: 3 }, mixedMedia: true, mayUnmask: false },
    ...{ routing: standardAgentRouting, forwarding: { always: null, busy: null, noAnswer: null } },
  };
  const queues = Array.from({ length: counts.queues }, (_, n) => ({ ...queue, id: queueId(n), name: `queue ${n}` }));
  // Every queue has a member; who is left goes where chance puts him.
  const agents = Array.from({ length: counts.members }, (_, n) => ({
    ...{ ...agent, agentId: agentId(n), userId: agentId(n), name: `agent ${n}`, number: String(100_000 + n) },
    ...{ team: `team ${n % 500}`, queueIds: [queueId(n < counts.queues ? n : randomInteger(random, counts.queues))] },
  }));
  return {
    ...{ tenantName: "Bank", skills: [], phones: new Map(), flows: new Map(), numbers: new Map(), trunks: [] },
    ...houseRules([], []),
    queues: new Map(queues.map((one) => [one.id, one])),
    agents: new Map(agents.map((one) => [one.agentId, one])),
    agentByNumber: new Map(agents.map((one) => [one.number, one])),
  };
}

/** @returns what `work` takes, in ms. */
function timed(work: () => void): number {
  const from = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - from) / 1e6;
}

const scheduler = new VirtualScheduler(1_800_000_000_000);
const made = configuration();
let centre: Centre | undefined;
const configureMs = timed(() => {
  const nothing = () => Promise.reject(new Error("no database"));
  centre = new Centre(
    {
      ...{ tenantId: "t", runId: "bench", scheduler, random, log: silentLog, bank: { call: nothing } as never },
      ...{ events: { publish: () => undefined }, store: { inTenant: nothing }, journal: { append: () => undefined } },
      records: { write: () => undefined, dispose: () => Promise.resolve() },
      calls: { open: () => undefined, command: () => false },
    },
    made,
  );
});
const floor = centre as unknown as Centre;
const signInMs = timed(() => {
  for (let n = 0; n < counts.members; n++) {
    floor.route({ type: "signIn", agentId: agentId(n), terminal: "none" });
    // Every third one works; the waiting below find nobody in the queues of the others.
    if (n % 3 === 0) floor.route({ type: "setReady", agentId: agentId(n) });
  }
});
for (let n = 0; n < counts.waiting; n++) {
  const common = { channel: "voice", priority: 0, requiredSkills: [], attributes: {} };
  const place = Math.min(counts.queues - 1, 3 * randomInteger(random, Math.floor(counts.queues / 3)) + 1);
  floor.route({ type: "enqueue", interactionId: `i${n}`, queueId: queueId(place), ...common });
}
let bytes = 0;
let listed = { queues: 0, agents: 0, waiting: 0 };
const listings = Array.from({ length: Number(values.runs) }, () =>
  timed(() => {
    const live = floor.views.live();
    bytes = JSON.stringify(live).length;
    const waiting = live.queues.reduce((sum, queue) => sum + queue.waiting, 0);
    listed = { queues: live.queues.length, agents: live.agents.length, waiting };
  }),
).sort((a, b) => a - b);
const rounded = (ms: number | undefined) => Math.round(ms ?? 0);
const line = {
  ...{ bench: "listing", at: new Date().toISOString(), ...counts, listed },
  ...{ configureMs: rounded(configureMs), signInMs: rounded(signInMs), megabytes: Math.round(bytes / 1e5) / 10 },
  ...{ listMsBest: rounded(listings[0]), listMsMedian: rounded(listings[listings.length >> 1]) },
  ...{ listMsWorst: rounded(listings.at(-1)), runs: listings.length, ...machine },
};
report("listing", line, !values["no-history"]);
process.exit(0);
