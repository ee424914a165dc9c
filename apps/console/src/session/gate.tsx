// Before every page: nobody signed in → the sign-in page; a password to be changed → that; else the shell.

import { ApiError } from "@tellerline/sdk";
import { Failed } from "../shell/loaded.tsx";
import { Shell } from "../shell/shell.tsx";
import { Waiting } from "../shell/waiting.tsx";
import { PasswordPage } from "./password-page.tsx";
import { useMeQuery } from "./session.ts";
import { SignInPage } from "./sign-in-page.tsx";

export function Gate() {
  const query = useMeQuery();
  const { data: me, error } = query;
  if (me !== undefined) return me.mustChangePassword ? <PasswordPage /> : <Shell />;
  if (error instanceof ApiError && error.problem.status === 401) return <SignInPage />;
  return error === null ? <Waiting /> : <Failed query={query} />;
}
