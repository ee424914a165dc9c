-- SW-05: whether a hold frees the agent for the next call, and whether he releases a call whose customer has hung up.
alter table queue add column hold_frees_agent boolean not null default false;
alter table queue add column released_by_agent boolean not null default false;
