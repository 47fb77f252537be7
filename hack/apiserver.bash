# A kube-apiserver for scripts in this folder, if this machine has one: found, wired to our server, started. `lib.bash` comes first.
# shellcheck shell=bash

assets=${KUBEBUILDER_ASSETS:-/nonexistent}

# tool NAME: where a program is, in KUBEBUILDER_ASSETS or PATH.
tool() {
    if [[ -x $assets/$1 ]]; then printf '%s\n' "$assets/$1"; else command -v "$1"; fi
}

# find_apiserver: what there is, in `apiserver` (kube-apiserver, k3s, or nothing); `kubectl` is the command to reach it with.
find_apiserver() {
    apiserver='' kubectl=()
    if tool kube-apiserver >/dev/null && tool etcd >/dev/null && tool kubectl >/dev/null; then
        apiserver=$(tool kube-apiserver) kubectl=("$(tool kubectl)")
    elif tool k3s >/dev/null; then
        apiserver=$(tool k3s) kubectl=("$apiserver" kubectl)
    fi
}

# wire PORT SEALCTL: the files by which an apiserver asks a server of ours at that port, in ./wiring, and its flags in `flags`, both
# as sealctl writes them (see docs/wiring.md).
wire() {
    # The server runs already, so that what is written for it is left where it is.
    "$2" wire kube-apiserver --listen-port "$1" --folder "$PWD" --ca-file pki/ca.crt --out rendered --trusted-node none \
        --cluster-file /etc/k3s-daas/cluster.yaml --insecure-dev-ledger >flags
    mapfile -t flags <flags
    mv "rendered$PWD/wiring" .
}

# start_apiserver PORT: starts what was found, wired by `wire`, with its state below ./kubernetes; its processes join `pids`.
# `as_admin` is then kubectl with all rights, `api` the flags that lead anybody else there.
start_apiserver() {
    mkdir -p kubernetes
    export KUBECONFIG=/dev/null  # whoever runs this may have clusters, and certificates for them
    if [[ ${apiserver##*/} == k3s ]]; then start_k3s "$1"; else start_kube_apiserver "$1"; fi
    for _ in $(seq 600); do
        if "${as_admin[@]}" get --raw /readyz >/dev/null 2>&1; then return; fi
        kill -0 "${pids[-1]}" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 20 kubernetes/log >&2
    die 'the apiserver did not become ready'
}

start_kube_apiserver() {
    local store peers
    store=http://127.0.0.1:$(free_port) peers=http://127.0.0.1:$(free_port)
    "$(tool etcd)" --data-dir kubernetes/etcd --log-level error --listen-client-urls "$store" --advertise-client-urls "$store" \
        --listen-peer-urls "$peers" --initial-advertise-peer-urls "$peers" --initial-cluster "default=$peers" >kubernetes/etcd.log 2>&1 &
    pids+=($!)
    openssl genrsa -out kubernetes/accounts.key 2048 2>/dev/null
    openssl req -x509 -CA pki/ca.crt -CAkey pki/ca.key -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 7 \
        -subj /O=system:masters/CN=admin -addext extendedKeyUsage=clientAuth \
        -keyout kubernetes/admin.key -out kubernetes/admin.crt 2>/dev/null
    "$apiserver" --etcd-servers="$store" --secure-port="$1" --bind-address=127.0.0.1 --advertise-address=192.0.2.1 \
        --endpoint-reconciler-type=none --service-cluster-ip-range=10.96.0.0/16 --authorization-mode=Node,RBAC \
        --tls-cert-file=pki/server.crt --tls-private-key-file=pki/server.key --client-ca-file=pki/ca.crt \
        --service-account-issuer=https://kubernetes.default.svc --service-account-key-file=kubernetes/accounts.key \
        --service-account-signing-key-file=kubernetes/accounts.key --anonymous-auth=false "${flags[@]}" >kubernetes/log 2>&1 &
    pids+=($!)
    api=(--server="https://127.0.0.1:$1" --certificate-authority="$PWD/pki/ca.crt")
    as_admin=("${kubectl[@]}" "${api[@]}" --client-certificate=kubernetes/admin.crt --client-key=kubernetes/admin.key)
}

# A server without an agent needs neither root nor containers. Its own apiserver listens one port above.
start_k3s() {
    "$apiserver" server --disable-agent --data-dir "$PWD/kubernetes/k3s" --bind-address 127.0.0.1 --https-listen-port "$1" \
        --write-kubeconfig "$PWD/kubernetes/admin.yaml" --flannel-backend none --disable-network-policy --disable-helm-controller \
        --disable-cloud-controller --disable-kube-proxy --disable coredns,local-storage,metrics-server,servicelb,traefik \
        "${flags[@]/#--/--kube-apiserver-arg=}" >kubernetes/log 2>&1 &
    pids+=($!)
    api=(--server="https://127.0.0.1:$1" --certificate-authority="$PWD/kubernetes/k3s/server/tls/server-ca.crt")
    as_admin=("${kubectl[@]}" --kubeconfig=kubernetes/admin.yaml)
}
