// The file of a recording: written one piece after the other without ever holding up the tick, hashed as it grows. Also
// the reading of such a file.

import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, readFile } from "node:fs/promises";
import { done, failed, type Outcome } from "../protocol.ts";
import { type RecordingResult, readRecording } from "../recorder/recording-reader.ts";

/** More than this waiting: the disk does not keep up. */
const backlogMaxBytes = 512 * 1024;
const syncEveryBytes = 256 * 1024;

export class RecordingFile {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  #bytes = 0;
  #backlog = 0;
  #sinceSync = 0;
  #error: string | undefined;
  #work: Promise<void> = Promise.resolve();

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /** Creates the file; an existing one is never overwritten. Errors: fileUnwritable. */
  static async create(path: string): Promise<Outcome<RecordingFile>> {
    try {
      const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;
      return done(new RecordingFile(path, await open(path, flags, 0o600)));
    } catch (error) {
      return failed("fileUnwritable", `${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
    }
  }

  /** Whether more waits than the disk takes. */
  get congested(): boolean {
    return this.#backlog > backlogMaxBytes || this.#error !== undefined;
  }

  /** Why writing failed, for example ENOSPC; nothing is written after it, so that what is there stays readable. */
  get error(): string | undefined {
    return this.#error;
  }

  /** Appends, in order; returns at once. */
  write(bytes: Buffer): void {
    this.#backlog += bytes.length;
    this.#work = this.#work.then(() => this.#append(bytes));
  }

  /** Resolves when everything is on disk and the file is closed. */
  async close(): Promise<{ bytes: number; sha256: string }> {
    await this.#work;
    try {
      await this.#file.datasync();
    } catch (error) {
      this.#fail(error);
    }
    await this.#file.close();
    return { bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  async #append(bytes: Buffer): Promise<void> {
    this.#backlog -= bytes.length;
    if (this.#error !== undefined) return;
    try {
      let at = 0;
      while (at < bytes.length) at += (await this.#file.write(bytes, at, bytes.length - at)).bytesWritten;
      this.#hash.update(bytes);
      this.#bytes += bytes.length;
      this.#sinceSync += bytes.length;
      if (this.#sinceSync >= syncEveryBytes) {
        this.#sinceSync = 0;
        await this.#file.datasync();
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#error ??= (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

/** Reads a recording from disk. Rejects only if the file cannot be read. */
export async function readRecordingFile(
  path: string,
  keyLookup: (keyId: string) => Buffer | undefined,
): Promise<RecordingResult> {
  return readRecording(await readFile(path), keyLookup);
}
