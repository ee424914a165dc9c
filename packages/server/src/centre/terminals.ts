// Who may register and call: SIP phones of the tenants, browser phones of signed-in people, guests of the click-to-call
// button. All look-ups are in memory, because the SIP endpoint waits for nothing.
//
//   agent-<agentId>   browser phone; password made at the first request, kept while the process lives
//   guest-<token>     one visitor, one number, an hour
//   anything else     a phone from the configuration

import { randomBytes } from "node:crypto";
import type { StoredCredentials } from "@tellerline/sip";
import { ha1 } from "@tellerline/sip";

const guestMs = 3_600_000;
const maxGuests = 10_000;

export interface Guest {
  username: string;
  password: string;
  tenantId: string;
  number: string;
  name: string | undefined;
  language: string | undefined;
  expiresAt: number;
}

export interface PhoneAccount {
  tenantId: string;
  phoneId: string;
  ha1: Record<string, string>;
}

export type Device =
  | { kind: "agent"; tenantId: string; agentId: string }
  | { kind: "guest"; guest: Guest }
  | { kind: "phone"; tenantId: string; phoneId: string };

/** H(username:realm:password) for every algorithm a phone may ask for. */
export function phoneSecrets(realm: string, username: string, password: string): Record<string, string> {
  return { MD5: ha1("MD5", username, realm, password), "SHA-256": ha1("SHA-256", username, realm, password) };
}

export class Terminals {
  #phones = new Map<string, PhoneAccount>();
  readonly #browsers = new Map<string, { tenantId: string; agentId: string; password: string }>();
  readonly #guests = new Map<string, Guest>();

  /** Takes the phones of all tenants, by username. */
  setPhones(phones: Map<string, PhoneAccount>): void {
    this.#phones = phones;
  }

  browserPhone(tenantId: string, agentId: string): { username: string; password: string } {
    const username = browserUsername(agentId);
    let account = this.#browsers.get(username);
    if (account === undefined) {
      account = { tenantId, agentId, password: randomBytes(18).toString("base64url") };
      this.#browsers.set(username, account);
    }
    return { username, password: account.password };
  }

  /** The browser phone of an agent may no longer register: his last session ended. */
  revokeBrowser(agentId: string): void {
    this.#browsers.delete(browserUsername(agentId));
  }

  /** A visitor's phone; undefined when too many are out already. */
  addGuest(guest: Pick<Guest, "tenantId" | "number" | "name" | "language">, now: number): Guest | undefined {
    // All live equally long: the oldest stand first.
    for (const [username, old] of this.#guests) {
      if (old.expiresAt > now) break;
      this.#guests.delete(username);
    }
    if (this.#guests.size >= maxGuests) return undefined;
    const username = `guest-${randomBytes(8).toString("hex")}`;
    const made = { ...guest, username, password: randomBytes(18).toString("base64url"), expiresAt: now + guestMs };
    this.#guests.set(username, made);
    return made;
  }

  credentials(username: string, now: number): StoredCredentials | undefined {
    const browser = this.#browsers.get(username);
    if (browser !== undefined) return { password: browser.password };
    const guest = this.#guests.get(username);
    if (guest !== undefined) return guest.expiresAt > now ? { password: guest.password } : undefined;
    const phone = this.#phones.get(username);
    return phone === undefined ? undefined : { ha1: phone.ha1 };
  }

  device(username: string): Device | undefined {
    const browser = this.#browsers.get(username);
    if (browser !== undefined) return { kind: "agent", tenantId: browser.tenantId, agentId: browser.agentId };
    const guest = this.#guests.get(username);
    if (guest !== undefined) return { kind: "guest", guest };
    const phone = this.#phones.get(username);
    return phone === undefined ? undefined : { kind: "phone", tenantId: phone.tenantId, phoneId: phone.phoneId };
  }
}

export function browserUsername(agentId: string): string {
  return `agent-${agentId}`;
}
