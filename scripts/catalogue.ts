// npm run catalogue: each row of docs/features.md with the tests that hold it. --json prints the same for programs.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

interface Row {
  id: string;
  chinese: string;
  english: string;
  tests: string[];
}

const root = new URL("..", import.meta.url);
const rows = new Map<string, Row>();
for (const line of readFileSync(new URL("docs/features.md", root), "utf8").split("\n")) {
  const cells = /^\| ([A-Z]{2}-\d\d) \| (.*?) \| (.*?) \|/.exec(line);
  if (cells !== null)
    rows.set(cells[1] as string, {
      id: cells[1] as string,
      chinese: cells[2] as string,
      english: cells[3] as string,
      tests: [],
    });
}

const areas = new Set([...rows.keys()].map((id) => id.slice(0, 2)));
const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.test.ts"], {
  encoding: "utf8",
  cwd: root,
})
  .split("\n")
  .filter((file) => file !== "");
const unknown: string[] = [];
for (const file of files) {
  const text = readFileSync(new URL(file, root), "utf8");
  for (const [, title] of text.matchAll(
    /\b(?:it|test|describe)(?:\.\w+(?:\([^)]*\))?)*\(\s*["'`]([A-Z]{2}-\d\d\b.*?)["'`],?\s*(?:\(|async|\{)/g,
  )) {
    for (const id of (title as string).match(/\b[A-Z]{2}-\d\d\b/g) ?? []) {
      const row = rows.get(id);
      // Rules of a SPEC have prefixes of their own; only the areas of the catalogue are looked up.
      if (row === undefined && areas.has(id.slice(0, 2))) unknown.push(`${file}: ${title}`);
      else row?.tests.push(`${file}: ${title}`);
    }
  }
}

if (process.argv.includes("--json")) {
  console.log(JSON.stringify([...rows.values()], null, 2));
} else {
  for (const { id, chinese, english, tests } of rows.values()) {
    console.log(`${id}  ${chinese} · ${english}${tests.length === 0 ? "  — no test yet" : ""}`);
    for (const test of tests) console.log(`       ${test}`);
  }
  const held = [...rows.values()].filter((row) => row.tests.length > 0).length;
  console.log(`\n${held} of ${rows.size} rows are held by tests.`);
}
if (unknown.length > 0) {
  console.error(`Tests name rows that docs/features.md does not have:\n${unknown.join("\n")}`);
  process.exitCode = 1;
}
