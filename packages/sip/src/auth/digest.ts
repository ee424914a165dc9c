// Digest access authentication (RFC 7616, RFC 8760, RFC 3261 §22): the arithmetic and the header fields.

import { createHash } from "node:crypto";

export type DigestAlgorithm = "MD5" | "SHA-256";

/** Secrets of a user: the password, or H(username:realm:password) in lower-case hex for each algorithm. */
export type StoredCredentials = ({ password: string } | { ha1: Partial<Record<DigestAlgorithm, string>> }) & {
  /** Canonical addresses of record this user may use; by default those whose user part is the username. */
  aors?: readonly string[];
};

/** A challenge as a client reads it. */
export interface DigestChallenge {
  realm: string;
  nonce: string;
  algorithm: DigestAlgorithm;
  /** Whether the server offered qop=auth; without it the RFC 2069 form is used. */
  qopAuth: boolean;
  opaque?: string;
  stale: boolean;
}

/** The fields of an Authorization header. */
export interface DigestResponse {
  username: string;
  realm: string;
  nonce: string;
  uri: string;
  response: string;
  algorithm: DigestAlgorithm;
  qop?: string;
  nc?: string;
  cnonce?: string;
}

const hashNames: Record<DigestAlgorithm, string> = { MD5: "md5", "SHA-256": "sha256" };

export function hash(algorithm: DigestAlgorithm, text: string): string {
  return createHash(hashNames[algorithm]).update(text, "utf8").digest("hex");
}

/** H(A1), what may be stored in place of a password. */
export function ha1(algorithm: DigestAlgorithm, username: string, realm: string, password: string): string {
  return hash(algorithm, `${username}:${realm}:${password}`);
}

/** The `response` value (RFC 7616 §3.4.1); without `qop` the form of RFC 2069. */
export function digest(ha1Hex: string, method: string, fields: Omit<DigestResponse, "response">): string {
  const ha2 = hash(fields.algorithm, `${method}:${fields.uri}`);
  const middle =
    fields.qop === undefined ? fields.nonce : `${fields.nonce}:${fields.nc ?? ""}:${fields.cnonce ?? ""}:${fields.qop}`;
  return hash(fields.algorithm, `${ha1Hex}:${middle}:${ha2}`);
}

/** Reads `Digest a=b, c="d"`; undefined for another scheme or broken syntax. Names in lower case. */
export function parseAuthFields(value: string): Map<string, string> | undefined {
  const scheme = /^\s*digest\s+/i.exec(value);
  if (scheme === null) return undefined;
  const fields = new Map<string, string>();
  const field = /\s*([\w!%*+`'~.-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))\s*(?:,|$)/y;
  field.lastIndex = scheme[0].length;
  while (field.lastIndex < value.length) {
    const match = field.exec(value);
    if (match === null || fields.size >= 32) return undefined;
    fields.set((match[1] as string).toLowerCase(), match[2]?.replace(/\\(.)/g, "$1") ?? match[3] ?? "");
  }
  return fields;
}

export function parseChallenge(value: string): DigestChallenge | undefined {
  const fields = parseAuthFields(value);
  const realm = fields?.get("realm");
  const nonce = fields?.get("nonce");
  const algorithm = readAlgorithm(fields?.get("algorithm"));
  if (fields === undefined || realm === undefined || nonce === undefined || algorithm === undefined) return undefined;
  const qop = fields.get("qop")?.toLowerCase().split(",");
  const opaque = fields.get("opaque");
  return {
    realm,
    nonce,
    algorithm,
    qopAuth: qop?.some((one) => one.trim() === "auth") ?? false,
    stale: fields.get("stale")?.toLowerCase() === "true",
    ...(opaque !== undefined && { opaque }),
  };
}

export function parseResponse(value: string): DigestResponse | undefined {
  const fields = parseAuthFields(value);
  if (fields === undefined) return undefined;
  const [username, realm, nonce] = [fields.get("username"), fields.get("realm"), fields.get("nonce")];
  const [uri, response] = [fields.get("uri"), fields.get("response")];
  const algorithm = readAlgorithm(fields.get("algorithm"));
  if (username === undefined || realm === undefined || nonce === undefined) return undefined;
  if (uri === undefined || response === undefined || algorithm === undefined) return undefined;
  const [qop, nc, cnonce] = [fields.get("qop"), fields.get("nc"), fields.get("cnonce")];
  return {
    ...{ username, realm, nonce, uri, response, algorithm },
    ...(qop !== undefined && { qop }),
    ...(nc !== undefined && { nc }),
    ...(cnonce !== undefined && { cnonce }),
  };
}

/** The Authorization value that answers `challenge`. `nc` counts the uses of this nonce from 1. */
export function answerChallenge(
  challenge: DigestChallenge,
  credentials: { username: string; password: string },
  request: { method: string; uri: string },
  nc: number,
  cnonce: string,
): string {
  const { realm, nonce, algorithm } = challenge;
  const fields: Omit<DigestResponse, "response"> = {
    ...{ username: credentials.username, realm, nonce, uri: request.uri, algorithm },
    ...(challenge.qopAuth && { qop: "auth", nc: nc.toString(16).padStart(8, "0"), cnonce }),
  };
  const response = digest(ha1(algorithm, credentials.username, realm, credentials.password), request.method, fields);
  const parts = [
    `username=${quote(credentials.username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(request.uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
  ];
  if (challenge.qopAuth) parts.push("qop=auth", `nc=${fields.nc}`, `cnonce=${quote(cnonce)}`);
  if (challenge.opaque !== undefined) parts.push(`opaque=${quote(challenge.opaque)}`);
  return `Digest ${parts.join(", ")}`;
}

export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function readAlgorithm(text: string | undefined): DigestAlgorithm | undefined {
  const name = text?.toUpperCase() ?? "MD5";
  return name === "MD5" || name === "SHA-256" ? name : undefined;
}
