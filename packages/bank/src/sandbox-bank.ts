// The sandbox bank: invented customers with cards and accounts in PostgreSQL. Knows two operations so far.
//
//   balance     card + password ──▶ { balance: { amountMinor, currency }, holder }
//   reportLost  card + password ──▶ { reference }    once reported a card stays blocked; again gives the same reference
//
// Five wrong passwords block a card's telephone service; an unknown card and a wrong password give the same answer.

import { createHash, createHmac, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { type Clock, newId, type Random, randomInteger } from "@tellerline/base";
import { instant, type Store, type TenantTransaction } from "@tellerline/store";
import type { BusinessAnswer, BusinessRequest, CoreSystem } from "./business-gateway.ts";
import { withSealed } from "./sealed-secrets.ts";

const maxFailedAttempts = 5;

export interface SandboxBankOptions {
  store: Store;
  clock: Clock;
  random: Random;
  /** 32 bytes: what the vault seals for. */
  sealKey: Buffer;
  /** Secret of the index over card numbers. */
  indexKey: Buffer;
}

export interface SandboxCustomer {
  holder: string;
  accountNumber: string;
  currency: string;
  balanceMinor: bigint;
  cardNumber: string;
  password: string;
}

interface Card {
  id: string;
  account_id: string;
  password_hash: string;
  failed_attempts: number;
  lost_at: number | null;
  lost_reference: string | null;
}

export class SandboxBank implements CoreSystem {
  readonly #options: SandboxBankOptions;

  constructor(options: SandboxBankOptions) {
    this.#options = options;
  }

  async perform(request: BusinessRequest): Promise<BusinessAnswer> {
    const { operation, sealed, tenantId } = request;
    if (operation !== "balance" && operation !== "reportLost") return refused("unknownOperation");
    if (sealed === undefined) return refused("wrongCredentials");
    const answer = await withSealed(sealed, this.#options.sealKey, (secrets) =>
      this.#options.store.inTenant(tenantId, async (tx) => {
        const card = await this.#identify(tx, secrets.get("card"), secrets.get("password"));
        if ("verdict" in card) return card;
        return operation === "balance" ? this.#balance(tx, card) : this.#reportLost(tx, card);
      }),
    );
    return answer ?? refused("wrongCredentials");
  }

  /** Adds an account with a card, unless the account exists. */
  async addCustomer(tx: TenantTransaction, tenantId: string, customer: SandboxCustomer): Promise<void> {
    const now = this.#options.clock.now();
    const accountId = newId(now, this.#options.random);
    const added = await tx
      .insertInto("bank_account")
      .values({
        tenant_id: tenantId,
        id: accountId,
        number: customer.accountNumber,
        holder: customer.holder,
        currency: customer.currency,
        balance_minor: customer.balanceMinor,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if ((added.numInsertedOrUpdatedRows ?? 0n) === 0n) return;
    await tx
      .insertInto("bank_card")
      .values({
        tenant_id: tenantId,
        id: newId(now, this.#options.random),
        account_id: accountId,
        number_index: this.#index(Buffer.from(customer.cardNumber)),
        last_digits: customer.cardNumber.slice(-4),
        password_hash: await hashDigits(Buffer.from(customer.password)),
        lost_at: null,
        lost_reference: null,
      })
      .execute();
  }

  async #identify(
    tx: TenantTransaction,
    number: Buffer | undefined,
    password: Buffer | undefined,
  ): Promise<Card | BusinessAnswer> {
    if (number === undefined || password === undefined) return refused("wrongCredentials");
    const card = await tx
      .selectFrom("bank_card")
      .select(["id", "account_id", "password_hash", "failed_attempts", "lost_at", "lost_reference"])
      .where("number_index", "=", this.#index(number))
      .forUpdate()
      .executeTakeFirst();
    // The work of a verification is done for unknown cards too, so that they cannot be told by time.
    const right = await verifyDigits(card?.password_hash ?? (await decoyHash), password);
    if (card === undefined) return refused("wrongCredentials");
    if (card.failed_attempts >= maxFailedAttempts) return refused("blocked");
    const attempts = right ? 0 : card.failed_attempts + 1;
    if (attempts !== card.failed_attempts) {
      await tx.updateTable("bank_card").set({ failed_attempts: attempts }).where("id", "=", card.id).execute();
    }
    return right ? card : refused(attempts >= maxFailedAttempts ? "blocked" : "wrongCredentials");
  }

  async #balance(tx: TenantTransaction, card: Card): Promise<BusinessAnswer> {
    if (card.lost_at !== null) return refused("reportedLost");
    const account = await tx
      .selectFrom("bank_account")
      .select(["holder", "currency", "balance_minor"])
      .where("id", "=", card.account_id)
      .executeTakeFirstOrThrow();
    const balance = { amountMinor: account.balance_minor.toString(), currency: account.currency };
    return { verdict: "ok", data: { balance, holder: account.holder } };
  }

  async #reportLost(tx: TenantTransaction, card: Card): Promise<BusinessAnswer> {
    if (card.lost_reference !== null) return { verdict: "ok", data: { reference: card.lost_reference } };
    const reference = String(randomInteger(this.#options.random, 100_000_000)).padStart(8, "0");
    await tx
      .updateTable("bank_card")
      .set({ lost_at: instant(this.#options.clock.now()), lost_reference: reference })
      .where("id", "=", card.id)
      .execute();
    return { verdict: "ok", data: { reference } };
  }

  #index(number: Buffer): Buffer {
    return createHmac("sha256", this.#options.indexKey).update(number).digest();
  }
}

function refused(reason: string): BusinessAnswer {
  return { verdict: "failed", reason, data: {} };
}

const decoyHash = hashDigits(createHash("sha256").update("decoy").digest());

async function hashDigits(digits: Buffer): Promise<string> {
  const salt = randomBytes(16);
  const derived = await derive(digits, salt);
  return `${salt.toString("base64")}.${derived.toString("base64")}`;
}

async function verifyDigits(stored: string, digits: Buffer): Promise<boolean> {
  const [salt, expected] = stored.split(".").map((part) => Buffer.from(part, "base64"));
  if (salt === undefined || expected === undefined) return false;
  return timingSafeEqual(await derive(digits, salt), expected);
}

function derive(digits: Buffer, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(digits, salt, 32, { N: 16_384, r: 8, p: 1 }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
