// Prints docs/problems.md from the table of problem codes: node scripts/problems-page.ts > docs/problems.md

import { problemCodes } from "@tellerline/api";

const lines = [
  "# Problem codes",
  "",
  "Errors of the API are problem documents (RFC 9457, `application/problem+json`). `code` is stable; `detail` says what is wrong here",
  "and how to mend it; `errors` names each wrong field. This page is printed by `node scripts/problems-page.ts`.",
  "",
  "| code | status | meaning |",
  "|---|---|---|",
  ...Object.entries(problemCodes).map(
    ([code, { status, title }]) => `| <a id="${code}"></a>\`${code}\` | ${status} | ${title} |`,
  ),
];
console.log(lines.join("\n"));
