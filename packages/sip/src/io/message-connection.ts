// What a WebSocket server hands over (RFC 7118): each message is one whole SIP message, so nothing is framed here.

export interface MessageConnection {
  send(text: string): void;
  /** Called with the text (or bytes) of every message. */
  onMessage(listener: (message: string | Uint8Array) => void): void;
  /** Called once, when the connection is gone for whatever reason. */
  onClose(listener: () => void): void;
  close(): void;
}

export interface ConnectionPath {
  secure: boolean;
  localAddress: string;
  localPort: number;
  remoteAddress: string;
  remotePort: number;
}
