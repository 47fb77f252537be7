# Sourced by hack/bench: what the chain costs, beside peers that do only part of it.
# shellcheck shell=bash disable=SC2154  # root is hack/lib.bash's

# lookups WORK BINARY SECONDS: our client against servers that answer one entry, whatever they are asked: nghttpd over HTTP/2, nginx
# over HTTP/1.1.
lookups() {
    local work=$1 binary=$2 seconds=$3 ports pids=() status=0
    "$root/hack/make-pki" "$work/pki" >/dev/null
    mkdir -p "$work/canned/sui.rpc.v2.LedgerService"
    "$binary" frame >"$work/canned/sui.rpc.v2.LedgerService/GetObject"
    "$binary" document >"$work/canned/document"
    mapfile -t ports < <(python3 -c '
import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(s.getsockname()[1] for s in sockets), sep="\n")')
    cat >"$work/nginx.conf" <<END
worker_processes 1;
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.log crit;
events { worker_connections 1024; }
http {
    access_log off;
    tcp_nodelay on;
    keepalive_requests 1000000000;
    open_file_cache max=8;
    client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3;
    uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
    server {
        listen 127.0.0.1:${ports[1]} ssl;
        ssl_certificate $work/pki/server.crt;
        ssl_certificate_key $work/pki/server.key;
        ssl_protocols TLSv1.3;
        root $work/canned;
        # A file is not for POST: nginx says 405, and sends what stands for that.
        error_page 404 405 =200 /document;
        location = /document { default_type application/json; }
    }
}
END
    local user=()
    ((EUID != 0)) || user=(-g 'user root;')
    nginx -c "$work/nginx.conf" "${user[@]}" &
    pids+=($!)
    nghttpd --address=127.0.0.1 --htdocs="$work/canned" --trailer='grpc-status: 0' \
        "${ports[0]}" "$work/pki/server.key" "$work/pki/server.crt" >/dev/null &
    pids+=($!)
    for port in "${ports[@]}"; do
        for _ in $(seq 50); do
            ! curl -sf --cacert "$work/pki/ca.crt" "https://127.0.0.1:$port/document" >/dev/null || break
            sleep 0.1
        done
    done
    "$binary" "$work/pki/ca.crt" "https://127.0.0.1:${ports[0]}" "https://127.0.0.1:${ports[1]}/graphql" "$seconds" ||
        status=$?
    kill "${pids[@]}"
    wait "${pids[@]}" || true
    return "$status"
}

# signatures SECONDS: what OpenSSL's own benchmark says of the curves on this machine.
signatures() {

    printf '\n| signatures | checked per second |\n|---|---|\n'
    openssl speed -seconds "$1" ed25519 ecdsap256 2>/dev/null |
        sed -nE 's/.*\((nistp256|Ed25519)\).* ([0-9.]+)$/| openssl speed, \1 | \2 |/p'
    printf '| libsodium alone, Ed25519 | %s |\n' "$("$root/.build/sodium-speed" "$1")"
}
