-- Which of the usual service levels a queue is measured by, and what those need to be counted (docs/figures.md).
alter table queue add column service_level_formula text not null default 'ofAll';
alter table queue add column short_abandon_ms integer not null default 5000;
alter table queue_day add column abandoned_in_time integer not null default 0;
alter table queue_day add column abandoned_short integer not null default 0;
