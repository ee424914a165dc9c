// The secrets of an installation: made at the first start, kept 0600 in the data folder, never logged.

import { createHmac, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export class Secrets {
  readonly #master: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, "master.key");
    if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
    this.#master = readFileSync(file, "utf8").trim();
  }

  /** 32 bytes for `purpose`, always the same ones in this installation. */
  key(purpose: string): Buffer {
    return createHmac("sha256", this.#master).update(purpose).digest();
  }

  /** The same as text. */
  text(purpose: string): string {
    return this.key(purpose).toString("base64url");
  }
}
