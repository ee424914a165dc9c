// The door of flow: the flow language: schema, checker, interpreter.
export {};
