// From the first command to Ctrl-C: a fresh machine, a second start, everything that can be in the way of one, and nothing
// left behind.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clusterFolder, freePorts, intrude, ProductApi, Program, processesNaming, run } from "@tellerline/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

const main = [process.execPath, "packages/server/src/main.ts"];
const up = "Tellerline is up";

let folder: string;
let settings: Record<string, string | undefined>;
const programs: Program[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tellerline-start-"));
  settings = await settingsFor(join(folder, "data"));
});
afterEach(async () => {
  for (const program of programs.splice(0)) await program.dispose();
});
afterAll(() => {
  for (const name of ["data", "other", "full"])
    rmSync(clusterFolder(join(folder, name)), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

async function settingsFor(data: string): Promise<Record<string, string | undefined>> {
  const ports = await freePorts();
  return {
    TELLERLINE_DATA: data,
    TELLERLINE_HTTP_PORT: String(ports.http),
    TELLERLINE_SIP_PORT: String(ports.sip),
    TELLERLINE_SIP_TLS_PORT: String(ports.sipTls),
  };
}

async function start(command: readonly string[], environment = settings): Promise<Program> {
  const program = new Program(command, { environment });
  programs.push(program);
  await program.prints(up);
  return program;
}

/** Runs a start that must fail: exit code 1 and, after the steps of progress, one line. */
async function refused(environment: Record<string, string | undefined>, command = main): Promise<string> {
  const { code, output } = await run(command, { environment });
  const lines = output.split("\n").filter((line) => line !== "" && !line.startsWith("·"));
  expect(lines, output).toHaveLength(1);
  expect(code).toBe(1);
  return lines[0] ?? "";
}

function leftOver(data = join(folder, "data")): string[] {
  return processesNaming(join(data, "media"), clusterFolder(data)).map(({ command }) => command);
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

/** The port can be had: nobody is left on it. */
async function expectFree(...ports: (string | undefined)[]): Promise<void> {
  for (const port of ports) {
    const server = await listen(Number(port));
    await new Promise((resolve) => server.close(resolve));
  }
}

/**
 * A shell in a mount namespace of its own, in which `preparation` is done before the product starts. Undefined where that
 * is not allowed, which where peers are required is an error.
 */
function inOwnMounts(preparation: string): string[] | undefined {
  const possible = spawnSync("sh", ["-c", "unshare --mount true"]).status === 0;
  if (!possible && process.env.REQUIRE_PEERS === "1") throw new Error("mount namespaces are required");
  return possible ? ["unshare", "--mount", "sh", "-c", `${preparation} && exec "$0" "$@"`, ...main] : undefined;
}

const ownMounts = inOwnMounts("true") !== undefined;

describe("npm start", () => {
  it("HA-01 on a fresh machine, with LANG unset, and Ctrl-C ends everything", async () => {
    const product = await start(["npm", "start", "--silent"], { ...settings, LANG: undefined, LC_ALL: undefined });
    expect(product.output).toContain("making the database cluster");
    expect(product.output).toContain("seeding the demo bank");
    expect(product.output).toMatch(/Console\s+http:\/\/localhost:\d+\//);
    expect(product.output).toMatch(/agent1\s+\S+\s+agent/);
    expect(leftOver().length).toBeGreaterThan(1);
    product.signalGroup("SIGINT");
    expect(await product.ended()).toMatchObject({ code: 0 });
    expect(leftOver()).toEqual([]);
    await expectFree(settings.TELLERLINE_HTTP_PORT, settings.TELLERLINE_SIP_PORT);
  });

  it("HA-01 again on the same data: nothing is made anew, a second product is refused, SIGTERM ends everything", async () => {
    if (!existsSync(join(folder, "data", "demo-access.json"))) {
      const first = await start(main);
      first.signal("SIGTERM");
      await first.ended();
    }
    const product = await start(main);
    expect(product.output).not.toMatch(/making the database cluster|seeding|bringing the database/);
    const line = await refused({ ...(await settingsFor(join(folder, "data"))) });
    expect(line).toContain(`is in use by process ${product.pid}`);
    product.signal("SIGTERM");
    expect(await product.ended()).toMatchObject({ code: 0 });
    expect(leftOver()).toEqual([]);
    await expectFree(settings.TELLERLINE_HTTP_PORT, settings.TELLERLINE_SIP_PORT);
  });

  it("SE-03 the audit is verified beside the running product and without it; a forged entry is found", async () => {
    const verify = () => run(["npm", "run", "--silent", "audit:verify"], { environment: settings });
    const product = await start(main);
    const access = JSON.parse(readFileSync(join(folder, "data", "demo-access.json"), "utf8")) as {
      accounts: { login: string; password: string }[];
    };
    const leader = access.accounts.find(({ login }) => login === "leader");
    const api = new ProductApi(/http:\S+/.exec(product.output)?.[0] ?? "", undefined);
    await api.post("sessions", leader ?? {});
    const beside = await verify();
    expect(beside.output).toMatch(/^ok +Demo Bank .*: [1-9]\d* entries$/m);
    expect(beside.code).toBe(0);
    product.signal("SIGINT");
    await product.ended();
    const stopped = await verify();
    expect(stopped).toEqual(beside);
    expect(leftOver()).toEqual([]);
    const again = await start(main);
    const forgery = "update audit set actor = 'nobody' where sequence = 1 returning sequence";
    expect((await intrude(join(folder, "data"), forgery)).length).toBeGreaterThan(0);
    const forged = await verify();
    expect(forged.output).toMatch(/^BROKEN +Demo Bank .*: at entry 1: its content does not give its hash$/m);
    expect(forged.code).toBe(1);
    again.signal("SIGINT");
    await again.ended();
  });
});

describe("what can be in the way of a start is told in one line", () => {
  it("HA-01 a port in use, and nothing is left running", async () => {
    const data = join(folder, "other");
    const environment = await settingsFor(data);
    for (const [variable, name] of [
      ["TELLERLINE_SIP_PORT", /sip\.port/],
      ["TELLERLINE_HTTP_PORT", /http\.port/],
    ] as const) {
      const port = environment[variable] ?? "";
      const holder = await listen(Number(port));
      const line = await refused(environment);
      expect(line).toContain(port);
      expect(line).toMatch(name);
      expect(leftOver(data)).toEqual([]);
      await new Promise((resolve) => holder.close(resolve));
    }
    await expectFree(environment.TELLERLINE_HTTP_PORT, environment.TELLERLINE_SIP_PORT);
  });

  it("HA-01 a data folder that cannot be one", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect(await refused({ ...settings, TELLERLINE_DATA: file })).toContain(file);
    expect(await refused({ ...settings, TELLERLINE_DATA: join(file, "below") })).toContain(file);
  });

  it("AD-04 an unknown setting, in the file or in the environment; config:print explains all", async () => {
    const config = join(folder, "tellerline.yaml");
    writeFileSync(config, "http:\n  prot: 8080\n");
    expect(await refused({ ...settings, TELLERLINE_CONFIG: config })).toContain("http.prot is not a setting");
    expect(await refused({ ...settings, TELLERLINE_X: "1" })).toContain("TELLERLINE_X is not a setting");
    const print = ["npm", "run", "--silent", "config:print"];
    const { code, output } = await run(print, {
      environment: { ...settings, TELLERLINE_DATABASE_URL: "postgres://u:secret@h/" },
    });
    expect(code).toBe(0);
    expect(output).toContain(`http.port = ${settings.TELLERLINE_HTTP_PORT}\n    from TELLERLINE_HTTP_PORT`);
    expect(output).toMatch(/sip\.realm = "tellerline"\n {4}from default/);
    expect(output).not.toContain("secret@");
    expect((await run(print, { environment: { ...settings, TELLERLINE_X: "1" } })).code).toBe(1);
  });

  it.skipIf(!ownMounts)("HA-01 a full disk: where the database lies, and where everything else lies", async () => {
    const data = join(folder, "full");
    mkdirSync(data);
    const environment = await settingsFor(data);
    const database = process.getuid?.() === 0 ? "/var/lib/tellerline/data" : data;
    const small = inOwnMounts(`mount -t tmpfs -o size=8m tmpfs ${database}`) ?? [];
    expect(await refused(environment, small)).toMatch(/disk|space/i);
    const tiny = inOwnMounts(`mount -t tmpfs -o size=4k tmpfs ${data}`) ?? [];
    expect(await refused(environment, tiny)).toMatch(/disk|space/i);
    expect(leftOver(data)).toEqual([]);
  });

  it.skipIf(!ownMounts)("HA-01 as root without a user postgres", async () => {
    const data = join(folder, "plain");
    mkdirSync(data);
    const passwd = join(folder, "passwd");
    const lines = readFileSync("/etc/passwd", "utf8").split("\n");
    writeFileSync(passwd, lines.filter((line) => !line.startsWith("postgres:")).join("\n"));
    const command = inOwnMounts(`mount --bind ${passwd} /etc/passwd`) ?? [];
    const product = await start(command, await settingsFor(data));
    product.signal("SIGINT");
    expect(await product.ended()).toMatchObject({ code: 0 });
    expect(leftOver(data)).toEqual([]);
    rmSync(clusterFolder(data), { recursive: true, force: true });
  });
});
