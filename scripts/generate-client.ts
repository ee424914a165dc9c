// npm run generate: the OpenAPI document from the contract, and from it the client of the SDK. With --check it only says
// whether what is committed is still true.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { openApiDocument } from "@tellerline/api";

const file = new URL("../packages/sdk/openapi.json", import.meta.url);
const text = `${JSON.stringify(openApiDocument(), null, 2)}\n`;

if (process.argv.includes("--check")) {
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
    console.error("packages/sdk/openapi.json is not what the contract says: run npm run generate.");
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, text);
  const result = spawnSync("node_modules/.bin/openapi-ts", ["--file", "openapi-ts.config.ts"], {
    stdio: "inherit",
    cwd: new URL("..", import.meta.url),
  });
  process.exitCode = result.status ?? 1;
}
