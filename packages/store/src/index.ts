// The door of store: PostgreSQL: embedded server, migrations, tenant-scoped transactions, journal, projections.
export {};
