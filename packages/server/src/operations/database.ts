// The database the product uses: the embedded one, or the one database.url names.

import { EmbeddedPostgresError, startEmbeddedPostgres, withDatabase } from "@tellerline/store";
import pg from "pg";
import type { Config } from "../config/schema.ts";
import { explain } from "./data-lock.ts";

export class Database {
  readonly url: string;
  /** Resolves with the reason when the embedded server ends by itself; never for an outside one. */
  readonly lost: Promise<string>;
  readonly #stop: () => Promise<void>;

  private constructor(url: string, lost: Promise<string>, stop: () => Promise<void>) {
    this.url = url;
    this.lost = lost;
    this.#stop = stop;
  }

  /** Throws an error with one clear line. */
  static async start(config: Config, data: string, progress: (step: string) => void): Promise<Database> {
    const url = config["database.url"];
    if (url !== "") return new Database(url, new Promise(() => {}), () => Promise.resolve());
    progress("starting PostgreSQL");
    try {
      const embedded = await startEmbeddedPostgres({ folder: data, port: config["database.port"], progress });
      return new Database(embedded.url, embedded.lost, () => embedded.stop());
    } catch (error) {
      if (error instanceof EmbeddedPostgresError) throw error;
      throw new EmbeddedPostgresError(explain(data, error as NodeJS.ErrnoException), { cause: error });
    }
  }

  /** Adds a tenant, as the owner of the tables. */
  async addTenant(database: string, id: string, name: string): Promise<void> {
    const client = new pg.Client({ connectionString: withDatabase(this.url, database) });
    await client.connect();
    try {
      await client.query("set role tellerline_owner; set search_path = tellerline");
      await client.query("insert into tenant (tenant_id, name) values ($1, $2)", [id, name]);
    } finally {
      await client.end();
    }
  }

  stop(): Promise<void> {
    return this.#stop();
  }
}
