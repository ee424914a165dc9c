// Secret digits as the vault seals them: AES-256-GCM over { name length u8, name, value length u16, value }…, laid out as
// nonce (12) ‖ ciphertext ‖ tag (16), in base64. The digits stay in Buffers that `use` wipes when it is done.

import { createDecipheriv } from "node:crypto";

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Opens `data`, hands the secrets to `use` and wipes them afterwards, whatever happens.
 * @returns what `use` returns, or undefined if the seal does not fit the key or the associated data.
 */
export async function withSealed<T>(
  sealed: { data: string; associatedData: string },
  key: Buffer,
  use: (secrets: ReadonlyMap<string, Buffer>) => Promise<T>,
): Promise<T | undefined> {
  const bytes = Buffer.from(sealed.data, "base64");
  const plain = open(bytes, key, sealed.associatedData);
  if (plain === undefined) return undefined;
  try {
    const secrets = split(plain);
    return secrets === undefined ? undefined : await use(secrets);
  } finally {
    plain.fill(0);
  }
}

function open(bytes: Buffer, key: Buffer, associatedData: string): Buffer | undefined {
  if (bytes.length < nonceBytes + tagBytes) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes));
  decipher.setAAD(Buffer.from(associatedData));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  const body = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
  try {
    decipher.final();
    return body;
  } catch {
    body.fill(0);
    return undefined;
  }
}

/** The secrets as views into `plain`; undefined if it is cut off. */
function split(plain: Buffer): Map<string, Buffer> | undefined {
  const secrets = new Map<string, Buffer>();
  let at = 0;
  while (at < plain.length) {
    const nameEnd = at + 1 + (plain[at] as number);
    if (nameEnd + 2 > plain.length) return undefined;
    const valueEnd = nameEnd + 2 + plain.readUInt16BE(nameEnd);
    if (valueEnd > plain.length) return undefined;
    secrets.set(plain.toString("utf8", at + 1, nameEnd), plain.subarray(nameEnd + 2, valueEnd));
    at = valueEnd;
  }
  return secrets;
}
