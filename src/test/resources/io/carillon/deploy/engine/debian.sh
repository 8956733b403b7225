# Debian's packages below the current directory, without installing any. To be sourced, from that directory.
set -euo pipefail
below=$PWD

# This machine cannot do it: exit code 3, and the reason on the last line.
no() {
  echo "$*"
  exit 3
}

[ "$(id -u)" = 0 ] || no "root is needed"
keys=/usr/share/keyrings/debian-archive-keyring.gpg
mirror=$(cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2> /dev/null |
  sed -nE 's/^(URIs:|deb( \[[^]]*\])?) *([^ ]+).*/\3/p' | head -1) || true
[ -n "$mirror" ] && [ -e $keys ] || no "no Debian mirror is configured"

# apt COMMAND…: an apt-get that knows these sources alone
apt() {
  apt-get -qq -o Dir::Etc::sourcelist="$below/sources.list" -o Dir::Etc::sourceparts=- \
    -o Dir::State::lists="$below/lists" -o Dir::Cache="$below/cache" -o APT::Sandbox::User=root "$@"
}

# sources SUITE
sources() {
  printf '%s [signed-by=%s] %s %s main\n' deb $keys "$mirror" "$1" deb-src $keys "$mirror" "$1" > sources.list
  mkdir -p lists/partial cache/archives/partial
  apt update || no "Debian's $1 is not to be had"
}

# unpack SUITE PACKAGE…: without what they depend on, into root/
unpack() {
  sources "$1"
  rm -rf deb && mkdir deb
  (cd deb && apt download "${@:2}") || no "Debian's $1 does not give ${*:2}"
  for package in deb/*.deb; do dpkg -x "$package" root; done
}

# bootstrap SUITE TARGET PACKAGE…: a whole system, as a directory or as TARGET.tar
bootstrap() {
  [ -e root/usr/bin/mmdebstrap ] || unpack bookworm mmdebstrap
  rm -rf "$2"
  root/usr/bin/mmdebstrap --quiet --variant=minbase --include="$(IFS=,; echo "${*:3}")" "$1" "$2" \
    "deb [signed-by=$keys] $mirror $1 main" || no "Debian's $1 does not give ${*:3}"
}
