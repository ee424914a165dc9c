// The OpenAPI 3.1 document, made from the table of operations and the zod schemas.

import { z } from "zod";
import type { ApiOperation } from "./api-operation.ts";
import { chatFrameSchema, deskChatFrameSchema, deskChatNewsSchema, visitorFrameSchema } from "./chat.ts";
import { serverEventSchema } from "./events.ts";
import { apiOperations } from "./operations.ts";
import { problemSchema } from "./problem.ts";
import { screenFrameSchema, screenPageFrameSchema } from "./screen.ts";

type Json = Record<string, unknown>;

/** The whole contract as a plain JSON object (OpenAPI 3.1.1, JSON Schema 2020-12). */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const [operationId, operation] of Object.entries(apiOperations) as [string, ApiOperation][]) {
    const path = `/api/v1${operation.path}`;
    paths[path] ??= {};
    paths[path][operation.method.toLowerCase()] = describe(operationId, operation);
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Tellerline",
      version: "1",
      description:
        "Events come over the WebSocket /api/v1/events as ServerEvent objects. Chats: visitors on /api/v1/chat/socket (VisitorFrame, ChatFrame), desks on /api/v1/desk/chats (DeskChatFrame, DeskChatNews). A watched screen: the agent's pages on /api/v1/desk/screen (ScreenPageFrame), leaders on /api/v1/agents/{agentId}/screen (ScreenFrame).",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ cookie: [] }, { bearer: [] }],
    paths,
    components: {
      schemas: namedSchemas(),
      securitySchemes: {
        cookie: { type: "apiKey", in: "cookie", name: "__Host-tellerline" },
        bearer: { type: "http", scheme: "bearer" },
      },
    },
  };
}

function describe(operationId: string, operation: ApiOperation): Json {
  const parameters: Json[] = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => ({
    name: match[1],
    in: "path",
    required: true,
    schema: { type: "string", format: "uuid" },
  }));
  if (operation.method === "PUT" && parameters.length > 0) {
    parameters.push({ name: "If-Match", in: "header", required: false, schema: { type: "string" } });
  }
  for (const [name, schema] of Object.entries(operation.query?.shape ?? {})) {
    parameters.push({ name, in: "query", required: false, schema: inline(schema as z.ZodType, "input") });
  }
  const answer = operation.answer;
  const content =
    answer instanceof z.ZodType
      ? { "application/json": { schema: inline(answer, "output") } }
      : { [answer.mediaType]: { schema: { type: "string", format: "binary" } } };
  return {
    operationId,
    summary: operation.summary,
    ...(operation.needs === "public" || operation.needs === "visitor" ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(operation.body === undefined
      ? {}
      : {
          requestBody: { required: true, content: { "application/json": { schema: inline(operation.body, "input") } } },
        }),
    responses: {
      "200": { description: "Done.", content },
      default: {
        description: "A problem document.",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

/** A schema in place, every schema with an id replaced by a reference. */
function inline(schema: z.ZodType, io: "input" | "output"): Json {
  const id = z.globalRegistry.get(schema)?.id;
  if (id !== undefined) return { $ref: `#/components/schemas/${id}` };
  return hoist(z.toJSONSchema(schema, { io }) as Json);
}

function namedSchemas(): Json {
  const named: Json = {};
  const chats = [visitorFrameSchema, chatFrameSchema, deskChatFrameSchema, deskChatNewsSchema];
  const frames = [...chats, screenPageFrameSchema, screenFrameSchema];
  const roots = [problemSchema, serverEventSchema, ...frames];
  const all = [...roots, ...Object.values(apiOperations as Record<string, ApiOperation>).flatMap(schemasOf)];
  for (const schema of all) {
    const io = "output";
    const json = z.toJSONSchema(schema, { io }) as Json & { $defs?: Record<string, Json> };
    for (const [id, definition] of Object.entries(json.$defs ?? {})) named[id] ??= hoist(definition);
    const id = z.globalRegistry.get(schema)?.id;
    if (id !== undefined) named[id] ??= hoist(json);
  }
  return named;
}

function schemasOf(operation: ApiOperation): z.ZodType[] {
  const answer = operation.answer instanceof z.ZodType ? [operation.answer] : [];
  return operation.body === undefined ? answer : [...answer, operation.body];
}

/** Moves references from $defs to components and drops what has no place inside an OpenAPI document. */
function hoist(json: Json): Json {
  const { $defs: _defs, $schema: _schema, id: _id, ...rest } = json;
  return JSON.parse(JSON.stringify(rest).replaceAll("#/$defs/", "#/components/schemas/")) as Json;
}
