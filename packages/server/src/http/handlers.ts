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
  /** Sets the session cookie, or clears it with undefined. */
  setCookie(token: string | undefined): void;
}

export type Handler<Name extends OperationName> = (call: Call<Name>) => Promise<AnswerOf<Name>> | AnswerOf<Name>;

/** All handlers, or those of one domain. */
export type Handlers<Names extends OperationName = OperationName> = { [Name in Names]: Handler<Name> };
