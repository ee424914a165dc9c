// What a handler of an API operation gets and gives. One handler per operation; the compiler asks for every one.

import type { AnswerOf, BodyOf, OperationName, QueryOf } from "@tellerline/api";
import type { SignedIn } from "../accounts/accounts.ts";

export interface Call<Name extends OperationName> {
  params: Record<string, string>;
  query: QueryOf<Name>;
  body: BodyOf<Name>;
  /** The version of If-Match, if the client sent one. */
  version: number | undefined;
  /** The caller; for a public operation there is none. */
  session: SignedIn;
  address: string;
  /** The page a browser's request comes from. */
  origin: string | undefined;
  /** Whether that is a page of ours, or of one of the origins of the configuration. */
  ownOrigin: boolean;
  /** The token of `Authorization: Bearer`. */
  bearer: string | undefined;
  /** Lets the page of another origin read the answer. */
  allowOrigin(): void;
  /** Sets the session cookie, or clears it with undefined. */
  setCookie(token: string | undefined): void;
}

export type Handler<Name extends OperationName> = (call: Call<Name>) => Promise<AnswerOf<Name>> | AnswerOf<Name>;

/** All handlers, or those of one domain. */
export type Handlers<Names extends OperationName = OperationName> = { [Name in Names]: Handler<Name> };
