// The recording file, TLR1 (SPEC.md, RC): what a header and a frame look like, sealed and opened.
//
//   header   "TLR1" · version u8 · channels u8 · rate u32 · startedAt u64 · keyId length u8 · keyId
//            · wrap nonce 12 · data key 32, wrapped · tag 16          (AES-256-GCM, the bytes before as associated data)
//   frame    kind u8 · length u32 · ciphertext · tag 16               (AES-256-GCM under the data key, nonce = counter,
//   frame    …                                                         associated data = header digest · kind · length)
//
//   kind 1   audio: interleaved A-law, left then right, at most 1 s
//   kind 2   gap: u32 samples of silence that could not be written
//   kind 3   end: u64 samples in all, u32 lost ms — its absence tells a file that was cut
//
// A file cut anywhere is readable up to its last whole frame. All numbers are big-endian.

import { createCipheriv, createDecipheriv, createHash } from "node:crypto";

export const frameKinds = { audio: 1, gap: 2, end: 3 } as const;
export const frameHeadBytes = 5;
export const tagBytes = 16;
/** One second of two channels. */
export const audioFrameBytes = 16_000;

const magic = "TLR1";
const version = 1;
const cipherName = "aes-256-gcm";

export interface RecordingKeys {
  /** 32 bytes: the data key, random per recording. */
  dataKey: Buffer;
  /** Digest of the header: binds every frame to its file. */
  headerDigest: Buffer;
}

/** Writes a header. @param wrapNonce 12 random bytes. */
export function sealHeader(
  startedAt: number,
  keyId: string,
  key: Buffer,
  dataKey: Buffer,
  wrapNonce: Uint8Array,
): Buffer {
  const id = Buffer.from(keyId, "utf8").subarray(0, 255);
  const head = Buffer.alloc(19 + id.length);
  head.write(magic, 0, "latin1");
  head.writeUInt8(version, 4);
  head.writeUInt8(2, 5);
  head.writeUInt32BE(8000, 6);
  head.writeBigUInt64BE(BigInt(Math.floor(startedAt)), 10);
  head.writeUInt8(id.length, 18);
  id.copy(head, 19);
  const cipher = createCipheriv(cipherName, key, wrapNonce).setAAD(head);
  return Buffer.concat([head, wrapNonce, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]);
}

export interface OpenedHeader {
  startedAt: number;
  keyId: string;
  bytes: number;
  keys: RecordingKeys;
}

/** Reads a header. Returns why not: `notARecording`, `unknownKey`, or `damaged` (also a wrong key). */
export function openHeader(
  bytes: Buffer,
  keyLookup: (keyId: string) => Buffer | undefined,
): OpenedHeader | "notARecording" | "unknownKey" | "damaged" {
  if (bytes.length < 19 || bytes.toString("latin1", 0, 4) !== magic || bytes[4] !== version) return "notARecording";
  const head = bytes.subarray(0, 19 + (bytes[18] as number));
  const end = head.length + 12 + 32 + tagBytes;
  if (bytes.length < end || bytes[5] !== 2 || bytes.readUInt32BE(6) !== 8000) return "damaged";
  const keyId = head.toString("utf8", 19);
  const key = keyLookup(keyId);
  if (key === undefined) return "unknownKey";
  const wrapped = bytes.subarray(head.length + 12, end);
  const dataKey = open(key, bytes.subarray(head.length, head.length + 12), head, wrapped);
  if (dataKey === undefined) return "damaged";
  const startedAt = Number(bytes.readBigUInt64BE(10));
  return { startedAt, keyId, bytes: end, keys: { dataKey, headerDigest: digest(bytes.subarray(0, end)) } };
}

/** SHA-256 of a header. */
export function digest(header: Buffer): Buffer {
  return createHash("sha256").update(header).digest();
}

/** Seals one frame; `counter` is its place in the file from 0. */
export function sealFrame(keys: RecordingKeys, counter: number, kind: number, plain: Uint8Array): Buffer {
  const frame = Buffer.alloc(frameHeadBytes + plain.length + tagBytes);
  frame.writeUInt8(kind, 0);
  frame.writeUInt32BE(plain.length, 1);
  const cipher = createCipheriv(cipherName, keys.dataKey, nonceOf(counter));
  cipher.setAAD(Buffer.concat([keys.headerDigest, frame.subarray(0, frameHeadBytes)]));
  cipher.update(plain).copy(frame, frameHeadBytes);
  cipher.final();
  cipher.getAuthTag().copy(frame, frameHeadBytes + plain.length);
  return frame;
}

/** Opens the frame at `at`; undefined if it is cut or was touched. */
export function openFrame(
  keys: RecordingKeys,
  counter: number,
  bytes: Buffer,
  at: number,
): { kind: number; plain: Buffer; end: number } | undefined {
  if (at + frameHeadBytes > bytes.length) return undefined;
  const kind = bytes.readUInt8(at);
  const length = bytes.readUInt32BE(at + 1);
  const end = at + frameHeadBytes + length + tagBytes;
  if (length > audioFrameBytes || end > bytes.length) return undefined;
  const aad = Buffer.concat([keys.headerDigest, bytes.subarray(at, at + frameHeadBytes)]);
  const plain = open(keys.dataKey, nonceOf(counter), aad, bytes.subarray(at + frameHeadBytes, end));
  return plain === undefined ? undefined : { kind, plain, end };
}

function nonceOf(counter: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(counter, 8);
  return nonce;
}

function open(key: Buffer, nonce: Uint8Array, aad: Buffer, sealed: Buffer): Buffer | undefined {
  if (key.length !== 32) return undefined;
  const decipher = createDecipheriv(cipherName, key, nonce, { authTagLength: tagBytes }).setAAD(aad);
  const cut = sealed.length - tagBytes;
  decipher.setAuthTag(sealed.subarray(cut));
  const plain = decipher.update(sealed.subarray(0, cut));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    // The only way node:crypto says that a tag does not match.
    return undefined;
  }
}
