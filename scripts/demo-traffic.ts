// npm run demo:traffic: customers and agents of no flesh and blood call and serve each other through a running demo bank, by
// real SIP and RTP on the loopback, so that every page is alive (docs/demo-traffic.md).
//
//   node scripts/demo-traffic.ts [--rate 2] [--agents 20] [--minutes 30] [--url http://localhost:8080/] [--data data]

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { DemoAccess } from "@tellerline/testkit";
import { Customers } from "./demo-traffic/customers.ts";
import { Hall } from "./demo-traffic/hall.ts";
import { Staff } from "./demo-traffic/staff.ts";
import { Telephones } from "./demo-traffic/telephones.ts";
import { Voices } from "./demo-traffic/voices.ts";

const progressEveryMs = 5000;
/** How long what goes on may take to end at the end. */
const farewellMs = 3000;

const { values } = parseArgs({
  options: {
    rate: { type: "string", default: "2" },
    agents: { type: "string", default: "20" },
    minutes: { type: "string", default: "0" },
    /** Seconds of an average talk. */
    talk: { type: "string", default: "14" },
    url: { type: "string", default: "http://localhost:8080/" },
    sip: { type: "string", default: "127.0.0.1:5060" },
    data: { type: "string", default: "data" },
    "max-calls": { type: "string", default: "200" },
  },
});

function positive(name: "rate" | "agents" | "minutes" | "talk" | "max-calls", most: number): number {
  const value = Number(values[name]);
  if (!(value >= 0 && value <= most)) throw new Error(`--${name} is a number from 0 to ${most}.`);
  return value;
}

function readAccess(): DemoAccess {
  const file = join(values.data, "demo-access.json");
  try {
    return JSON.parse(readFileSync(file, "utf8")) as DemoAccess;
  } catch {
    throw new Error(`${file} cannot be read: name the data folder of the running demo bank with --data.`);
  }
}

async function checkProduct(url: string): Promise<void> {
  const { hostname } = new URL(url);
  if (!["localhost", "[::1]"].includes(hostname) && !hostname.startsWith("127."))
    throw new Error("Synthetic traffic stays on this machine: --url must be of localhost.");
  const health = await fetch(new URL("health", url)).catch(() => undefined);
  if (health?.ok !== true) throw new Error(`There is no product at ${url}: start it with npm start.`);
}

function exponential(mean: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, -Math.log(1 - Math.random()) * mean));
}

async function main(): Promise<void> {
  const url = values.url.endsWith("/") ? values.url : `${values.url}/`;
  const [rate, agents, minutes] = [positive("rate", 100), positive("agents", 500), positive("minutes", 10_000)];
  const [talkSeconds, maxCalls] = [positive("talk", 3600), positive("max-calls", 5000)];
  const access = readAccess();
  await checkProduct(url);
  const [host = "", port = "5060"] = values.sip.split(":");
  const product = { host, port: Number(port) };

  const voices = new Voices();
  const hall = new Hall(() => exponential(talkSeconds, 3, 6 * talkSeconds) * 1000);
  const inside = await Telephones.open("127.0.0.1", voices);
  const outside = await Telephones.open("127.0.0.2", voices);
  const staff = new Staff({ url, registrar: product, access, telephones: inside, hall });
  const customers = new Customers({ product, access, telephones: outside, hall, rate, maxCalls });

  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ending.abort());
  if (minutes > 0) setTimeout(() => ending.abort(), minutes * 60_000).unref();
  const ended = new Promise<void>((resolve) => ending.signal.addEventListener("abort", () => resolve()));

  const startedAt = Date.now();
  const tell = () => {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    const clock = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
    const { calls, served, selfService, abandoned, early, errors } = hall.counts;
    console.log(
      `${clock}  agents ${staff.size} · calls up ${outside.calls.size} (waiting ${hall.waiting}, talking ${hall.talking})` +
        ` · of ${calls}: served ${served}, self-service ${selfService}, abandoned ${abandoned}, hung up early ${early},` +
        ` errors ${errors}${hall.lastError === "" ? "" : ` (${hall.lastError})`}`,
    );
    hall.lastError = "";
  };
  const progress = setInterval(tell, progressEveryMs);
  console.log(`${agents} agents and ${rate} customers a second at ${url}; Ctrl-C ends it.`);
  const coming = staff.come(agents, () => !ending.signal.aborted);
  if (rate > 0) customers.start();
  let failure: Error | undefined;
  await Promise.race([ended, coming.then(() => ended).catch((error: Error) => (failure = error))]);
  clearInterval(progress);
  console.log("Everybody leaves.");
  customers.stop();
  await Promise.race([staff.leave(), new Promise((resolve) => setTimeout(resolve, farewellMs))]);
  await new Promise((resolve) => setTimeout(resolve, farewellMs / 3));
  tell();
  await Promise.all([inside.close(), outside.close()]);
  voices.close();
  if (failure !== undefined) throw failure;
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
