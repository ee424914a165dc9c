// A program started as from a terminal: in a process group of its own, with what it prints kept.

import { type ChildProcess, spawn } from "node:child_process";
import { until } from "./peer.ts";

const root = new URL("../../../../", import.meta.url).pathname;

export interface ProgramOptions {
  /** Added to the environment of the test run, from which TELLERLINE_… is taken out; undefined takes a variable out. */
  environment?: Record<string, string | undefined>;
}

export class Program {
  readonly #process: ChildProcess;
  #output = "";
  #ended = false;

  /** Runs `command` in the folder of the project. */
  constructor(command: readonly string[], options: ProgramOptions = {}) {
    const [file = "", ...args] = command;
    const inherited = Object.entries(process.env).filter(([name]) => !/^(TELLERLINE_|NODE_OPTIONS$|npm_)/.test(name));
    const env = { ...Object.fromEntries(inherited), ...options.environment };
    this.#process = spawn(file, args, { cwd: root, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.on("data", (text: Buffer) => (this.#output += text.toString()));
    this.#process.once("close", () => (this.#ended = true));
    this.#process.once("error", (error) => (this.#output += error.message));
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get output(): string {
    return this.#output;
  }

  /** Resolves once `text` was printed; rejects when the program ends before. */
  async prints(text: string, ms = 60_000): Promise<void> {
    await until(
      `the program to print "${text}"`,
      () => {
        if (this.#output.includes(text)) return true;
        if (this.#ended) throw new Error(`it ended with ${this.#process.exitCode}: ${this.#output}`);
        return undefined;
      },
      ms,
    );
  }

  /** Resolves with the exit code and what was printed once it and everything that shared its output has ended. */
  async ended(ms = 60_000): Promise<{ code: number | null; output: string }> {
    await until(`the program to end, which printed ${this.#output}`, () => (this.#ended ? true : undefined), ms);
    return { code: this.#process.exitCode, output: this.#output };
  }

  /** A signal to its whole group, as a terminal sends SIGINT on Ctrl-C. */
  signalGroup(signal: NodeJS.Signals): void {
    process.kill(-this.pid, signal);
  }

  /** A signal to the program alone, as a supervisor sends SIGTERM. */
  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Ends what is left of it. */
  async dispose(): Promise<void> {
    if (this.#ended) return;
    this.signal("SIGTERM");
    await this.ended(20_000).catch(() => {
      this.signalGroup("SIGKILL");
      return this.ended(5000);
    });
  }
}

/** Runs a program to its end. */
export async function run(
  command: readonly string[],
  options: ProgramOptions = {},
): Promise<{ code: number | null; output: string }> {
  const program = new Program(command, options);
  try {
    return await program.ended();
  } finally {
    await program.dispose();
  }
}
