// Which pages may talk to us. A browser says where a page comes from; a program says nothing and has no cookie to misuse.

import type { FastifyRequest } from "fastify";
import { ProblemError } from "./problem-error.ts";

export class OriginList {
  readonly #allowed: ReadonlySet<string>;

  constructor(allowed: readonly string[]) {
    this.#allowed = new Set(allowed.map((origin) => new URL(origin).origin));
  }

  /** Throws `foreignOrigin` unless the request comes from our own origin, an allowed one, or no page at all. */
  check(request: FastifyRequest): void {
    if (this.has(request)) return;
    throw new ProblemError("foreignOrigin", `The origin ${request.headers.origin} is not in http.origins.`);
  }

  /** Whether `check` lets it pass. */
  has(request: FastifyRequest): boolean {
    const { origin } = request.headers;
    if (origin === undefined || this.#allowed.has(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === request.headers.host;
  }
}
