// Why a transport cannot listen, in one line for whoever starts the product.

export interface ListenAddress {
  transport: string;
  host: string;
  port: number;
}

const texts: Record<string, string> = {
  EADDRINUSE: "is in use by another program",
  EACCES: "needs a right that this user does not have (ports below 1024)",
  EADDRNOTAVAIL: "is on an address that this host does not have",
};

export class ListenError extends Error {
  /** The system's code, for example EADDRINUSE. */
  readonly code: string;
  readonly address: ListenAddress;

  constructor(address: ListenAddress, cause: Error & { code?: string }) {
    const code = cause.code ?? "unknown";
    const where = `SIP ${address.transport.toUpperCase()} port ${address.port} on ${address.host}`;
    super(`${where} ${texts[code] ?? `cannot be opened: ${cause.message}`}`, { cause });
    this.code = code;
    this.address = address;
  }
}
