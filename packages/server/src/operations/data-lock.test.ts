import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { explain, lockDataFolder } from "./data-lock.ts";

it("HA-01 the lock of a run that is gone is taken over, also when its number belongs to another program now", () => {
  const folder = mkdtempSync(join(tmpdir(), "tellerline-lock-"));
  const file = join(folder, "tellerline.pid");
  for (const stale of ["4194303", "1", "rubbish"]) {
    writeFileSync(file, stale);
    const unlock = lockDataFolder(folder);
    expect(readFileSync(file, "utf8")).toBe(String(process.pid));
    unlock();
  }
});

it("HA-01 a folder that cannot be made is one clear line", () => {
  const folder = mkdtempSync(join(tmpdir(), "tellerline-lock-"));
  writeFileSync(join(folder, "file"), "");
  expect(() => lockDataFolder(join(folder, "file", "data"))).toThrow(/cannot be used: ENOTDIR/);
  expect(explain("/x", { code: "ENOSPC", name: "", message: "" })).toContain("The disk of /x is full");
  expect(explain("/x", { code: "EACCES", name: "", message: "" })).toContain("cannot be written by this user");
});
