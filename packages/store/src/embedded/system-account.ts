// PostgreSQL refuses to run as root, and what lies under /root no other user can execute. So, as root, the binaries and
// the data live in a system folder and belong to a system account of ours.

import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

export interface Account {
  uid: number;
  gid: number;
}

const accountName = "tellerline";
const systemFolder = "/var/lib/tellerline";

/** The account PostgreSQL runs as when we are root; makes it if it can, otherwise `nobody`. */
export function systemAccount(): Account {
  const known = findAccount(accountName);
  if (known !== undefined) return known;
  try {
    const options = [
      "--system",
      "--user-group",
      "--no-create-home",
      "--home-dir",
      "/nonexistent",
      "--shell",
      "/usr/sbin/nologin",
    ];
    execFileSync("useradd", [...options, accountName], { stdio: "ignore" });
  } catch {
    // A read-only /etc or no useradd: `nobody` serves as well.
  }
  return findAccount(accountName) ?? findAccount("nobody") ?? { uid: 65_534, gid: 65_534 };
}

function findAccount(name: string): Account | undefined {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** Copies the PostgreSQL installation to where every user may run it; returns the copy. Done once per version. */
export function publicCopy(installation: string, version: string): string {
  const target = join(systemFolder, `postgresql-${version}`);
  if (existsSync(target)) return target;
  mkdirSync(systemFolder, { recursive: true, mode: 0o755 });
  chmodSync(systemFolder, 0o755);
  const unfinished = `${target}.${process.pid}`;
  cpSync(installation, unfinished, { recursive: true, verbatimSymlinks: true });
  execFileSync("chmod", ["-R", "a+rX", unfinished]);
  try {
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

/** A data folder for `project` that the account owns. */
export function ownedFolder(project: string, account: Account): string {
  const base = join(systemFolder, "data");
  mkdirSync(base, { recursive: true, mode: 0o755 });
  const folder = join(base, project);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chownSync(folder, account.uid, account.gid);
  return folder;
}
