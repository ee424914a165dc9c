import { expect, it } from "vitest";
import { apiOperations, openApiDocument } from "./index.ts";

const document = openApiDocument() as {
  paths: Record<string, Record<string, { operationId: string }>>;
  components: { schemas: Record<string, unknown> };
};

it("AD-09 every operation stands in the OpenAPI document under its own name", () => {
  const named = Object.values(document.paths).flatMap((path) => Object.values(path).map((o) => o.operationId));
  expect(named.sort()).toEqual(Object.keys(apiOperations).sort());
});

it("AD-09 every reference of the document leads to a schema", () => {
  const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g);
  const missing = [...references]
    .map((match) => match[1] as string)
    .filter((name) => !(name in document.components.schemas));
  expect(missing).toEqual([]);
});
