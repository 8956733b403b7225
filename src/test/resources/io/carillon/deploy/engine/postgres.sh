#!/bin/bash
# what the official image's entry point does with these three variables
set -e
bin=/usr/lib/postgresql/15/bin
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  chown postgres "$PGDATA"
  su postgres -c "$bin/initdb -D $PGDATA -U $POSTGRES_USER -A scram-sha-256 --pwfile=<(echo $POSTGRES_PASSWORD)"
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  su postgres -c "PGPASSWORD=$POSTGRES_PASSWORD; export PGPASSWORD; $bin/pg_ctl -D $PGDATA -o '-k /tmp -c listen_addresses=' -w start && $bin/createdb -h /tmp -U $POSTGRES_USER $POSTGRES_DB; $bin/pg_ctl -D $PGDATA -w stop"
fi
exec su postgres -c "exec $bin/postgres -D $PGDATA -c listen_addresses='*' -k /tmp"
