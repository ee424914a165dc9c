-- What each agent did on a day (AG-09), so that his figures survive a restart.
create table agent_day (
  tenant_id uuid not null,
  agent_id uuid not null,
  day date not null,
  handled integer not null,
  missed integer not null,
  talk_ms bigint not null,
  wrap_up_ms bigint not null,
  ready_ms bigint not null,
  not_ready_ms bigint not null,
  primary key (tenant_id, agent_id, day),
  foreign key (tenant_id, agent_id) references agent on delete cascade
);
call tenant_guard('agent_day', 'select, insert, update');
