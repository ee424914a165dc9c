// The server's side of digest (RFC 7616 §3.3, §5.4): nonces that need no memory, and a guard against replay.
//
//   nonce = <time in hex> "-" <random> "-" <HMAC-SHA-256(secret, time "-" random), 32 digits>
//
// A nonce is good for five minutes; older ones are answered stale, so that the phone tries again without asking its
// user. Within its life a nonce's counter nc must rise (AU-3).

import { createHmac, timingSafeEqual } from "node:crypto";
import { type Instant, type Random, randomHex } from "@tellerline/base";
import { type DigestAlgorithm, digest, ha1, parseResponse, quote, type StoredCredentials } from "./digest.ts";

const nonceLifeMs = 300_000;
const maxNoncesRemembered = 100_000;

export interface DigestServerOptions {
  random: Random;
  realm: string;
  nonceSecret: Uint8Array;
  credentials(username: string, realm: string): StoredCredentials | undefined;
}

export type DigestVerdict =
  | { kind: "proved"; username: string; aors?: readonly string[] }
  /** No answer to a challenge of ours: challenge. */
  | { kind: "challenge"; stale: boolean }
  /** An answer that is wrong, be it user or password: which of them is nobody's business (AU-2). */
  | { kind: "wrong" };

export class DigestServer {
  readonly #options: DigestServerOptions;
  /** Highest nc seen of each nonce in use, oldest nonce first. */
  readonly #counters = new Map<string, number>();
  /** Nonces made before this are stale: their counters may have been forgotten. */
  #forgottenBefore: Instant = 0;

  constructor(options: DigestServerOptions) {
    this.#options = options;
  }

  /** Values for WWW-Authenticate or Proxy-Authenticate, the strongest first (RFC 8760 §2.4). */
  challenges(now: Instant, stale: boolean, algorithms: readonly DigestAlgorithm[]): string[] {
    const nonce = this.#nonce(now);
    return algorithms.map((algorithm) => {
      const parts = [`realm=${quote(this.#options.realm)}`, `nonce="${nonce}"`, `algorithm=${algorithm}`, `qop="auth"`];
      if (stale) parts.push("stale=true");
      return `Digest ${parts.join(", ")}`;
    });
  }

  /** Judges the values of Authorization (and Proxy-Authorization) of a request. */
  verify(values: readonly string[], method: string, requestUri: string, now: Instant): DigestVerdict {
    for (const value of values) {
      const answer = parseResponse(value);
      if (answer === undefined || answer.realm !== this.#options.realm) continue;
      const age = this.#ageOf(answer.nonce, now);
      if (age === undefined) return { kind: "challenge", stale: false };
      const nc = Number.parseInt(answer.nc ?? "", 16);
      if (answer.qop !== "auth" || answer.cnonce === undefined || !(nc > 0)) return { kind: "wrong" };
      const stored = this.#options.credentials(answer.username, this.#options.realm);
      const secret = stored && secretOf(stored, answer.algorithm, answer.username, this.#options.realm);
      // The comparison runs for unknown users too, so that time tells nothing.
      const expected = digest(secret ?? "unknown", method, answer);
      const equal = sameText(expected, answer.response.toLowerCase());
      if (stored === undefined || secret === undefined || !equal) return { kind: "wrong" };
      if (!sameRequest(answer.uri, requestUri)) return { kind: "wrong" };
      if (age > nonceLifeMs || !this.#count(answer.nonce, nc, now)) return { kind: "challenge", stale: true };
      return { kind: "proved", username: answer.username, ...(stored.aors !== undefined && { aors: stored.aors }) };
    }
    return { kind: "challenge", stale: false };
  }

  #nonce(now: Instant): string {
    const head = `${now.toString(16)}-${randomHex(this.#options.random, 8)}`;
    return `${head}-${this.#seal(head)}`;
  }

  #seal(head: string): string {
    return createHmac("sha256", this.#options.nonceSecret).update(head).digest("hex").slice(0, 32);
  }

  /** Age in ms of a nonce that we made, undefined for any other. */
  #ageOf(nonce: string, now: Instant): number | undefined {
    const match = /^([0-9a-f]{1,12})-[0-9a-f]{8}-([0-9a-f]{32})$/.exec(nonce);
    if (match === null) return undefined;
    if (!sameText(this.#seal(nonce.slice(0, nonce.lastIndexOf("-"))), match[2] as string)) return undefined;
    const madeAt = Number.parseInt(match[1] as string, 16);
    return madeAt < this.#forgottenBefore ? Number.POSITIVE_INFINITY : now - madeAt;
  }

  #count(nonce: string, nc: number, now: Instant): boolean {
    if (nc <= (this.#counters.get(nonce) ?? 0)) return false;
    this.#counters.set(nonce, nc);
    for (const oldest of this.#counters.keys()) {
      const madeAt = Number.parseInt(oldest, 16);
      const tooMany = this.#counters.size > maxNoncesRemembered;
      if (now - madeAt <= nonceLifeMs && !tooMany) break;
      this.#counters.delete(oldest);
      if (tooMany) this.#forgottenBefore = Math.max(this.#forgottenBefore, madeAt + 1);
    }
    return true;
  }
}

function secretOf(
  stored: StoredCredentials,
  algorithm: DigestAlgorithm,
  username: string,
  realm: string,
): string | undefined {
  return "password" in stored ? ha1(algorithm, username, realm, stored.password) : stored.ha1[algorithm];
}

/** Phones differ in what they put into `uri` (ports, parameters); scheme and the host's name must at least agree. */
function sameRequest(given: string, requestUri: string): boolean {
  if (given === requestUri) return true;
  const bare = (uri: string) =>
    uri
      .replace(/[;?].*$/, "")
      .replace(/:\d+$/, "")
      .toLowerCase();
  return bare(given) === bare(requestUri);
}

function sameText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
