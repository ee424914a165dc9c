-- Plans of the rooms in which agents sit (SV-02), on a grid.
create table floor_plan (
  tenant_id uuid not null references tenant,
  id uuid not null,
  name text not null,
  grid_columns integer not null,
  grid_rows integer not null,
  -- [{"id", "column", "row", "label", "place": {"kind": "agent", "agentId"} | {"kind": "phone", "phoneId"} | null}]
  seats jsonb not null,
  -- [{"column", "row", "width", "height", "text", "look"}]
  areas jsonb not null,
  version integer not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
call tenant_guard('floor_plan', 'select, insert, update, delete');
