-- RT-16: traffic per skill and per team and day, beside queue_day; a projection of the journal that can be rebuilt.
create table group_day (
  tenant_id uuid not null references tenant,
  -- 'skill:' and its id, 'team:' and its name
  group_key text not null,
  day date not null,
  offered integer not null default 0,
  answered integer not null default 0,
  abandoned integer not null default 0,
  answered_in_time integer not null default 0,
  abandoned_in_time integer not null default 0,
  abandoned_short integer not null default 0,
  wait_ms bigint not null default 0,
  talk_ms bigint not null default 0,
  longest_wait_ms bigint not null default 0,
  primary key (tenant_id, group_key, day)
);
call tenant_guard('group_day', 'select, insert, update, delete');
