// Signing in: lock-out after repeated failures, sessions that can be revoked at once (SE-01).
//
//   sign in ── wrong ×5 ──▶ locked for 15 min ── right after that ──▶ counter back to 0
//   session: token shown once; the database keeps its SHA-256; valid 12 h, ended by sign-out, password change, revocation

import { createHash, randomBytes } from "node:crypto";
import { type Me, type Right, type Role, rightsOfRole } from "@tellerline/api";
import { type Clock, newId, type Random } from "@tellerline/base";
import { appendAudit, instant, type Store } from "@tellerline/store";
import { hashPassword, verifyNobody, verifyPassword, weakness } from "./passwords.ts";
import { platformTenantId } from "./platform-tenant.ts";

const sessionMs = 12 * 3_600_000;
const lockAfter = 5;
const lockMs = 15 * 60_000;
const maxSessionsPerUser = 20;

export interface SignedIn {
  sessionId: string;
  tenantId: string;
  me: Me;
  rights: ReadonlySet<Right>;
  expiresAt: number;
}

export type SignInResult =
  | { ok: true; token: string; session: SignedIn }
  | { ok: false; why: "wrongCredentials" | "lockedOut" };

/** Told when sessions end, so that sockets and phones of them can be closed; `left`: how many the user still has. */
export type SessionsEnded = (ended: { sessionIds: string[]; reason: string; session: SignedIn; left: number }) => void;

export class Accounts {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #cache = new Map<string, SignedIn>();
  #ended: SessionsEnded = () => {};

  constructor(store: Store, clock: Clock, random: Random) {
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
  }

  onEnded(listener: SessionsEnded): void {
    this.#ended = listener;
  }

  async signIn(login: string, password: string, address: string): Promise<SignInResult> {
    const found = await this.#store.lookup
      .selectFrom("tenant_of_login")
      .selectAll()
      .where("login", "=", login.toLowerCase())
      .executeTakeFirst();
    if (found === undefined) {
      await verifyNobody(password);
      return { ok: false, why: "wrongCredentials" };
    }
    const { tenant_id: tenantId, user_id: userId } = found;
    const user = await this.#store.inTenant(tenantId, (tx) =>
      tx.selectFrom("user_account").selectAll().where("id", "=", userId).executeTakeFirstOrThrow(),
    );
    const now = this.#clock.now();
    if (user.locked_until !== null && user.locked_until > now) {
      await verifyNobody(password);
      return { ok: false, why: "lockedOut" };
    }
    const right = await verifyPassword(user.password_hash, password);
    if (!right || !user.active) return this.#refuse(tenantId, userId, login, address, now);
    return this.#open(tenantId, userId, address, now);
  }

  async #refuse(tenantId: string, userId: string, login: string, address: string, now: number): Promise<SignInResult> {
    const locked = await this.#store.inTenant(tenantId, async (tx) => {
      const row = await tx
        .updateTable("user_account")
        .set((e) => ({ failed_attempts: e("failed_attempts", "+", 1) }))
        .where("id", "=", userId)
        .returning("failed_attempts")
        .executeTakeFirstOrThrow();
      const lock = row.failed_attempts >= lockAfter;
      if (lock) {
        await tx
          .updateTable("user_account")
          .set({ failed_attempts: 0, locked_until: instant(now + lockMs) })
          .where("id", "=", userId)
          .execute();
      }
      const action = lock ? "session.lockedOut" : "session.refused";
      await appendAudit(tx, tenantId, { at: now, actor: login, action, subject: userId, detail: { address } });
      return lock;
    });
    return { ok: false, why: locked ? "lockedOut" : "wrongCredentials" };
  }

  async #open(tenantId: string, userId: string, address: string, now: number): Promise<SignInResult> {
    const token = randomBytes(32).toString("base64url");
    const id = newId(now, this.#random);
    const expiresAt = now + sessionMs;
    await this.#store.inTenant(tenantId, async (tx) => {
      await tx
        .updateTable("user_account")
        .set({ failed_attempts: 0, locked_until: null })
        .where("id", "=", userId)
        .execute();
      const old = await tx
        .selectFrom("session")
        .select("id")
        .where("user_id", "=", userId)
        .where("revoked_at", "is", null)
        .orderBy("created_at", "desc")
        .offset(maxSessionsPerUser - 1)
        .execute();
      if (old.length > 0) {
        const ids = old.map((row) => row.id);
        await tx
          .updateTable("session")
          .set({ revoked_at: instant(now) })
          .where("id", "in", ids)
          .execute();
      }
      await tx
        .insertInto("session")
        .values({
          tenant_id: tenantId,
          id,
          user_id: userId,
          token_hash: tokenHash(token),
          created_at: instant(now),
          expires_at: instant(expiresAt),
          revoked_at: null,
        })
        .execute();
      await appendAudit(tx, tenantId, {
        at: now,
        actor: userId,
        action: "session.opened",
        subject: id,
        detail: { address },
      });
    });
    const session = await this.authenticate(token);
    if (session === undefined) throw new Error("a session just opened is not there");
    return { ok: true, token, session };
  }

  /** The session of a token, or undefined if there is none, it is over or its user may not work any more. */
  async authenticate(token: string): Promise<SignedIn | undefined> {
    const hash = tokenHash(token);
    const key = hash.toString("base64");
    const cached = this.#cache.get(key);
    if (cached !== undefined) {
      if (cached.expiresAt > this.#clock.now()) return cached;
      this.#cache.delete(key);
      return undefined;
    }
    const found = await this.#store.lookup
      .selectFrom("tenant_of_session")
      .selectAll()
      .where("token_hash", "=", hash)
      .executeTakeFirst();
    if (found === undefined) return undefined;
    const session = await this.#load(found.tenant_id, found.session_id);
    if (session !== undefined) {
      this.#cache.set(key, session);
    }
    return session;
  }

  async #load(tenantId: string, sessionId: string): Promise<SignedIn | undefined> {
    const now = this.#clock.now();
    const row = await this.#store.inTenant(tenantId, (tx) =>
      tx
        .selectFrom("session")
        .innerJoin("user_account", "user_account.id", "session.user_id")
        .innerJoin("tenant", "tenant.tenant_id", "session.tenant_id")
        .leftJoin("agent", "agent.user_id", "user_account.id")
        .select([
          "session.expires_at",
          "session.revoked_at",
          "user_account.id as user_id",
          "user_account.login",
          "user_account.name",
          "user_account.role",
          "user_account.language",
          "user_account.active",
          "user_account.must_change_password",
          "tenant.name as tenant_name",
          "tenant.suspended",
          "agent.id as agent_id",
        ])
        .where("session.id", "=", sessionId)
        .executeTakeFirst(),
    );
    if (row === undefined || row.revoked_at !== null || row.expires_at <= now || !row.active || row.suspended)
      return undefined;
    const role = row.role as Role;
    const own = rightsOfRole[role].filter((right) => right !== "agent.work" || row.agent_id !== null);
    const me: Me = {
      userId: row.user_id,
      login: row.login,
      name: row.name,
      role,
      rights: [...own],
      tenant: tenantId === platformTenantId ? null : { id: tenantId, name: row.tenant_name },
      language: row.language as Me["language"],
      agentId: row.agent_id,
      mustChangePassword: row.must_change_password,
    };
    return { sessionId, tenantId, me, rights: new Set(own), expiresAt: row.expires_at };
  }

  /** Ends one session. */
  async signOut(session: SignedIn): Promise<void> {
    await this.#revoke(session, (id) => id === session.sessionId, "signedOut");
  }

  /** Ends all sessions of a user, `except` one if given. */
  async revokeAll(session: SignedIn, userId: string, reason: string, except?: string): Promise<void> {
    await this.#revoke({ ...session, me: { ...session.me, userId } }, (id) => id !== except, reason);
  }

  async #revoke(session: SignedIn, chosen: (sessionId: string) => boolean, reason: string): Promise<void> {
    const now = this.#clock.now();
    let left = 0;
    const ids = await this.#store.inTenant(session.tenantId, async (tx) => {
      const open = await tx
        .selectFrom("session")
        .select("id")
        .where("user_id", "=", session.me.userId)
        .where("revoked_at", "is", null)
        .execute();
      const revoked = open.map((row) => row.id).filter(chosen);
      left = open.length - revoked.length;
      if (revoked.length === 0) return revoked;
      await tx
        .updateTable("session")
        .set({ revoked_at: instant(now) })
        .where("id", "in", revoked)
        .execute();
      await appendAudit(tx, session.tenantId, {
        at: now,
        actor: session.me.userId,
        action: "session.ended",
        subject: session.me.userId,
        detail: { reason, sessions: revoked.length },
      });
      return revoked;
    });
    this.forget(session.tenantId, session.me.userId);
    if (ids.length > 0) this.#ended({ sessionIds: ids, reason, session, left });
  }

  /** Drops what is remembered of a user, so that a change of his rights holds from the next request on. */
  forget(tenantId: string, userId: string): void {
    for (const [key, session] of this.#cache) {
      if (session.tenantId === tenantId && session.me.userId === userId) this.#cache.delete(key);
    }
  }

  /** @returns why the new password is refused, or undefined when it holds. */
  async changePassword(
    session: SignedIn,
    current: string,
    next: string,
  ): Promise<{ field: "current" | "next"; message: string } | undefined> {
    const { tenantId, me } = session;
    const user = await this.#store.inTenant(tenantId, (tx) =>
      tx.selectFrom("user_account").select("password_hash").where("id", "=", me.userId).executeTakeFirstOrThrow(),
    );
    if (!(await verifyPassword(user.password_hash, current)))
      return { field: "current", message: "the present password is another one" };
    const why = weakness(next, me.login);
    if (why !== undefined) return { field: "next", message: why };
    const hash = await hashPassword(next);
    await this.#store.inTenant(tenantId, async (tx) => {
      await tx
        .updateTable("user_account")
        .set({ password_hash: hash, must_change_password: false })
        .where("id", "=", me.userId)
        .execute();
      const entry = {
        at: this.#clock.now(),
        actor: me.userId,
        action: "password.changed",
        subject: me.userId,
        detail: {},
      };
      await appendAudit(tx, tenantId, entry);
    });
    await this.revokeAll(session, me.userId, "passwordChanged", session.sessionId);
    return undefined;
  }

  async setLanguage(session: SignedIn, language: Me["language"]): Promise<Me> {
    await this.#store.inTenant(session.tenantId, (tx) =>
      tx.updateTable("user_account").set({ language }).where("id", "=", session.me.userId).execute(),
    );
    this.forget(session.tenantId, session.me.userId);
    return { ...session.me, language };
  }
}

function tokenHash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
