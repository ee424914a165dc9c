-- AG-05: which of his skills an agent works with now, and with which he begins when he signs in.
alter table agent_skill add column standard boolean not null default true;
alter table agent_skill add column active boolean not null default true;
