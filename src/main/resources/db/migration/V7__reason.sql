-- Why a firing was not delivered, in a few words; null where it was, or nobody knows.
alter table firing add column reason varchar(256);
