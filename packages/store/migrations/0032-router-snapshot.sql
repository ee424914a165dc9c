-- The router's state at a place of its journal: where a restart, an explanation and a what-if begin to read (HA-04). The
-- journal alone would do; a snapshot can always be made again from it.
create table router_snapshot (
  tenant_id uuid not null references tenant,
  stream text not null,
  sequence integer not null,
  at timestamptz not null,
  snapshot jsonb not null,
  primary key (tenant_id, stream, sequence)
);
call tenant_guard('router_snapshot', 'select, insert');
