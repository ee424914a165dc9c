// npm start: reads the configuration, starts the product, prints where it is, and ends everything on Ctrl-C.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { ConfigError, loadConfig } from "./config/load-config.ts";
import { explain } from "./operations/data-lock.ts";
import { type Product, startProduct } from "./product.ts";
import { createLog } from "./system/pino-log.ts";

async function main(): Promise<void> {
  const started = Date.now();
  const { config } = loadConfig(process.env);
  const logFile = join(config.data, "log", "tellerline.log");
  try {
    mkdirSync(join(config.data, "log"), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Error(explain(config.data, error as NodeJS.ErrnoException), { cause: error });
  }
  const destination = await openLog(logFile);
  const log = createLog(config["log.level"], destination);
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopping.abort());

  const starting = startProduct({ config, log, progress: (step) => console.log(`· ${step}`) });
  const product = await starting;
  print(product, logFile, Date.now() - started);
  const ended = new Promise<void>((resolve) => {
    if (stopping.signal.aborted) resolve();
    stopping.signal.addEventListener("abort", () => resolve());
  });
  let failure: Error | undefined;
  await Promise.race([ended, product.failed.catch((error: Error) => (failure = error))]);
  console.log("· stopping");
  await product.stop();
  destination.flushSync();
  if (failure !== undefined) throw failure;
}

/** Resolves when the file is open: pino breaks a process that ends before. */
function openLog(file: string): Promise<ReturnType<typeof pino.destination>> {
  const destination = pino.destination({ dest: file, sync: false, mkdir: true });
  return new Promise((resolve, reject) => {
    destination.once("ready", () => resolve(destination));
    // Once it is open: a full disk costs lines of the log, never the product.
    destination.on("error", (error: NodeJS.ErrnoException) =>
      reject(new Error(explain(file, error), { cause: error })),
    );
  });
}

function print(product: Product, logFile: string, ms: number): void {
  const lines = [
    "",
    `Tellerline is up after ${(ms / 1000).toFixed(1)} s.`,
    "",
    `  Console    ${product.url}`,
    `  Demo bank  ${product.demoBankUrl}`,
    `  SIP        ${product.sip.join("  ")}`,
    `  Log        ${logFile}`,
  ];
  if (product.demo !== undefined) {
    lines.push("", "  Demo accounts (also in demo-access.json of the data folder):");
    for (const { role, login, password } of product.demo.accounts)
      lines.push(`    ${login.padEnd(10)} ${password.padEnd(20)} ${role}`);
    for (const { username, password } of product.demo.phones)
      lines.push(`    ${username.padEnd(10)} ${password.padEnd(20)} SIP phone`);
    lines.push(
      `    The bank's number is ${product.demo.number}; a card: ${product.demo.cards[0]?.number}, password ${product.demo.cards[0]?.password}.`,
    );
  }
  lines.push("", "  Ctrl-C ends everything.");
  console.log(lines.join("\n"));
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error instanceof ConfigError ? error.message : `Tellerline cannot run: ${error.message}`);
    if (process.env.TELLERLINE_LOG_LEVEL === "debug") console.error(error.stack);
    process.exit(1);
  },
);
