# Shared by what makes root file systems (hack/enclave, hack/image): programs, the libraries that they load, and who they run as.
# shellcheck shell=bash

# program BINARY TARGET: a release binary without what differs between two builds of one tree (see hack/verify-reproducible).
program() {
    mkdir -p "$(dirname "$2")"
    objcopy --strip-all -R .swift_modhash -R .note.gnu.build-id "$1" "$2"
    chmod 755 "$2"
}

# libraries BINARY TREE [BELOW]: what it loads, where the loader will look for it; nothing that lies in BELOW already.
libraries() {
    local path
    while read -r path; do
        [[ -n ${3:-} && -e $3$path ]] || install -D -m 755 "$path" "$2$path"
    done < <(ldd "$1" | awk '$2 == "=>" { print $3 } $1 ~ /^\// { print $1 }' | LC_ALL=C sort -u)
    if ldd "$1" | grep -F 'not found' >&2; then die "$1: a library is missing here"; fi
}

# surroundings TREE: a user for the server, and what its libraries read in /etc.
surroundings() {
    # Authorities that the chain's nodes are checked by.
    install -D -m 444 /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/ca-certificates.crt"
    printf '127.0.0.1 localhost\n' | install -D -m 444 /dev/stdin "$1/etc/hosts"
    printf 'root:x:0:0:root:/:/none\nwebhook:x:990:990:webhook-server:/:/none\n' | install -m 444 /dev/stdin "$1/etc/passwd"
    printf 'root:x:0:\nwebhook:x:990:\n' | install -m 444 /dev/stdin "$1/etc/group"
    printf 'hosts: files dns\n' | install -m 444 /dev/stdin "$1/etc/nsswitch.conf"
}
