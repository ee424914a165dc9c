-- How waits of a queue end (targets, tiers, relaxation, overflow) and what the choice of an agent goes by beside skills.
alter table queue add column routing jsonb not null default '{"targetAnswerMs": 0, "firstTier": null, "relaxation": [], "overflow": []}';
alter table agent add column routing jsonb not null default '{"tiers": {}, "cost": 0, "totalCapacity": null, "callsInterruptChats": false}';
