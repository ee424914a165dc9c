// A morning at the demo bank, from a few seeds: flow, router and agents together.

import { Router } from "@tellerline/acd";
import { describe, expect, it } from "vitest";
import { BankWorld } from "./bank-world.ts";

describe("the demo bank in virtual time", () => {
  for (let seed = 1; seed <= 8; seed++) {
    it(`FL-01 RT-06 seed ${seed}: everybody is served or leaves, nobody is stuck, no secret is seen`, () => {
      const result = new BankWorld({ seed, hours: 4, router: new Router() }).run(3, 80);
      expect(result.calls).toBe(320);
      expect(Object.values(result.ended).reduce((sum, count) => sum + count)).toBe(320);
      expect(result.talks).toBeGreaterThan(20);
      expect(result.balancesHeard).toBeGreaterThan(20);
      expect(result.references).toBeGreaterThan(5);
      expect(result.wrongCredentials).toBeGreaterThan(5);
    });
  }
});
