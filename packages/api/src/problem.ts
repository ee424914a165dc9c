// Errors as RFC 9457 problem documents. One table: code → status and title; the docs page is printed from it.

import { z } from "zod";

export const problemCodes = {
  invalidRequest: { status: 400, title: "The request is not of the form this operation takes." },
  notSignedIn: { status: 401, title: "No valid session: sign in first." },
  wrongCredentials: { status: 401, title: "The login or the password is wrong." },
  lockedOut: { status: 403, title: "Too many failed attempts; this login is locked for a while." },
  forbidden: { status: 403, title: "Your role does not include this right." },
  foreignOrigin: { status: 403, title: "Requests from this origin are not accepted." },
  notFound: { status: 404, title: "There is no such thing here." },
  notPossibleNow: { status: 409, title: "That is not possible in the present state." },
  alreadyExists: { status: 409, title: "Something with this name or number exists already." },
  inUse: { status: 409, title: "It is still in use elsewhere." },
  changedMeanwhile: { status: 409, title: "Somebody else changed it meanwhile; load it again." },
  weakPassword: { status: 422, title: "The new password does not meet the rules." },
  tooLarge: { status: 413, title: "The request is too large." },
  tooManyRequests: { status: 429, title: "Too many requests; try again later." },
  unavailable: { status: 503, title: "This part of the product is not available at the moment." },
  internal: { status: 500, title: "Something went wrong on our side; it has been recorded." },
} as const;

export type ProblemCode = keyof typeof problemCodes;

/** RFC 9457 §3; `errors` names each wrong field by its path and says how to mend it. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    /** Which of several refusals of this code it is, for clients that say it in words of their own. */
    reason: z.string().optional(),
    detail: z.string().optional(),
    traceId: z.string().optional(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem" });

export type Problem = z.infer<typeof problemSchema>;
