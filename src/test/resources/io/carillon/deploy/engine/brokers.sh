#!/bin/bash
# A system of Debian's with brokers, in DIRECTORY/system. Installs nothing. Exit code 3 and a reason on the last line where
# this machine does not let it.
#   brokers.sh DIRECTORY
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1" && cd "$1"
. "$here/debian.sh"
[ -e made ] || bootstrap trixie system ejabberd rabbitmq-server
touch made
echo ready
