// The client's side of digest (RFC 3261 §22.2, §22.3): answers 401 and 407 once per request, again if stale.

import { type Random, randomHex } from "@tellerline/base";
import type { SipRequest, SipResponse } from "../message/message.ts";
import { answerChallenge, type DigestChallenge, parseChallenge } from "./digest.ts";

export class DigestClient {
  readonly #credentials: { username: string; password: string };
  readonly #random: Random;
  #nonce = "";
  #uses = 0;

  constructor(credentials: { username: string; password: string }, random: Random) {
    this.#credentials = credentials;
    this.#random = random;
  }

  /**
   * Puts the answer to a challenge into `next`, the request's repetition.
   * @param tried whether the refused request carried an answer already.
   * @returns whether it is worth sending.
   */
  answer(response: SipResponse, next: SipRequest, tried: boolean): boolean {
    const [from, to] =
      response.status === 407 ? ["proxy-authenticate", "proxy-authorization"] : ["www-authenticate", "authorization"];
    const challenge = strongest(response.headers.all(from as string));
    if (challenge === undefined || (tried && !challenge.stale)) return false;
    if (challenge.nonce !== this.#nonce) {
      this.#nonce = challenge.nonce;
      this.#uses = 0;
    }
    this.#uses += 1;
    const request = { method: next.method, uri: next.uri };
    const value = answerChallenge(challenge, this.#credentials, request, this.#uses, randomHex(this.#random, 16));
    next.headers.set(to as string, value);
    return true;
  }
}

function strongest(values: readonly string[]): DigestChallenge | undefined {
  const challenges = values.map(parseChallenge).filter((one) => one !== undefined);
  return challenges.find((one) => one.algorithm === "SHA-256") ?? challenges[0];
}
