-- Customers who are to be called back (RT-09): who kept his place in a queue, or for whom somebody asked.
create table call_back (
  tenant_id uuid not null references tenant,
  id uuid not null,
  queue_id uuid not null,
  number text not null,
  language text,
  priority integer not null,
  -- [{"skillId", "level"}]
  required_skills jsonb not null,
  -- The place in the queue.
  since timestamptz not null,
  source text not null check (source in ('flow', 'agent')),
  -- The call that he left for it.
  origin_id uuid,
  attributes jsonb not null,
  state text not null check (state in ('waiting', 'done', 'failed', 'cancelled')),
  attempts integer not null default 0,
  next_at timestamptz not null,
  -- The interaction of the latest attempt.
  interaction_id uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, queue_id) references queue on delete cascade
);
create index call_back_waiting on call_back (tenant_id) where state = 'waiting';
call tenant_guard('call_back', 'select, insert, update');
