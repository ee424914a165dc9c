import { expect, it } from "vitest";
import { phoneSecrets, Terminals } from "./terminals.ts";

it("CH-02 a guest's phone is his alone, for an hour", () => {
  const terminals = new Terminals();
  const guest = terminals.addGuest({ tenantId: "t", number: "95500", name: undefined, language: undefined }, 1000);
  const username = guest?.username ?? "";
  expect(terminals.credentials(username, 1000)).toEqual({ password: guest?.password });
  expect(terminals.device(username)).toEqual({ kind: "guest", guest });
  expect(terminals.credentials(username, 1000 + 3_600_000)).toBeUndefined();
  terminals.addGuest({ tenantId: "t", number: "95500", name: undefined, language: undefined }, 1000 + 3_600_000);
  expect(terminals.device(username)).toBeUndefined();
});

it("SE-04 the number of guests is limited", () => {
  const terminals = new Terminals();
  const add = () => terminals.addGuest({ tenantId: "t", number: "1", name: undefined, language: undefined }, 0);
  for (let n = 0; n < 10_000; n++) add();
  expect(add()).toBeUndefined();
});

it("SW-03 an agent's browser phone keeps its password until his last session ends", () => {
  const terminals = new Terminals();
  const phone = terminals.browserPhone("t", "a1");
  expect(terminals.browserPhone("t", "a1")).toEqual(phone);
  expect(terminals.device(phone.username)).toEqual({ kind: "agent", tenantId: "t", agentId: "a1" });
  terminals.revokeBrowser("a1");
  expect(terminals.credentials(phone.username, 0)).toBeUndefined();
  expect(terminals.browserPhone("t", "a1").password).not.toBe(phone.password);
});

it("SW-03 of a SIP phone only the hashes are kept, one per algorithm", () => {
  const terminals = new Terminals();
  const secrets = phoneSecrets("tellerline", "phone1", "a long password");
  terminals.setPhones(new Map([["phone1", { tenantId: "t", phoneId: "p", ha1: secrets }]]));
  expect(Object.keys(secrets)).toEqual(["MD5", "SHA-256"]);
  expect(JSON.stringify(terminals.credentials("phone1", 0))).not.toContain("a long password");
  expect(terminals.device("phone2")).toBeUndefined();
});
