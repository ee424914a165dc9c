// A refusal that a route throws and the boundary turns into a problem document (RFC 9457).

import { type Problem, type ProblemCode, problemCodes } from "@tellerline/api";

export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly errors: { field: string; message: string }[] | undefined;
  readonly reason: string | undefined;

  /**
   * @param detail what is wrong here and how to mend it, for a person.
   * @param reason stable word for it, where one code has several
   */
  constructor(code: ProblemCode, detail?: string, errors?: { field: string; message: string }[], reason?: string) {
    super(detail ?? problemCodes[code].title);
    this.code = code;
    this.errors = errors;
    this.reason = reason;
  }

  toProblem(traceId: string): Problem {
    const { status, title } = problemCodes[this.code];
    return {
      type: `/docs/problems#${this.code}`,
      title,
      status,
      code: this.code,
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.message === title ? {} : { detail: this.message }),
      traceId,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
    };
  }
}
