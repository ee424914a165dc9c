-- Who calls back a customer who gave up waiting, so that two agents do not.
create table lost_call_claim (
  tenant_id uuid not null,
  interaction_id uuid not null,
  agent_id uuid not null,
  agent_name text not null,
  at timestamptz not null,
  primary key (tenant_id, interaction_id),
  foreign key (tenant_id, interaction_id) references call_record on delete cascade
);
call tenant_guard('lost_call_claim', 'select, insert, update, delete');

-- The list looks a week back; most calls are not lost.
create index call_record_lost on call_record (tenant_id, started_at) where end_reason = 'abandoned';
