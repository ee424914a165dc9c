import { describe, expect, it } from "vitest";
import { problemOfCause, problemOfRefusal } from "./call-problem.ts";

describe("what a visitor is told", () => {
  it("CH-02 a call that was up or that he ended himself is no problem", () => {
    expect(problemOfCause("Connection Error", true)).toBeUndefined();
    expect(problemOfCause("Canceled", false)).toBeUndefined();
    expect(problemOfCause(undefined, false)).toBeUndefined();
  });

  it("CH-02 busy lines, a server away and anything else are told apart", () => {
    expect(problemOfCause("Busy", false)).toBe("full");
    expect(problemOfCause("Unavailable", false)).toBe("full");
    expect(problemOfCause("Request Timeout", false)).toBe("away");
    expect(problemOfCause("SIP Failure Code", false)).toBe("failed");
  });

  it("CH-02 a refused request for a phone is told in the same words", () => {
    expect(problemOfRefusal("unavailable")).toBe("full");
    expect(problemOfRefusal("unreachable")).toBe("away");
    expect(problemOfRefusal("notFound")).toBe("failed");
  });
});
