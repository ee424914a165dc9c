// The client in packages/sdk is generated from the contract: npm run generate.
import { defineConfig } from "@hey-api/openapi-ts";

export default defineConfig({
  input: "packages/sdk/openapi.json",
  output: { path: "packages/sdk/src/generated", module: { extension: ".ts" } },
  plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
});
