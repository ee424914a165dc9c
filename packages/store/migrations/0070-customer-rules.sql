-- What the house does for which customers, numbers it does not take calls from, and whose customer somebody is.

create table customer_rule (
  tenant_id uuid not null references tenant,
  id uuid not null,
  name text not null,
  active boolean not null,
  -- null: in every queue.
  queue_id uuid,
  -- {"kind": "tier", "tiers"} | {"kind": "language", "language"} | {"kind": "region", "prefixes"} | {"kind": "adviser", "holdMs"}
  condition jsonb not null,
  priority_by integer not null,
  skill_id uuid,
  skill_level integer,
  skill_demand text,
  version integer not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, name),
  foreign key (tenant_id, queue_id) references queue,
  foreign key (tenant_id, skill_id) references skill
);
call tenant_guard('customer_rule', 'select, insert, update, delete');

create table blocked_number (
  tenant_id uuid not null references tenant,
  id uuid not null,
  -- A number, or the beginning of many with * behind it.
  number text not null,
  reason text not null,
  action text not null,
  -- null: until it is taken away.
  valid_until timestamptz,
  version integer not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, number)
);
call tenant_guard('blocked_number', 'select, insert, update, delete');

alter table customer add column language text not null default '';
alter table customer add column adviser_id uuid;
alter table customer add foreign key (tenant_id, adviser_id) references agent on delete set null (adviser_id);
