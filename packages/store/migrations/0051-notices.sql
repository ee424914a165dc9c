-- Notices to many with who has read them, and short messages between colleagues.

create table notice (
  tenant_id uuid not null references tenant,
  id uuid not null,
  title text not null,
  text text not null,
  -- {"kind": "all"} | {"kind": "team", "team"} | {"kind": "queue", "queueId"}
  audience jsonb not null,
  urgency text not null,
  must_confirm boolean not null,
  valid_from timestamptz not null,
  valid_until timestamptz not null,
  withdrawn_at timestamptz,
  author_id uuid not null,
  author_name text not null,
  created_at timestamptz not null,
  -- Grows when its words change: what was read before is read no more.
  words integer not null default 1,
  version integer not null default 1,
  primary key (tenant_id, id)
);
create index notice_newest on notice (tenant_id, created_at desc);
create index notice_valid on notice (tenant_id, valid_until);
call tenant_guard('notice', 'select, insert, update');

create table notice_receipt (
  tenant_id uuid not null,
  notice_id uuid not null,
  user_id uuid not null,
  words integer not null,
  read_at timestamptz not null,
  primary key (tenant_id, notice_id, user_id, words),
  foreign key (tenant_id, notice_id) references notice
);
-- Who has read what, and when, does not change any more.
call tenant_guard('notice_receipt', 'select, insert');

create table colleague_message (
  tenant_id uuid not null references tenant,
  id uuid not null,
  at timestamptz not null,
  from_agent uuid not null,
  from_name text not null,
  -- One of the two.
  to_agent uuid,
  to_team text,
  text text not null,
  primary key (tenant_id, id)
);
create index colleague_message_from on colleague_message (tenant_id, from_agent, id);
create index colleague_message_to on colleague_message (tenant_id, to_agent, id) where to_agent is not null;
create index colleague_message_team on colleague_message (tenant_id, to_team, id) where to_team is not null;
call tenant_guard('colleague_message', 'select, insert');

-- How far an agent has read with whom: "agent <id>" or "team <name>".
create table message_read (
  tenant_id uuid not null,
  agent_id uuid not null,
  thread text not null,
  up_to uuid not null,
  primary key (tenant_id, agent_id, thread),
  foreign key (tenant_id, agent_id) references agent on delete cascade
);
call tenant_guard('message_read', 'select, insert, update, delete');
