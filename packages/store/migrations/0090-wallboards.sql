-- Boards of figures for walls, composed by those who see the live view.

create table wallboard (
  tenant_id uuid not null references tenant,
  id uuid not null,
  name text not null,
  -- How many tiles stand side by side.
  columns integer not null,
  -- [{"figure", "queueId" | null, "size", "warning" | null, "alarm" | null}], in the order in which they are shown
  tiles jsonb not null,
  version integer not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
call tenant_guard('wallboard', 'select, insert, update, delete');
