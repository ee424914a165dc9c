// Calls of the HTTP API. Every operation of the contract is a generated function; `call` runs it and gives the answer, or
// throws the problem document as an ApiError.
//
//   const api = new ApiClient();                                     on a page of the product: the cookie signs requests
//   const api = new ApiClient({ baseUrl: "https://cc.bank.example", token });                       elsewhere, programs
//   const desk = await api.call(getDesk);
//   await api.call(operate, { path: { interactionId }, body: { operation: "hold" } });

import { type Client, createClient } from "./generated/client/index.ts";
import type { Problem } from "./generated/types.gen.ts";

export interface ApiClientOptions {
  /** Where the product is; by default the page's own origin. */
  baseUrl?: string;
  /** The token of a session; without it the browser's cookie serves. */
  token?: string;
}

/** An operation was refused: `problem` says what is wrong, where, and how to mend it (RFC 9457). */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }

  /** Stable word of the problem, for example `notPossibleNow`. */
  get code(): string {
    return this.problem.code;
  }
}

interface Result<Answer> {
  data?: Answer;
  error?: unknown;
  response?: Response;
}

export class ApiClient {
  readonly #client: Client;
  readonly baseUrl: string;
  token: string | undefined;

  constructor(options: ApiClientOptions = {}) {
    this.baseUrl = options.baseUrl ?? "";
    this.token = options.token;
    this.#client = createClient({ baseUrl: this.baseUrl, auth: () => this.token, credentials: "same-origin" });
  }

  /** Runs one generated operation; throws ApiError, also when the server cannot be reached. */
  async call<Options extends object, Answer>(
    operation: (options: Options & { client: Client }) => Promise<Result<Answer>>,
    ...[options]: object extends Options ? [options?: Options] : [options: Options]
  ): Promise<NonNullable<Answer>> {
    let result: Result<Answer>;
    try {
      result = await operation({ ...(options as Options), client: this.#client });
    } catch (cause) {
      throw unreachable(cause);
    }
    const { data, error } = result;
    if (data !== undefined && data !== null && result.response?.ok !== false) return data;
    throw isProblem(error) ? new ApiError(error) : unreachable(error);
  }
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "status" in value;
}

function unreachable(cause: unknown): ApiError {
  const error = new ApiError({
    type: "about:blank",
    title: "The server cannot be reached.",
    status: 0,
    code: "unreachable",
  });
  error.cause = cause;
  return error;
}
