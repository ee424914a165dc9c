// The door of bank: business gateway and the sandbox bank.
export {};
