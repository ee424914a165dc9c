// The door of sip: RFC 3261 and kin as machines; transports under io/.
export {};
