-- What agents write down beside an interaction: its note, and what is to be done later.

-- One note per interaction, whoever writes it; `version` keeps two writers from overwriting each other.
create table interaction_note (
  tenant_id uuid not null references tenant,
  interaction_id uuid not null,
  text text not null,
  version integer not null,
  author_id uuid not null,
  author_name text not null,
  at timestamptz not null,
  primary key (tenant_id, interaction_id)
);
call tenant_guard('interaction_note', 'select, insert, update');

create table follow_up (
  tenant_id uuid not null,
  id uuid not null,
  agent_id uuid not null,
  interaction_id uuid,
  text text not null,
  due_at timestamptz not null,
  done_at timestamptz,
  author_id uuid not null,
  author_name text not null,
  created_at timestamptz not null,
  version integer not null default 1,
  primary key (tenant_id, id),
  foreign key (tenant_id, agent_id) references agent on delete cascade
);
create index follow_up_of_agent on follow_up (tenant_id, agent_id, done_at, due_at);
call tenant_guard('follow_up', 'select, insert, update, delete');
