// The door of store: PostgreSQL.
export { type AuditInput, type AuditVerdict, appendAudit, verifyAudit } from "./audit.ts";
export { type EmbeddedPostgres, EmbeddedPostgresError, startEmbeddedPostgres } from "./embedded/embedded-postgres.ts";
export { JournalWriter } from "./journal-writer.ts";
export { MigrationError, migrate, withDatabase } from "./migrate.ts";
export { type ChatMessageRow, type JournalRow, Store, type StoreOptions, type TenantTransaction } from "./store.ts";
export { instant, type LookupViews, type Tables } from "./tables.ts";
