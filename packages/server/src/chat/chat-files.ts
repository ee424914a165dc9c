// Files of chats: encrypted in the data folder, of a few harmless kinds, and what they claim to be is looked at. Nothing of
// a visitor's file is ever shown in our own origin: it is handed out as an attachment, or as bytes to a page of ours that
// shows pictures from a blob.

import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ProblemError } from "../http/problem-error.ts";

export const maxFileBytes = 10 << 20;

const startsWith = (bytes: Buffer, ...octets: number[]) => octets.every((octet, index) => bytes[index] === octet);
const zip = (bytes: Buffer) => startsWith(bytes, 0x50, 0x4b, 0x03, 0x04);

/** What a file of each kind must begin with. SVG and HTML are programs and have no place here. */
const kinds: Readonly<Record<string, (bytes: Buffer) => boolean>> = {
  "image/png": (bytes) => startsWith(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
  "image/jpeg": (bytes) => startsWith(bytes, 0xff, 0xd8, 0xff),
  "image/gif": (bytes) => /^GIF8[79]a/.test(bytes.subarray(0, 6).toString("latin1")),
  "image/webp": (bytes) => /^RIFF.{4}WEBP/s.test(bytes.subarray(0, 12).toString("latin1")),
  "application/pdf": (bytes) => bytes.subarray(0, 5).toString("latin1") === "%PDF-",
  "text/plain": (bytes) => !bytes.includes(0) && !/^\s*<(?:!doctype|html|svg|script|\?xml)/i.test(head(bytes)),
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": zip,
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": zip,
};

export const mediaTypes = Object.keys(kinds);

export interface StoredFile {
  sha256: string;
  bytes: number;
}

export class ChatFiles {
  readonly #folder: string;
  readonly #key: (tenantId: string) => Buffer;

  /** @param key 32 bytes of each tenant. */
  constructor(folder: string, key: (tenantId: string) => Buffer) {
    this.#folder = folder;
    this.#key = key;
  }

  /** Throws a problem for what is too large, of a kind we do not take, or not what it says. */
  static check(mediaType: string, bytes: Buffer): void {
    if (bytes.length === 0) throw new ProblemError("invalidRequest", "The file is empty.");
    if (bytes.length > maxFileBytes) throw new ProblemError("tooLarge");
    const looksRight = kinds[mediaType];
    if (looksRight === undefined) throw new ProblemError("invalidRequest", `Files of ${mediaType} are not taken.`);
    if (!looksRight(bytes)) throw new ProblemError("invalidRequest", `The file is no ${mediaType}.`);
  }

  async write(tenantId: string, fileId: string, bytes: Buffer): Promise<StoredFile> {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.#key(tenantId), iv);
    cipher.setAAD(Buffer.from(fileId));
    const sealed = Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    await mkdir(join(this.#folder, tenantId), { recursive: true, mode: 0o700 });
    const path = this.#path(tenantId, fileId);
    await writeFile(`${path}.part`, sealed, { mode: 0o600 });
    await rename(`${path}.part`, path);
    return { sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length };
  }

  async read(tenantId: string, fileId: string): Promise<Buffer> {
    const sealed = await readFile(this.#path(tenantId, fileId));
    const decipher = createDecipheriv("aes-256-gcm", this.#key(tenantId), sealed.subarray(0, 12));
    decipher.setAAD(Buffer.from(fileId));
    decipher.setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
  }

  #path(tenantId: string, fileId: string): string {
    return join(this.#folder, tenantId, `${fileId}.bin`);
  }
}

/** A name that can stand in a header and a file system. */
export function cleanFileName(name: string): string {
  const plain = name
    .toWellFormed()
    .replace(/[\p{Cc}\p{Bidi_Control}"\\/:*?<>|]/gu, "_")
    .trim()
    .slice(-120);
  return plain === "" || plain === "." || plain === ".." ? "file" : plain;
}

function head(bytes: Buffer): string {
  return bytes
    .subarray(0, 256)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
}
