// How many calls the product sets up: sipp as customers behind the trunk, a flow that goes straight to a queue, agents on
// sipp; the customer hangs up after 5 s. Signalling, routing, records and their storage; no sound is sent to us. Prints one
// JSON line and adds it to bench/history/calls.jsonl.
//
//   node bench/calls.ts [--rate 20] [--seconds 30] [--agents n] [--no-history]

import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { havePeer, intrude, RunningProduct, until } from "@tellerline/testkit";
import { benchNumber, openCallCentre } from "./call-centre.ts";
import { machine, report } from "./report.ts";

const { values } = parseArgs({
  options: {
    rate: { type: "string", default: "20" },
    seconds: { type: "string", default: "30" },
    agents: { type: "string" },
    /** Adds nothing to the history. */
    "no-history": { type: "boolean", default: false },
  },
});
const rate = Number(values.rate);
const calls = Math.round(rate * Number(values.seconds));
const holdMs = 5000;
const agentCount = Number(values.agents ?? Math.ceil(rate * (holdMs / 1000) * 1.4) + 5);
const agentPort = 10_950;
const customerPort = 10_952;

interface Exit {
  code: number | null;
  output: string;
}

function sipp(folder: string, scenario: string, args: string[]): { exit: Promise<Exit>; kill(): void } {
  const file = new URL(`sipp/${scenario}.xml`, import.meta.url).pathname;
  const common = ["-sf", file, "-nostdin", "-nd", "-max_socket", "1000", "-trace_err"];
  const child = spawn("sipp", [...common, ...args], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  child.stderr.on("data", (text: Buffer) => (output = (output + text.toString()).slice(-2000)));
  const exit = new Promise<Exit>((resolve) => child.once("exit", (code) => resolve({ code, output })));
  return { exit, kill: () => child.kill("SIGKILL") };
}

/** CPU time of a process and of its children that are gone, in ms. */
function cpuMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return 10 * (Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]));
  } catch {
    return 0;
  }
}

function rssMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}

function childrenOf(pid: number): number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const parent = Number(readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1]);
      return parent === pid ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

function percentile(sorted: readonly number[], part: number): number {
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0) * 10) / 10;
}

/** What the customers' sipp counted, and how long each waited for the 200. */
function readCustomers(folder: string): { succeeded: number; answerMs: number[]; retransmissions: number } {
  const [heads = "", ...lines] = readFileSync(join(folder, "stat.csv"), "utf8").trim().split("\n");
  const last = lines.at(-1)?.split(";") ?? [];
  const column = (name: string) => Number(last[heads.split(";").indexOf(name)] ?? 0);
  const rtt = readdirSync(folder).find((name) => name.endsWith("_rtt.csv"));
  const rows = rtt === undefined ? [] : readFileSync(join(folder, rtt), "utf8").trim().split("\n").slice(1);
  const answerMs = rows.map((row) => Number(row.split(";")[1])).sort((a, b) => a - b);
  return { succeeded: column("SuccessfulCall(C)"), answerMs, retransmissions: column("Retransmissions(C)") };
}

/** From the call's arrival to the agent's voice on the line, as the records have it, in ms. */
async function readRecords(data: string): Promise<number[]> {
  const mine = `dialled_number = '${benchNumber}'`;
  await until(
    "all records to be written",
    async () => {
      const [row] = await intrude(data, `select count(*)::int as n from call_record where ${mine}`);
      return Number(row?.n) >= calls ? true : undefined;
    },
    30_000,
  ).catch(() => {});
  const rows = await intrude(
    data,
    `select (select min((s->>'startedAt')::numeric) from jsonb_array_elements(segments) s where s->>'kind' = 'talk')
       - extract(epoch from started_at) * 1000 as ms from call_record where ${mine} and talk_ms > 0`,
  );
  return rows.map(({ ms }) => Number(ms)).sort((a, b) => a - b);
}

async function measure(product: RunningProduct, folder: string) {
  const [media] = product.mediaProcesses;
  const [database] = product.databaseProcesses;
  if (media === undefined || database === undefined) throw new Error("the product is not whole");
  const databaseCpu = () => [database.pid, ...childrenOf(database.pid)].reduce((sum, pid) => sum + cpuMs(pid), 0);
  const agents = sipp(folder, "agent", ["-i", "127.0.0.1", "-p", String(agentPort), "-m", "1000000"]);
  const before = { server: cpuMs(product.pid), media: cpuMs(media.pid), database: databaseCpu() };
  const startedAt = performance.now();
  const customers = sipp(folder, "customer", [
    ...["-i", "127.0.0.2", "-p", String(customerPort), "-s", benchNumber, `127.0.0.1:${product.ports.sip}`],
    ...["-r", String(rate), "-m", String(calls), "-d", String(holdMs), "-l", "20000"],
    ...["-trace_stat", "-stf", join(folder, "stat.csv"), "-fd", "1", "-trace_rtt", "-rtt_freq", "1"],
    ...["-recv_timeout", "30000", "-timeout", String(Number(values.seconds) + 60)],
  ]);
  const end = await customers.exit;
  const seconds = (performance.now() - startedAt) / 1000;
  const { succeeded, answerMs, retransmissions } = readCustomers(folder);
  const setupMs = await readRecords(product.data);
  const per = (was: number, is: number) => Math.round(((is - was) / calls) * 100) / 100;
  const figures = {
    ...{ bench: "calls", at: new Date().toISOString(), rate, agents: agentCount, holdMs },
    // The last call stays for holdMs after the last one has come.
    cps: Math.round((calls / (seconds - holdMs / 1000)) * 10) / 10,
    ...{ calls, failed: calls - Math.min(succeeded, setupMs.length), retransmissions },
    ...{ setupMsP50: percentile(setupMs, 0.5), setupMsP99: percentile(setupMs, 0.99) },
    ...{ answerMsP50: percentile(answerMs, 0.5), answerMsP99: percentile(answerMs, 0.99) },
    cpuMsPerCall: per(before.server, cpuMs(product.pid)),
    mediaCpuMsPerCall: per(before.media, cpuMs(media.pid)),
    databaseCpuMsPerCall: per(before.database, databaseCpu()),
    ...{ rssMb: rssMb(product.pid), mediaRssMb: rssMb(media.pid) },
    ...machine,
  };
  agents.kill();
  await agents.exit;
  if (end.code !== 0) console.error(`sipp ended with ${end.code}: ${end.output.trim()}`);
  return figures;
}

async function main(): Promise<void> {
  if (!havePeer("sipp")) throw new Error("sipp is needed: scripts/setup-debian.sh installs it.");
  const folder = mkdtempSync(join(tmpdir(), "tellerline-bench-"));
  const product = await RunningProduct.start({ TELLERLINE_SIP_T1_MS: "500", TELLERLINE_LOG_LEVEL: "warn" });
  try {
    await openCallCentre(product, agentCount, agentPort);
    const figures = await measure(product, folder);
    report("calls", figures, !values["no-history"]);
  } finally {
    await product.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
