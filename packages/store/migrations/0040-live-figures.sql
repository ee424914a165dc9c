-- What the live view shows beside states: the team an agent belongs to, and the longest wait of a queue's day.
alter table agent add column team text not null default '';
alter table queue_day add column longest_wait_ms bigint not null default 0;
