import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";

const folder = mkdtempSync(join(tmpdir(), "tellerline-postgres-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (place = folder) => startEmbeddedPostgres({ folder: place, port: 0, progress: () => {} });

async function query(url: string, text: string): Promise<unknown[]> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

it("HA-01 starts UTF-8 with scram on loopback, ends without a trace and keeps its data", async () => {
  const first = await start();
  expect(await query(first.url, "show server_encoding")).toEqual([{ server_encoding: "UTF8" }]);
  await query(first.url, "create table kept (n int)");
  await expect(query(first.url.replace(/:[^:@]+@/, ":wrong@"), "select 1")).rejects.toMatchObject({ code: "28P01" });
  await first.stop();
  const second = await start();
  expect(await query(second.url, "select * from kept")).toEqual([]);
  await second.stop();
});

it("HA-01 the orphan of a killed run is recognised and stopped", async () => {
  const script = `import { startEmbeddedPostgres } from "@tellerline/store";
    const pg = await startEmbeddedPostgres({ folder: ${JSON.stringify(folder)}, port: 0, progress: () => {} });
    console.log(pg.url); process.kill(process.pid, "SIGKILL");`;
  const killed = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    cwd: import.meta.dirname,
  });
  const orphanUrl = killed.stdout.trim();
  expect(await query(orphanUrl, "select 1 as one")).toEqual([{ one: 1 }]);
  const steps: string[] = [];
  const next = await startEmbeddedPostgres({ folder, port: 0, progress: (step) => steps.push(step) });
  expect(steps.join()).toContain("earlier run left behind");
  expect(await query(next.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await next.stop();
});

it("HA-01 a foreign or damaged data folder is refused with a reason and left as it is", async () => {
  const probe = await start();
  const data = dataFolder(probe.url);
  await probe.stop();
  const control = join(data, "global", "pg_control");
  renameSync(control, `${control}.away`);
  await expect(start()).rejects.toThrow(/damaged or not ours: global\/pg_control is missing/);
  renameSync(`${control}.away`, control);
  const version = readFileSync(join(data, "PG_VERSION"), "utf8");
  writeFileSync(join(data, "PG_VERSION"), "14\n");
  await expect(start()).rejects.toThrow(/belongs to PostgreSQL 14/);
  writeFileSync(join(data, "PG_VERSION"), version);

  const foreign = mkdtempSync(join(tmpdir(), "tellerline-foreign-"));
  const away = `${data}.away`;
  renameSync(data, away);
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, "holiday.jpg"), "");
  await expect(start()).rejects.toThrow(/holds no PostgreSQL cluster/);
  expect(readdirSync(data)).toEqual(["holiday.jpg"]);
  rmSync(data, { recursive: true });
  renameSync(away, data);
  rmSync(foreign, { recursive: true });
});

/** Where the cluster on `url` lives: not below `folder` when the test runs as root. */
function dataFolder(url: string): string {
  const port = new URL(url).port;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const command = readIfThere(`/proc/${pid}/cmdline`).split("\0");
    if (command.includes(`port=${port}`)) return command[command.indexOf("-D") + 1] as string;
  }
  throw new Error(`no server on port ${port}`);
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
