// The door to PostgreSQL. Every piece of work names its tenant; the tenant travels with `begin`, in one round trip, and
// row-level security does the rest.

import { Kysely, PostgresDialect, type PostgresPoolClient } from "kysely";
import pg from "pg";
import { roleUrl } from "./migrate.ts";
import type { LookupViews, Tables } from "./tables.ts";

export type TenantTransaction = Kysely<Tables>;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const timestamptz = 1184;
const bigint = 20;
const date = 1082;
const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") => {
    if (oid === timestamptz)
      return (text: string) => Date.parse(text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00"));
    if (oid === bigint) return (text: string) => BigInt(text);
    if (oid === date) return (text: string) => text;
    return pg.types.getTypeParser(oid, format);
  },
} as pg.CustomTypesConfig;

export interface StoreOptions {
  adminUrl: string;
  database: string;
  /** The secret the role passwords are derived from. */
  secret: string;
  connections?: number;
}

export class Store {
  readonly #app: pg.Pool;
  readonly #lookup: pg.Pool;
  readonly #journal: pg.Pool;
  /** Reads from a key to its tenant, and nothing else. */
  readonly lookup: Kysely<LookupViews>;

  constructor(options: StoreOptions) {
    const pool = (role: "app" | "journal" | "lookup", max: number) => {
      const made = new pg.Pool({
        connectionString: roleUrl(options.adminUrl, options.database, options.secret, role),
        max,
        types,
        connectionTimeoutMillis: 5000,
        application_name: `tellerline ${role}`,
      });
      // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
      made.on("error", () => {});
      return made;
    };
    this.#app = pool("app", options.connections ?? 12);
    this.#lookup = pool("lookup", 4);
    this.#journal = pool("journal", 2);
    this.lookup = new Kysely<LookupViews>({ dialect: new PostgresDialect({ pool: this.#lookup }) });
  }

  /** Runs `work` in one transaction as `tenantId`; everything outside that tenant does not exist for it. */
  async inTenant<T>(tenantId: string, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    if (!uuid.test(tenantId)) throw new TypeError(`not a tenant id: ${tenantId}`);
    const client = await this.#app.connect();
    let broken: Error | undefined;
    try {
      await client.query(`begin; set local tellerline.tenant = '${tenantId}'`);
      const result = await work(onClient(client));
      await client.query("commit");
      return result;
    } catch (error) {
      await client.query("rollback").catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** Inserts journal rows of any tenants; rows that are there already are left alone. */
  async insertJournal(rows: JournalRow[]): Promise<void> {
    if (rows.length === 0) return;
    const column = <K extends keyof JournalRow>(name: K) => rows.map((row) => row[name]);
    await this.#journal.query(
      `insert into journal (tenant_id, stream, sequence, at, code, event)
       select * from unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[], $5::text[], $6::jsonb[])
       on conflict do nothing`,
      [
        column("tenantId"),
        column("stream"),
        column("sequence"),
        rows.map((r) => new Date(r.at)),
        column("code"),
        rows.map((r) => JSON.stringify(r.event)),
      ],
    );
  }

  /** Inserts messages of chats of any tenants; those that are there already are left alone. */
  async insertChatMessages(rows: readonly ChatMessageRow[]): Promise<void> {
    if (rows.length === 0) return;
    const column = <K extends keyof ChatMessageRow>(name: K) => rows.map((row) => row[name]);
    await this.#journal.query(
      `insert into chat_message (tenant_id, conversation_id, sequence, at, author_side, author_id, author_name, client_id,
         audience, content)
       select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
         $8::text[], $9::text[], $10::jsonb[])
       on conflict do nothing`,
      [
        ...[column("tenantId"), column("conversationId"), column("sequence"), rows.map((r) => new Date(r.at))],
        ...[column("authorSide"), column("authorId"), column("authorName"), column("clientId"), column("audience")],
        rows.map((r) => JSON.stringify(r.content)),
      ],
    );
  }

  /** Whether the database answers now. */
  async isUp(): Promise<boolean> {
    try {
      await this.#lookup.query("select 1");
      return true;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#app.end(), this.#journal.end(), this.lookup.destroy()]);
  }
}

export interface ChatMessageRow {
  tenantId: string;
  conversationId: string;
  sequence: number;
  at: number;
  authorSide: string;
  authorId: string;
  authorName: string;
  clientId: string | null;
  audience: string;
  content: object;
}

export interface JournalRow {
  tenantId: string;
  stream: string;
  sequence: number;
  at: number;
  code: string;
  event: object;
}

/** Kysely on one connection whose transaction is ours. */
function onClient(client: pg.PoolClient): Kysely<Tables> {
  const single: PostgresPoolClient = {
    query: client.query.bind(client) as PostgresPoolClient["query"],
    release: () => {},
  };
  return new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: { connect: () => Promise.resolve(single), end: () => Promise.resolve(), options: {} },
    }),
  });
}
