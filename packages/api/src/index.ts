// The door of api: the public contract: zod schemas, OpenAPI, events.
export {};
