// The whole product as a child process on a data folder and ports of its own, used through its public API.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { until } from "./peer.ts";
import { clusterFolder, isAlive, processesNaming, type RunningProcess } from "./processes.ts";

const root = new URL("../../../../", import.meta.url).pathname;

export interface DemoAccess {
  number: string;
  accounts: { role: string; login: string; password: string }[];
  phones: { username: string; password: string }[];
  cards: { number: string; password: string }[];
}

export interface ProductPorts {
  http: number;
  sip: number;
  sipTls: number;
}

export class RunningProduct {
  readonly folder: string;
  readonly ports: ProductPorts;
  readonly #environment: Record<string, string>;
  #process: ChildProcess | undefined;
  #output = "";

  private constructor(folder: string, ports: ProductPorts, environment: Record<string, string>) {
    this.folder = folder;
    this.ports = ports;
    this.#environment = environment;
  }

  /**
   * Starts it on fresh data, without pages (TELLERLINE_PAGES=true brings them). `environment` adds TELLERLINE_… settings.
   */
  static async start(environment: Record<string, string> = {}): Promise<RunningProduct> {
    const folder = mkdtempSync(join(tmpdir(), "tellerline-product-"));
    const product = new RunningProduct(folder, await freePorts(), environment);
    await product.launch();
    return product;
  }

  /** Starts it again on the same data, after `kill` or `stop`. */
  async launch(): Promise<void> {
    this.#output = "";
    const child = spawn(process.execPath, ["packages/server/src/main.ts"], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...withoutSettings(process.env),
        TELLERLINE_DATA: join(this.folder, "data"),
        TELLERLINE_HTTP_PORT: String(this.ports.http),
        TELLERLINE_SIP_PORT: String(this.ports.sip),
        TELLERLINE_SIP_TLS_PORT: String(this.ports.sipTls),
        TELLERLINE_SIP_T1_MS: "50",
        TELLERLINE_PAGES: "false",
        ...this.#environment,
      },
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (text: Buffer) => (this.#output += text.toString()));
    await until(
      "the product to be up",
      () => {
        if (child.exitCode !== null) throw new Error(`the product ended: ${this.#output}`);
        return this.#output.includes("Tellerline is up") ? true : undefined;
      },
      60_000,
    );
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  get data(): string {
    return join(this.folder, "data");
  }

  /** Its media process, and those that were left. */
  get mediaProcesses(): RunningProcess[] {
    return processesNaming(join(this.data, "media")).filter(({ command }) => command.includes("media-main"));
  }

  /** The main processes of its database server, and those that were left. */
  get databaseProcesses(): RunningProcess[] {
    return processesNaming(`-D ${clusterFolder(this.data)}`);
  }

  /** What it printed. */
  get output(): string {
    return this.#output;
  }

  get access(): DemoAccess {
    return JSON.parse(readFileSync(join(this.folder, "data", "demo-access.json"), "utf8")) as DemoAccess;
  }

  get url(): string {
    return /Console\s+(\S+)/.exec(this.#output)?.[1] ?? "";
  }

  get log(): string {
    return readFileSync(join(this.folder, "data", "log", "tellerline.log"), "utf8");
  }

  /** On the console's sign-in page, which is open; returns when the console is there. */
  async signInOn(page: Page, login: string): Promise<void> {
    await page.fill("input[autocomplete=username]", login);
    await page.fill("input[type=password]", this.#account(login).password);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".shell");
  }

  /**
   * The console at `path`, signed in as by its page (`signInOn` does it by hand); returns when the shell is there. What was
   * open in the page is left.
   */
  async openAs(page: Page, login: string, path = ""): Promise<void> {
    const { token = "" } = await this.signIn(login);
    const cookie = { name: "__Host-tellerline", value: token, domain: "localhost", path: "/" };
    await page.context().addCookies([{ ...cookie, httpOnly: true, secure: true, sameSite: "Strict" }]);
    await page.goto(`${this.url}${path}`);
    await page.waitForSelector(".shell");
  }

  /** The API as one of the demo accounts. */
  async signIn(login: string): Promise<ProductApi> {
    const account = this.#account(login);
    const api = new ProductApi(this.url, undefined);
    const { token } = await api.post<{ token: string }>("sessions", { login, password: account.password });
    return new ProductApi(this.url, token);
  }

  #account(login: string): DemoAccess["accounts"][number] {
    const account = this.access.accounts.find((candidate) => candidate.login === login);
    if (account === undefined) throw new Error(`no demo account ${login}`);
    return account;
  }

  /** kill -9 of the controller alone. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** kill -9 of the media process alone. */
  async killMedia(): Promise<void> {
    const killed = this.mediaProcesses.map(({ pid }) => pid);
    if (killed.length === 0) throw new Error("there is no media process");
    for (const pid of killed) process.kill(pid, "SIGKILL");
    await until("the media process to be dead", () => (killed.some(isAlive) ? undefined : true));
  }

  /** The orderly end, as by Ctrl-C. @returns the exit code. */
  async stop(): Promise<number | null> {
    return this.#end("SIGINT");
  }

  /** Ends it and removes its data, and whatever a run that was killed and not started again left. */
  async dispose(): Promise<void> {
    await this.stop();
    const cluster = clusterFolder(this.data);
    for (const { pid } of [...this.mediaProcesses, ...this.databaseProcesses]) process.kill(pid, "SIGTERM");
    await until("everything to have ended", () =>
      [...this.mediaProcesses, ...this.databaseProcesses].length === 0 ? true : undefined,
    );
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(cluster, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    child.kill(signal);
    return ended;
  }
}

/** Calls of the public API in tests; a refusal rejects with the problem's code and detail. */
export class ProductApi {
  readonly url: string;
  readonly token: string | undefined;

  constructor(url: string, token: string | undefined) {
    this.url = url;
    this.token = token;
  }

  get<T>(path: string): Promise<T> {
    return this.#request<T>("GET", path);
  }

  post<T>(path: string, body: object = {}): Promise<T> {
    return this.#request<T>("POST", path, body);
  }

  put<T>(path: string, body: object = {}): Promise<T> {
    return this.#request<T>("PUT", path, body);
  }

  delete<T>(path: string): Promise<T> {
    return this.#request<T>("DELETE", path);
  }

  async bytes(path: string): Promise<Buffer> {
    const response = await fetch(this.#address(path), { headers: this.#headers() });
    if (!response.ok) throw new Error(`${response.status} for ${path}`);
    return Buffer.from(await response.arrayBuffer());
  }

  async #request<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { ...this.#headers(), ...(body === undefined ? {} : { "content-type": "application/json" }) };
    const response = await fetch(this.#address(path), {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T & { code?: string; detail?: string };
    if (!response.ok)
      throw new Error(
        `${method} ${path}: ${response.status} ${answer.code} ${answer.detail ?? ""} ${JSON.stringify(answer)}`,
      );
    return answer;
  }

  #address(path: string): string {
    return `${this.url}api/v1/${path}`;
  }

  #headers(): Record<string, string> {
    return this.token === undefined ? {} : { authorization: `Bearer ${this.token}` };
  }
}

function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith("TELLERLINE_") && name !== "NODE_OPTIONS"),
  );
}

let nextPort = 11_000 + (process.pid % 800) * 10;

/** Ports of a product's own, below the ephemeral range. */
export async function freePorts(): Promise<ProductPorts> {
  const take = async (): Promise<number> => {
    for (;;) {
      nextPort = nextPort >= 19_900 ? 11_000 : nextPort + 1;
      if (await isFree(nextPort)) return nextPort;
    }
  };
  return { http: await take(), sip: await take(), sipTls: await take() };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
