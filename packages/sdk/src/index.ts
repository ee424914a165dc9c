// The door of sdk: typed client, events, browser softphone.
export {};
