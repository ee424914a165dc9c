// A refusal that a route throws and the boundary turns into a problem document (RFC 9457).

import { type Problem, type ProblemCode, problemCodes } from "@tellerline/api";

export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly errors: { field: string; message: string }[] | undefined;

  /** @param detail what is wrong here and how to mend it, for a person. */
  constructor(code: ProblemCode, detail?: string, errors?: { field: string; message: string }[]) {
    super(detail ?? problemCodes[code].title);
    this.code = code;
    this.errors = errors;
  }

  toProblem(traceId: string): Problem {
    const { status, title } = problemCodes[this.code];
    return {
      type: `/docs/problems#${this.code}`,
      title,
      status,
      code: this.code,
      ...(this.message === title ? {} : { detail: this.message }),
      traceId,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
    };
  }
}
