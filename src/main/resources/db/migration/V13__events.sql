-- Verdicts to be told (contract 1, Events), one row a target; reached_at is when the verdict was reached, since when the row was
-- written. What is told is deleted. tried: it failed before, so that new ones go first.
create table notice (
  target varchar(16) not null,
  device_id varchar(128) ${bytewise} not null,
  fire_id varchar(128) ${bytewise} not null,
  verdict varchar(32) not null,
  slice integer not null,
  group_id varchar(256) not null,
  task varchar(64) not null,
  scheduled_at bigint not null,
  published_at bigint,
  acknowledged_at bigint,
  attempts bigint not null,
  reason varchar(256),
  valid_until bigint,
  answered_at bigint,
  answer varchar(1024),
  reached_at bigint not null,
  since bigint not null,
  next_at bigint not null,
  tries bigint not null,
  tried boolean not null,
  primary key (device_id, fire_id, verdict, target)
);

create index notice_due on notice (target, tried, next_at, slice);
create index notice_since on notice (since);
