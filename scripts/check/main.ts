// npm run check: everything that can be said about the code without running it.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tidy } from "./tidy.ts";

const root = new URL("../..", import.meta.url).pathname;
process.chdir(root);

const bin = (name: string) => `node_modules/.bin/${name}`;
const node = process.execPath;

interface Step {
  name: string;
  run: () => string | undefined;
}

function command(name: string, file: string, args: string[]): Step {
  return {
    name,
    run: () => {
      const result = spawnSync(file, args, {
        encoding: "utf8",
        maxBuffer: 64 << 20,
        env: { ...process.env, NO_COLOR: "1" },
      });
      if (result.error) return result.error.message;
      return result.status === 0 ? undefined : `${result.stdout}${result.stderr}`;
    },
  };
}

function sources(): string[] {
  const out = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.ts", "*.tsx"], { encoding: "utf8" });
  return out
    .split("\n")
    .filter(
      (file) =>
        file !== "" && existsSync(file) && !file.includes("/generated/") && !file.startsWith("scripts/check/fixtures/"),
    );
}

/** dependency-cruiser, which says nothing when it understood nothing: zero modules is a failure. */
function cruise(): string | undefined {
  const result = spawnSync(
    bin("depcruise"),
    [
      "--config",
      ".dependency-cruiser.cjs",
      "--output-type",
      "json",
      "packages",
      "apps",
      "scenarios",
      "simulation",
      "bench",
    ],
    { encoding: "utf8", maxBuffer: 256 << 20 },
  );
  if (result.stdout === "") return result.stderr;
  const report = JSON.parse(result.stdout) as {
    summary: {
      totalCruised: number;
      violations: { rule: { name: string }; from: string; to: string; cycle?: { name: string }[] }[];
    };
  };
  if (report.summary.totalCruised < sources().length / 2)
    return `only ${report.summary.totalCruised} modules were understood`;
  const lines = report.summary.violations.map(
    (v) => `${v.rule.name}: ${v.from} → ${v.to}${v.cycle ? ` (${v.cycle.map((c) => c.name).join(" → ")})` : ""}`,
  );
  return lines.length === 0 ? undefined : lines.join("\n");
}

const steps: Step[] = [
  command("types (server)", node, ["node_modules/typescript-7/bin/tsc", "-p", "tsconfig.json"]),
  command("types (web)", node, ["node_modules/typescript-7/bin/tsc", "-p", "tsconfig.web.json"]),
  command("format and lint", bin("biome"), ["check", "--error-on-warnings", "."]),
  command("lint with types", bin("oxlint"), [
    "--type-aware",
    "--deny-warnings",
    "packages",
    "apps",
    "scenarios",
    "simulation",
    "bench",
    "scripts",
  ]),
  command("generated client", node, ["scripts/generate-client.ts", "--check"]),
  { name: "imports", run: cruise },
  {
    name: "tidy",
    run: () => {
      const found = tidy(sources());
      return found.length === 0 ? undefined : found.map((f) => `${f.file}:${f.line} ${f.message}`).join("\n");
    },
  },
  command("dead code and undeclared imports", bin("knip"), ["--no-progress"]),
];

let failed = 0;
for (const step of steps) {
  const start = Date.now();
  const trouble = step.run();
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  console.log(`${trouble === undefined ? "ok  " : "FAIL"} ${step.name} (${seconds} s)`);
  if (trouble !== undefined) {
    failed++;
    console.log(trouble.split("\n").slice(0, 200).join("\n"));
  }
}
process.exitCode = failed === 0 ? 0 : 1;
