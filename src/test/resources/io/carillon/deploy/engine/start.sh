#!/bin/bash
# A real Docker Engine of Debian's packages below DIRECTORY, in a network namespace of its own, with base images of Debian
# under the official names. Installs nothing. Runs the engine until it is killed; exit code 3 and a reason on the last
# line where this machine does not let it.
#   start.sh DIRECTORY
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1" && cd "$1"
no() {
  echo "$*"
  exit 3
}
[ "$(id -u)" = 0 ] || no "an engine needs root"
unshare --net --mount ip link add v0 type veth peer name v1 2> why || no "no network namespace with veth: $(cat why)"
unshare --net --mount sh -c 'ip link add b0 type bridge' 2> why || no "no bridge: $(cat why)"
keys=/usr/share/keyrings/debian-archive-keyring.gpg
mirror=$(cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2> /dev/null |
  sed -nE 's/^(URIs:|deb( \[[^]]*\])?) *([^ ]+).*/\3/p' | head -1)
[ -n "$mirror" ] && [ -e $keys ] || no "no Debian mirror is configured"

apt=(apt-get -qq -o Dir::Etc::sourcelist="$PWD/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$PWD/lists"
  -o Dir::Cache="$PWD/cache" -o APT::Sandbox::User=root)
fetch() {
  echo "deb [signed-by=$keys] $mirror $1 main" > sources.list
  mkdir -p lists/partial cache/archives/partial deb
  "${apt[@]}" update && (cd deb && "${apt[@]}" download "${@:2}") || no "Debian's $1 does not give ${*:2}"
}
if [ ! -e root/fetched ]; then
  fetch trixie docker.io docker-cli docker-buildx docker-compose containerd
  fetch bookworm runc tini mmdebstrap iptables libip4tc2 libip6tc2 libnftnl11 libxtables12 libnetfilter-conntrack3 \
    libnfnetlink0
  for package in deb/*.deb; do dpkg -x "$package" root; done
  ln -sf xtables-nft-multi root/usr/sbin/iptables
  ln -sf xtables-nft-multi root/usr/sbin/ip6tables
  mkdir -p config/cli-plugins
  ln -sf "$PWD"/root/usr/libexec/docker/cli-plugins/* config/cli-plugins/
  touch root/fetched
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

if ! docker image inspect eclipse-mosquitto:2.0 > images.log 2>&1; then
  root/usr/bin/mmdebstrap --quiet --variant=minbase \
    --include=openjdk-17-jdk-headless,maven,postgresql-15,mosquitto,mosquitto-clients bookworm base.tar \
    "deb [signed-by=$keys] $mirror bookworm main"
  docker import base.tar carillon-test-base
  rm -rf bases && mkdir bases && cp "$here"/* bases/
  # Maven in a container has no network: it is given what this machine's has loaded
  cp -r ~/.m2/repository bases/repository
  find bases/repository -name _remote.repositories -delete
  for image in maven=maven:3.9-eclipse-temurin-17 jre=eclipse-temurin:17-jre postgres=postgres:15 \
    mosquitto=eclipse-mosquitto:2.0; do
    docker build --quiet --target "${image%%=*}" --tag "${image#*=}" --file bases/bases.Dockerfile bases
  done
fi
echo ready
wait $engine
