-- When each device must next be looked at, which is also its cursor: everything owed before due_at (epoch milliseconds)
-- has its verdict. Never deleted. Ordered byte by byte, so that locks are taken in one order everywhere.
create table wakeup (
  device_id varchar(128) ${bytewise} not null primary key,
  slice integer not null,
  due_at bigint not null,
  seq bigint not null
);

create index wakeup_due on wakeup (slice, due_at);

-- How each occurrence ended. All times in epoch milliseconds.
create table firing (
  device_id varchar(128) ${bytewise} not null,
  fire_id varchar(128) ${bytewise} not null,
  group_id varchar(256) not null,
  task varchar(64) not null,
  scheduled_at bigint not null,
  published_at bigint,
  acknowledged_at bigint,
  attempts integer not null,
  verdict varchar(32) not null,
  primary key (device_id, fire_id)
);

create index firing_of_group on firing (group_id, scheduled_at);

create index firing_age on firing (scheduled_at);
