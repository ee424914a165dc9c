// The routes of signing in and of one's own account.

import type { Handlers } from "../http/handlers.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Accounts } from "./accounts.ts";

type Names = "signIn" | "signOut" | "signOutEverywhere" | "getMe" | "changePassword" | "setPreferences";

export function accountHandlers(accounts: Accounts): Handlers<Names> {
  return {
    signIn: async ({ body, address, setCookie }) => {
      const result = await accounts.signIn(body.login, body.password, address);
      if (!result.ok) throw new ProblemError(result.why);
      setCookie(result.token);
      return { token: result.token, expiresAt: result.session.expiresAt, me: result.session.me };
    },
    signOut: async ({ session, setCookie }) => {
      await accounts.signOut(session);
      setCookie(undefined);
      return {};
    },
    signOutEverywhere: async ({ session, setCookie }) => {
      await accounts.revokeAll(session, session.me.userId, "signedOutEverywhere");
      setCookie(undefined);
      return {};
    },
    getMe: ({ session }) => session.me,
    changePassword: async ({ session, body }) => {
      const refused = await accounts.changePassword(session, body.current, body.next);
      if (refused !== undefined) {
        const code = refused.field === "next" ? "weakPassword" : "invalidRequest";
        throw new ProblemError(code, undefined, [refused]);
      }
      return {};
    },
    setPreferences: ({ session, body }) => accounts.setLanguage(session, body.language),
  };
}
