// The door of ui: shared React parts and the look.
export {};
