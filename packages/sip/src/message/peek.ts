// A look at a message without parsing it, for the moments when there is no time to (SPEC.md, UA-12).

/** What the first bytes tell. */
export interface Peek {
  /** The method, "" for a response, undefined for what is no SIP at all. */
  method: string | undefined;
  /** Whether a To-tag is there: the message belongs to a call that we have. */
  inDialog: boolean;
}

const lookBytes = 2_048;

export function peek(bytes: Uint8Array): Peek {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, lookBytes)).toString("latin1");
  const start = /^(?:SIP\/2\.0 \d{3}|([A-Z]{1,20}) \S+ SIP\/2\.0\r?\n)/.exec(text);
  if (start === null) return { method: undefined, inDialog: false };
  return { method: start[1] ?? "", inDialog: /\r?\n(?:To|t)\s*:[^\r\n]*;\s*tag\s*=/i.test(text) };
}
