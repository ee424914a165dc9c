// The door of server: wiring, configuration, HTTP and WebSocket, one folder per domain.
export {};
