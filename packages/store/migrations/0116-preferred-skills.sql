-- RT-02: the skills a chat asks for by where it begins, and those a call-back would rather have.
alter table chat_entry add column required_skills jsonb not null default '[]';
alter table chat_entry add column preferred_skills jsonb not null default '[]';
alter table call_back add column preferred_skills jsonb not null default '[]';
