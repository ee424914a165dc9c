-- Tenants, people, configuration, journal, records, audit.
--
-- Every table of a tenant carries tenant_id under row-level security. `tenant_guard(table)` switches it on and gives the
-- application role its rights; the test `store: isolation` tries every table from another tenant.

create function current_tenant() returns uuid
  language sql stable parallel safe
  -- After a transaction the setting is '' and not NULL, hence nullif.
  return nullif(current_setting('tellerline.tenant', true), '')::uuid;

create procedure tenant_guard(name text, rights text)
  language plpgsql as $$
begin
  execute format('alter table %I enable row level security', name);
  execute format('alter table %I force row level security', name);
  execute format(
    'create policy tenant_only on %I to tellerline_app using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())',
    name);
  execute format('grant %s on %I to tellerline_app', rights, name);
end $$;

create table tenant (
  tenant_id uuid primary key,
  name text not null unique,
  created_at timestamptz not null default now(),
  suspended boolean not null default false
);
call tenant_guard('tenant', 'select');

create table skill (
  tenant_id uuid not null references tenant,
  id uuid not null,
  name text not null,
  version integer not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
call tenant_guard('skill', 'select, insert, update, delete');

create table queue (
  tenant_id uuid not null references tenant,
  id uuid not null,
  name text not null,
  strategy text not null,
  required_skills jsonb not null default '[]',
  priority integer not null default 0,
  ring_timeout_ms integer not null,
  wrap_up_ms integer not null,
  service_level_ms integer not null,
  max_wait_ms integer not null,
  recording text not null,
  auto_answer boolean not null default false,
  version integer not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
call tenant_guard('queue', 'select, insert, update, delete');

create table user_account (
  tenant_id uuid not null references tenant,
  id uuid not null,
  login text not null,
  name text not null,
  role text not null,
  language text not null default 'zh-CN',
  password_hash text not null,
  must_change_password boolean not null default false,
  active boolean not null default true,
  failed_attempts integer not null default 0,
  locked_until timestamptz,
  version integer not null default 1,
  primary key (tenant_id, id)
);
create unique index user_account_login on user_account (lower(login));
call tenant_guard('user_account', 'select, insert, update, delete');

create table agent (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  number text not null,
  primary key (tenant_id, id),
  unique (tenant_id, user_id),
  unique (tenant_id, number),
  foreign key (tenant_id, user_id) references user_account on delete cascade
);
call tenant_guard('agent', 'select, insert, update, delete');

create table agent_skill (
  tenant_id uuid not null,
  agent_id uuid not null,
  skill_id uuid not null,
  level integer not null check (level between 1 and 9),
  primary key (tenant_id, agent_id, skill_id),
  foreign key (tenant_id, agent_id) references agent on delete cascade,
  foreign key (tenant_id, skill_id) references skill
);
call tenant_guard('agent_skill', 'select, insert, update, delete');

create table agent_queue (
  tenant_id uuid not null,
  agent_id uuid not null,
  queue_id uuid not null,
  primary key (tenant_id, agent_id, queue_id),
  foreign key (tenant_id, agent_id) references agent on delete cascade,
  foreign key (tenant_id, queue_id) references queue
);
call tenant_guard('agent_queue', 'select, insert, update, delete');

create table session (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references user_account on delete cascade
);
create index session_of_user on session (tenant_id, user_id);
call tenant_guard('session', 'select, insert, update, delete');

create table flow (
  tenant_id uuid not null references tenant,
  id uuid not null,
  name text not null,
  version integer not null,
  published_at timestamptz not null,
  document jsonb not null,
  primary key (tenant_id, id, version)
);
call tenant_guard('flow', 'select, insert');

create table phone_number (
  tenant_id uuid not null references tenant,
  id uuid not null,
  number text not null unique,
  label text not null,
  flow_id uuid not null,
  version integer not null default 1,
  primary key (tenant_id, id)
);
call tenant_guard('phone_number', 'select, insert, update, delete');

create table trunk (
  tenant_id uuid not null references tenant,
  id uuid not null,
  name text not null,
  addresses jsonb not null,
  host text not null,
  port integer not null,
  transport text not null,
  channels integer not null,
  outbound boolean not null,
  caller_number text not null,
  version integer not null default 1,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
call tenant_guard('trunk', 'select, insert, update, delete');

create table phone (
  tenant_id uuid not null references tenant,
  id uuid not null,
  name text not null,
  username text not null unique,
  -- H(username:realm:password) per algorithm (RFC 7616 §3.4.2): the password itself is not kept.
  ha1 jsonb not null,
  version integer not null default 1,
  primary key (tenant_id, id)
);
call tenant_guard('phone', 'select, insert, update, delete');

-- What happened. The number is the writer's, never a database sequence.
create table journal (
  tenant_id uuid not null references tenant,
  stream text not null,
  sequence integer not null,
  at timestamptz not null,
  code text not null,
  event jsonb not null,
  primary key (tenant_id, stream, sequence)
);
create index journal_at on journal (tenant_id, at);
call tenant_guard('journal', 'select');
create policy write_any_tenant on journal for insert to tellerline_journal with check (true);
grant insert on journal to tellerline_journal;

create table call_record (
  tenant_id uuid not null references tenant,
  interaction_id uuid not null,
  channel text not null,
  kind text not null,
  trace_id text not null,
  customer_number text not null,
  dialled_number text not null,
  started_at timestamptz not null,
  answered_at timestamptz,
  ended_at timestamptz not null,
  end_reason text not null,
  queue_id uuid,
  queue_name text,
  agent_ids uuid[] not null,
  agent_names text[] not null,
  wait_ms integer not null,
  talk_ms integer not null,
  duration_ms integer not null,
  disposition text,
  note text,
  segments jsonb not null,
  primary key (tenant_id, interaction_id)
);
create index call_record_newest on call_record (tenant_id, started_at desc, interaction_id);
create index call_record_number on call_record (tenant_id, customer_number);
call tenant_guard('call_record', 'select, insert');
-- The wrap-up ends after the record is written: only these two may be filled in later.
grant update (disposition, note) on call_record to tellerline_app;

create table recording (
  tenant_id uuid not null references tenant,
  id uuid not null,
  interaction_id uuid not null,
  file text not null,
  key_id text not null,
  started_at timestamptz not null,
  duration_ms integer not null,
  bytes bigint not null,
  sha256 text not null,
  complete boolean not null,
  pauses jsonb not null default '[]',
  primary key (tenant_id, id)
);
create index recording_of_interaction on recording (tenant_id, interaction_id);
call tenant_guard('recording', 'select, insert');

create table sip_message (
  tenant_id uuid not null references tenant,
  interaction_id uuid not null,
  ordinal integer not null,
  at timestamptz not null,
  leg_id text not null,
  direction text not null,
  remote text not null,
  transport text not null,
  first_line text not null,
  message text not null,
  primary key (tenant_id, interaction_id, ordinal)
);
call tenant_guard('sip_message', 'select, insert');

-- Traffic per queue and day; a projection of the journal that can be rebuilt.
create table queue_day (
  tenant_id uuid not null references tenant,
  queue_id uuid not null,
  day date not null,
  offered integer not null default 0,
  answered integer not null default 0,
  abandoned integer not null default 0,
  answered_in_time integer not null default 0,
  wait_ms bigint not null default 0,
  talk_ms bigint not null default 0,
  primary key (tenant_id, queue_id, day)
);
call tenant_guard('queue_day', 'select, insert, update, delete');

-- Chained by hash per tenant: hash = SHA-256(previous hash ‖ canonical entry). Nobody may change or remove a row.
create table audit (
  tenant_id uuid not null references tenant,
  sequence integer not null,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  detail jsonb not null,
  previous_hash bytea not null,
  hash bytea not null,
  primary key (tenant_id, sequence)
);
call tenant_guard('audit', 'select, insert');

create function refuse_change() returns trigger
  language plpgsql as $$
begin
  raise exception 'the table % is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger append_only before update or delete or truncate on audit for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on journal for each statement execute function refuse_change();

-- From a key to its tenant, for whoever does not know the tenant yet. The owner of a view reads below row security
-- only through these columns.
create policy owner_reads on user_account for select to tellerline_owner using (true);
create policy owner_reads on session for select to tellerline_owner using (true);
create policy owner_reads on phone_number for select to tellerline_owner using (true);
create policy owner_reads on phone for select to tellerline_owner using (true);
create policy owner_reads on trunk for select to tellerline_owner using (true);
create policy owner_reads on tenant for select to tellerline_owner using (true);
create policy owner_reads on agent for select to tellerline_owner using (true);
create policy owner_reads on call_record for select to tellerline_owner using (true);
create policy owner_writes on tenant for insert to tellerline_owner with check (true);

create view tenant_of_login as select lower(login) as login, tenant_id, id as user_id from user_account;
create view tenant_of_session as select token_hash, tenant_id, id as session_id from session;
create view tenant_of_number as select number, tenant_id, flow_id from phone_number;
create view tenant_of_phone as select username, tenant_id, id as phone_id from phone;
create view tenant_of_trunk as select tenant_id, id as trunk_id, addresses from trunk;
create view tenant_list as select tenant_id, name, suspended from tenant;
-- Sums, not rows: what a platform administrator sees of a tenant (AD-03).
create view tenant_sums as
  select t.tenant_id, t.name,
    (select count(*) from agent a where a.tenant_id = t.tenant_id)::integer as agents,
    (select count(*) from call_record r where r.tenant_id = t.tenant_id)::integer as records,
    (select count(*) from call_record r where r.tenant_id = t.tenant_id and r.started_at >= date_trunc('day', now()))::integer as records_today
  from tenant t;
grant select on tenant_of_login, tenant_of_session, tenant_of_number, tenant_of_phone, tenant_of_trunk, tenant_list, tenant_sums
  to tellerline_lookup;
