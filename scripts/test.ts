// npm test: unit tests, tests with a database, simulation, scenarios with real peers, in this order; each phase's time and
// one closing line. Arguments are handed to vitest (a file, -t name …).

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  success: boolean;
}

const phases = [
  { name: "unit", projects: ["unit", "database"] },
  { name: "simulation", projects: ["simulation"] },
  { name: "scenarios", projects: ["scenarios"] },
];

const folder = mkdtempSync(join(tmpdir(), "tellerline-report-"));
const sum = { passed: 0, failed: 0, skipped: 0 };
for (const { name, projects } of phases) {
  const start = Date.now();
  const file = join(folder, `${name}.json`);
  const args = ["run", ...projects.flatMap((project) => ["--project", project]), "--passWithNoTests"];
  const result = spawnSync(
    "node_modules/.bin/vitest",
    [...args, "--reporter=dot", "--reporter=json", `--outputFile.json=${file}`, ...process.argv.slice(2)],
    { stdio: "inherit" },
  );
  const report = read(file);
  sum.passed += report?.numPassedTests ?? 0;
  sum.failed += report?.numFailedTests ?? 0;
  sum.skipped += report?.numPendingTests ?? 0;
  // A phase that broke outside of any test counts as one failure: it must not pass unseen.
  if (result.status !== 0 && (report === undefined || report.numFailedTests === 0)) sum.failed++;
  console.log(`== ${name}: ${((Date.now() - start) / 1000).toFixed(0)} s`);
}
rmSync(folder, { recursive: true });
if (process.env.REQUIRE_PEERS === "1" && sum.skipped > 0) {
  console.log(`${sum.skipped} tests were skipped although nothing may be.`);
  sum.failed += sum.skipped;
}
console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ""}`);
process.exitCode = sum.failed === 0 ? 0 : 1;

function read(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch {
    return undefined;
  }
}
