// Passwords: argon2id (RFC 9106 §4, second recommended option scaled to a busy server), and the rules for new ones.

import { createHash } from "node:crypto";
import { type Algorithm, hash, verify } from "@node-rs/argon2";

// const enum of the library, by value: type stripping cannot inline it.
const argon2id = 2 as Algorithm;
const cost = { algorithm: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

/** False for a wrong password and for a hash that is none. */
export async function verifyPassword(stored: string, password: string): Promise<boolean> {
  try {
    return await verify(stored, password);
  } catch {
    return false;
  }
}

let decoy: Promise<string> | undefined;

/** Spends the time of a verification when there is no such login, so that logins cannot be told apart by time. */
export async function verifyNobody(password: string): Promise<void> {
  decoy ??= hashPassword(createHash("sha256").update("decoy").digest("hex"));
  await verifyPassword(await decoy, password);
}

/** Why `password` is not good enough for `login`, or undefined. */
export function weakness(password: string, login: string): string | undefined {
  if (password.length < 12) return "at least 12 characters";
  if (password.length > 200) return "at most 200 characters";
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/].filter((kind) => kind.test(password)).length;
  if (kinds < 3) return "three of: small letters, capital letters, digits, other signs";
  if (password.toLowerCase().includes(login.toLowerCase())) return "it must not contain the login";
  if (/(.)\1{3}/.test(password)) return "not four equal signs in a row";
  return undefined;
}
