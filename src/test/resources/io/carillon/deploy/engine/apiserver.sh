#!/bin/bash
# kube-apiserver, built from Debian's sources, and Debian's etcd, in DIRECTORY. Installs nothing. Exit code 3 and a reason on
# the last line where this machine does not let it.
#   apiserver.sh DIRECTORY
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1" && cd "$1"
. "$here/debian.sh"

if [ ! -e kube-apiserver ]; then
  unpack bookworm golang-1.19-go golang-1.19-src etcd-server
  cp root/usr/bin/etcd .
  rm -rf source && apt source --download-only kubernetes || no "Debian's bookworm does not give the source of kubernetes"
  dpkg-source --no-check --extract kubernetes_*.dsc source
  # Go 1.19 as Debian builds it: a GOPATH without modules. What is generated there is generated here.
  export GOROOT=$below/root/usr/lib/go-1.19 GOPATH=$below/go GOCACHE=$below/cache/go GO111MODULE=off CGO_ENABLED=0
  export PATH=$GOROOT/bin:$PATH
  mkdir -p go/src/k8s.io && ln -sfn "$below/source" go/src/k8s.io/kubernetes
  cd go/src/k8s.io/kubernetes
  go build -o "$below/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
  described=$(grep -rl --include=*.go '^// +k8s:openapi-gen=' staging/src/k8s.io pkg cmd | grep -v -e code-generator -e sample-apiserver |
    xargs -n1 dirname | sort -u | sed 's#^staging/src#vendor#; s#^#k8s.io/kubernetes/#' | paste -sd,)
  "$below/openapi-gen" -i "$described" -p k8s.io/kubernetes/pkg/generated/openapi -O zz_generated.openapi \
    -h vendor/k8s.io/code-generator/hack/boilerplate.go.txt -r "$below/violations"
  go build -tags providerless -o "$below/kube-apiserver" ./cmd/kube-apiserver
  cd "$below" && rm -rf source go openapi-gen cache/go
fi
echo ready
