// One product per data folder: a lock file with the process that holds it.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The data folder cannot be used; the message says why and how to mend it. */
export class DataFolderError extends Error {
  readonly code = "dataFolder";
}

/** Takes the folder, making it if need be; returns the function that gives it back. Throws DataFolderError. */
export function lockDataFolder(folder: string): () => void {
  const file = join(folder, "tellerline.pid");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (;;) {
      try {
        writeFileSync(file, String(process.pid), { flag: "wx", mode: 0o600 });
        return () => rmSync(file, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        const holder = Number(readFileSync(file, "utf8"));
        if (holder !== process.pid && isProduct(holder)) {
          throw new DataFolderError(
            `${resolve(folder)} is in use by process ${holder}; stop it, or set data to another folder.`,
          );
        }
        rmSync(file, { force: true });
      }
    }
  } catch (error) {
    if (error instanceof DataFolderError) throw error;
    throw new DataFolderError(explain(resolve(folder), error as NodeJS.ErrnoException));
  }
}

/** One clear line for what the file system refused. */
export function explain(place: string, error: NodeJS.ErrnoException): string {
  if (error.code === "ENOSPC") return `The disk of ${place} is full; make room and start again.`;
  if (error.code === "EACCES" || error.code === "EPERM" || error.code === "EROFS")
    return `${place} cannot be written by this user (${error.code}).`;
  return `${place} cannot be used: ${error.message}`;
}

/** Whether `pid` is a running product: a number may have been given to another program since. */
function isProduct(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("main.ts");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
