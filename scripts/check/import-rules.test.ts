// Every import rule must catch a file that breaks it: a rule that understands nothing passes everything.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { tidyFile } from "./tidy.ts";

const root = new URL("../..", import.meta.url).pathname;

/** file → its import; the rule that must be named. */
const breaches: [rule: string, file: string, imported: string][] = [
  ["no-cycles", "packages/base/src/a.ts", "./b.ts"],
  ["door-only", "packages/voice/src/deep.ts", "../../base/src/clock.ts"],
  ["door-only-outside", "simulation/deep.ts", "../packages/base/src/clock.ts"],
  ["pure-sip", "packages/sip/src/breach.ts", "@tellerline/acd"],
  ["pure-media", "packages/media/src/breach.ts", "@tellerline/sip"],
  ["pure-acd", "packages/acd/src/breach.ts", "@tellerline/flow"],
  ["pure-flow", "packages/flow/src/breach.ts", "@tellerline/acd"],
  ["pure-base", "packages/base/src/breach.ts", "@tellerline/api"],
  ["api-alone", "packages/api/src/breach.ts", "@tellerline/base"],
  ["voice-rooms", "packages/voice/src/breach.ts", "@tellerline/acd"],
  ["bank-rooms", "packages/bank/src/breach.ts", "@tellerline/voice"],
  ["channels-rooms", "packages/channels/src/breach.ts", "@tellerline/acd"],
  ["store-rooms", "packages/store/src/breach.ts", "@tellerline/acd"],
  ["sdk-rooms", "packages/sdk/src/breach.ts", "@tellerline/base"],
  ["ui-rooms", "packages/ui/src/breach.ts", "@tellerline/api"],
  ["testkit-rooms", "packages/testkit/src/breach.ts", "@tellerline/voice"],
  ["apps-rooms", "apps/console/src/breach.ts", "@tellerline/store"],
  ["testkit-for-tests", "packages/voice/src/borrowed.ts", "@tellerline/testkit"],
  ["pure-no-third-party", "packages/acd/src/library.ts", "fastify"],
  ["media-libraries", "packages/sip/src/library.ts", "zod"],
];

it("SE-07 every import rule names the file that breaks it", { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "tellerline-rules-"));
  try {
    for (const file of [".dependency-cruiser.cjs", "tsconfig.json", "tsconfig.web.json", "package.json"])
      cpSync(join(root, file), join(folder, file));
    const packages = [
      "base",
      "sip",
      "media",
      "acd",
      "flow",
      "api",
      "voice",
      "bank",
      "channels",
      "store",
      "server",
      "sdk",
      "ui",
      "testkit",
    ];
    for (const name of packages) {
      mkdirSync(join(folder, "packages", name, "src"), { recursive: true });
      cpSync(join(root, "packages", name, "package.json"), join(folder, "packages", name, "package.json"));
      writeFileSync(join(folder, "packages", name, "src", "index.ts"), `export const name = "${name}";\n`);
      mkdirSync(join(folder, "node_modules", "@tellerline"), { recursive: true });
      symlinkSync(join(folder, "packages", name), join(folder, "node_modules", "@tellerline", name));
    }
    for (const library of ["fastify", "zod"])
      symlinkSync(join(root, "node_modules", library), join(folder, "node_modules", library));
    symlinkSync(join(root, "node_modules", "typescript"), join(folder, "node_modules", "typescript"));
    writeFileSync(join(folder, "packages/base/src/clock.ts"), "export const clock = 1;\n");
    writeFileSync(join(folder, "packages/base/src/b.ts"), 'export * from "./a.ts";\n');
    for (const [, file, imported] of breaches) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `export * from "${imported}";\n`);
    }
    const result = spawnSync(
      join(root, "node_modules/.bin/depcruise"),
      ["--config", ".dependency-cruiser.cjs", "--output-type", "json", "packages", "apps", "simulation"],
      { cwd: folder, encoding: "utf8", maxBuffer: 64 << 20 },
    );
    const report = JSON.parse(result.stdout) as { summary: { violations: { rule: { name: string }; from: string }[] } };
    const found = new Set(report.summary.violations.map((violation) => `${violation.rule.name} ${violation.from}`));
    const missed = breaches
      .filter(([rule, file]) => !found.has(`${rule} ${file}`))
      .map(([rule, file]) => `${rule} ${file}`);
    expect(missed).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("SE-07 tidy finds banned calls, vague names, long functions and doors that are none", () => {
  const messages = (file: string, text: string) =>
    tidyFile(file, text)
      .map((finding) => finding.message)
      .join("; ");
  const pure = "packages/acd/src/x.ts";
  for (const call of [
    "Date.now()",
    "new Date()",
    "Math.random()",
    "setTimeout(f, 1)",
    "performance.now()",
    "process.exit()",
  ]) {
    expect([call, messages(pure, `export const y = ${call};\n`)]).toEqual([
      call,
      expect.stringContaining("in a pure room"),
    ]);
    expect(messages("packages/acd/src/io/x.ts", `export const y = ${call};\n`)).toBe("");
  }
  expect(messages(pure, 'import { readFile } from "node:fs";\n')).toContain("I/O belongs under io/");
  expect(messages(pure, 'import { createHash } from "node:crypto";\n')).toBe("");
  expect(messages("packages/acd/src/utils.ts", "")).toContain("says nothing");
  expect(messages("packages/acd/src/a/index.ts", "")).toContain("no index.ts but the door");
  expect(messages(pure, `export function f() {\n${"  g();\n".repeat(80)}}\n`)).toContain("a function of 82 lines");
  expect(messages(pure, "\n".repeat(801))).toContain("801 lines");
});
