# Shared by what makes root file systems (hack/enclave, hack/image): programs, the libraries that they load, and who they run as.
# shellcheck shell=bash

# The programs that have an image of their own: the one of hack/image that need not be named is the first.
# shellcheck disable=SC2034  # those that source this go through it
images=(webhook-server seal-controller stake-worker)

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

# surroundings TREE USER ID PROGRAM: a user for the program, and what its libraries read in /etc.
surroundings() {
    # Authorities that the chain's nodes are checked by.
    install -D -m 444 /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/ca-certificates.crt"
    printf '127.0.0.1 localhost\n' | install -D -m 444 /dev/stdin "$1/etc/hosts"
    printf 'root:x:0:0:root:/:/none\n%s:x:%d:%d:%s:/:/none\n' "$2" "$3" "$3" "$4" | install -m 444 /dev/stdin "$1/etc/passwd"
    printf 'root:x:0:\n%s:x:%d:\n' "$2" "$3" | install -m 444 /dev/stdin "$1/etc/group"
    printf 'hosts: files dns\n' | install -m 444 /dev/stdin "$1/etc/nsswitch.conf"
}
