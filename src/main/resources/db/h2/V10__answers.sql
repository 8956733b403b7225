-- The same as for PostgreSQL, where it is explained.
alter table wakeup add column waits boolean default false not null;

drop index wakeup_due;
create index wakeup_due on wakeup (waits, due_at, slice);

create index wakeup_owed_from on wakeup (owed_from);

alter table firing add column valid_until bigint;
alter table firing add column answered_at bigint;
alter table firing add column answer varchar(1024);
