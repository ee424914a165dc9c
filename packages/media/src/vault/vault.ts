// The vault (SPEC.md, VT): secret digits as ASCII bytes in Buffers that are wiped, under handles of the controller. No
// method returns a digit; what leaves is sealed.

import { createCipheriv } from "node:crypto";
import { assert } from "@tellerline/base";
import { done, failed, type Outcome } from "../protocol.ts";

export const secretDigitsMax = 64;

interface Secret {
  bytes: Buffer;
  count: number;
}

export class Vault {
  readonly #secrets = new Map<string, Secret>();
  readonly #allocate: (bytes: number) => Buffer;

  /** @param allocate memory for a secret, zeroed. */
  constructor(allocate: (bytes: number) => Buffer = Buffer.alloc) {
    this.#allocate = allocate;
  }

  get size(): number {
    return this.#secrets.size;
  }

  has(handle: string): boolean {
    return this.#secrets.has(handle);
  }

  /** Makes an empty secret, wiping what was under the handle. */
  open(handle: string): void {
    this.wipe(handle);
    this.#secrets.set(handle, { bytes: this.#allocate(secretDigitsMax), count: 0 });
  }

  /** Digits under a handle; 0 if there is none. */
  count(handle: string): number {
    return this.#secrets.get(handle)?.count ?? 0;
  }

  /** Adds one digit by its ASCII code and returns how many there are. */
  append(handle: string, ascii: number): number {
    const secret = this.#secrets.get(handle);
    assert(secret !== undefined, "VT-1: a digit belongs to an open secret");
    if (secret.count < secretDigitsMax) secret.bytes[secret.count++] = ascii;
    return secret.count;
  }

  /** Overwrites and forgets. */
  wipe(handle: string): void {
    const secret = this.#secrets.get(handle);
    secret?.bytes.fill(0);
    this.#secrets.delete(handle);
  }

  wipeAll(): void {
    for (const handle of [...this.#secrets.keys()]) this.wipe(handle);
  }

  /**
   * AES-256-GCM over `{ name length u8, name, value length u16, value }…`; base64 of nonce ‖ ciphertext ‖ tag.
   * @param key 32 bytes, wiped here. @param nonce 12 bytes, never used before with this key.
   */
  seal(
    parts: { name: string; handle: string }[],
    key: Buffer,
    nonce: Uint8Array,
    associatedData: string,
  ): Outcome<{ sealed: string }> {
    const secrets: { name: Buffer; secret: Secret }[] = [];
    let length = 0;
    for (const { name, handle } of parts) {
      const secret = this.#secrets.get(handle);
      if (secret === undefined) return failed("unknownSecret", `no secret ${handle}`);
      const nameBytes = Buffer.from(name, "utf8");
      if (nameBytes.length > 255) return failed("badRequest", "a name longer than 255 bytes");
      secrets.push({ name: nameBytes, secret });
      length += 3 + nameBytes.length + secret.count;
    }
    const plain = this.#allocate(length);
    let at = 0;
    for (const { name, secret } of secrets) {
      at = plain.writeUInt8(name.length, at);
      at += name.copy(plain, at);
      at = plain.writeUInt16BE(secret.count, at);
      at += secret.bytes.copy(plain, at, 0, secret.count);
    }
    try {
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(associatedData, "utf8"));
      const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
      return done({ sealed: sealed.toString("base64") });
    } finally {
      plain.fill(0);
      key.fill(0);
    }
  }
}
