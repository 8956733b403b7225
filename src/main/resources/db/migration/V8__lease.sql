-- Who may found the cluster (JdbcLease). renewal counts; owner is empty where nobody holds it; members are host:port of those
-- who share it, separated by spaces.
create table lease (
  name varchar(64) not null primary key,
  owner varchar(255) not null,
  renewal bigint not null,
  members varchar(65536) not null
);
