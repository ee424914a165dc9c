-- How many interactions of each channel an agent serves at once, and whether chats come beside a call (RT-01).
alter table agent add column capacity jsonb not null default '{"voice": 1, "chat": 3}';
alter table agent add column mixed_media boolean not null default true;
