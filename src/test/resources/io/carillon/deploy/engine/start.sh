#!/bin/bash
# A real Docker Engine of Debian's packages below DIRECTORY, in a network namespace of its own, with base images of Debian
# under the official names. Installs nothing. Says "ready", and runs the engine until it is killed; exit code 3 and a
# reason on the last line where this machine does not let it.
#   start.sh DIRECTORY
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1" && cd "$1"
. "$here/debian.sh"
unshare --net --mount ip link add v0 type veth peer name v1 2> why || no "no network namespace with veth: $(cat why)"
unshare --net --mount ip link add b0 type bridge 2> why || no "no bridge: $(cat why)"

if [ ! -e fetched ]; then
  unpack trixie docker.io docker-cli docker-buildx docker-compose containerd
  unpack bookworm runc tini mmdebstrap iptables libip4tc2 libip6tc2 libnftnl11 libxtables12 libnetfilter-conntrack3 \
    libnfnetlink0
  ln -sf xtables-nft-multi root/usr/sbin/iptables
  ln -sf xtables-nft-multi root/usr/sbin/ip6tables
  mkdir -p config/cli-plugins
  ln -sf "$PWD"/root/usr/libexec/docker/cli-plugins/* config/cli-plugins/
  touch fetched
fi
export PATH=$PWD/root/usr/bin:$PWD/root/usr/sbin:$PATH
export DOCKER_HOST=unix://$PWD/docker.sock DOCKER_CONFIG=$PWD/config
libraries=$PWD/root/usr/lib/x86_64-linux-gnu

rm -f pid
LD_LIBRARY_PATH=$libraries XTABLES_LIBDIR=$libraries/xtables unshare --net --mount --fork --kill-child bash -c '
  ip link set lo up
  ulimit -n 20000
  ulimit -u 30000
  exec dockerd --data-root "$PWD/data" --exec-root "$PWD/exec" --pidfile "$PWD/pid" --host "$DOCKER_HOST"' > dockerd.log 2>&1 &
engine=$!
trap 'kill $(cat pid); wait $engine' EXIT
for _ in $(seq 120); do
  docker version > version 2>&1 && break
  kill -0 $engine 2> why || no "dockerd ends: $(tail -1 dockerd.log)"
  sleep 1
done
docker version > version 2>&1 || no "dockerd does not answer: $(tail -1 dockerd.log)"

if ! docker image inspect carillon-test-base > images.log 2>&1; then
  bootstrap bookworm base.tar openjdk-17-jdk-headless maven postgresql-15 mosquitto mosquitto-clients
  docker import base.tar carillon-test-base
  rm base.tar
fi
mkdir -p bases && cp "$here"/* bases/
# Maven in a container has no network: it is given what this machine's has loaded
rm -rf bases/repository && cp -r ~/.m2/repository bases/repository
find bases/repository -name _remote.repositories -delete
for image in maven=maven:3.9-eclipse-temurin-17 jre=eclipse-temurin:17-jre postgres=postgres:15 \
  mosquitto=eclipse-mosquitto:2.0; do
  docker build --quiet --target "${image%%=*}" --tag "${image#*=}" --file bases/bases.Dockerfile bases
done
echo ready
wait $engine
