-- SW-05: who is called in an agent's place.
alter table agent add column forwarding jsonb not null default '{"always": null, "busy": null, "noAnswer": null}';
