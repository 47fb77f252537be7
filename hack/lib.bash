# Shared by the scripts in this folder: where the repository is, how to speak, how to count what passed.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export root

say() { printf '\n== %s\n' "$*"; }
die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Totals over every runner that a script called, and the names of the steps that failed.
passed=0 failed=0
broken=()
declare -A complaints
last_line=

# count LOG: adds what the runners in LOG say at their end. Swift Testing ends with "Test run with N tests ...
# passed|failed", the peers with "N passed, N failed, N skipped".
count() {
    local tests failures line
    while read -r line; do
        if [[ $line =~ Test\ run\ with\ ([0-9]+)\ tests? ]]; then
            tests=${BASH_REMATCH[1]}
            failures=0
            if [[ $line == *" failed after "* ]]; then
                # One line per failed test; a run that says "failed" and names none still counts as one.
                failures=$(grep -E '^[^ ]+ +Test .* failed after ' "$1" | grep -cvE '^[^ ]+ +Test (run with|case) ' || true)
                if ((failures < 1)); then failures=1; fi
            fi
            passed=$((passed + tests - failures)) failed=$((failed + failures))
        elif [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
            passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
        fi
    done < <(grep -E 'Test run with [0-9]+ tests? .*(passed|failed) after|^[0-9]+ passed, [0-9]+ failed' "$1")
}

# spent: into REPLY, how many seconds of processor time all that this shell has waited for took. Two processors have so many and no more.
spent() {
    local file
    file=$(mktemp)
    times >"$file"
    REPLY=$(awk 'NR == 2 { split($1, user, "m"); split($2, kernel, "m"); printf "%d", 60 * (user[1] + kernel[1]) + user[2] + kernel[2] }' "$file")
    rm -f "$file"
}

# step NAME COMMAND...: runs a command, shows and counts it, and goes on if it fails. A command without a runner of
# its own counts as one check.
step() {
    local name=$1 log status=0 before=$((passed + failed)) failures=$failed began=$SECONDS processor
    shift
    log=$(mktemp)
    spent
    processor=$REPLY
    say "$name"
    "$@" 2>&1 | tee "$log" || status=$?  # pipefail: the command's own status, once tee has written the last line
    count "$log"
    # shellcheck disable=SC2034  # hack/prove quotes it
    last_line=$(grep -E 'passed|identical|written|ok|^     - ' "$log" | tail -n 1 || true)
    if ((status == 0)); then
        if ((passed + failed == before)); then passed=$((passed + 1)); fi
    else
        # A runner that broke before it could count must not look like one that had nothing to do.
        if ((failed == failures)); then failed=$((failed + 1)); fi
        broken+=("$name")
        # Said again at the end, where whoever sees the last lines alone finds it.
        complaints[$name]=$({
            grep -aE -A 8 '^FAIL' "$log"
            grep -aE '^[^ ]+ +Test .* (failed after|recorded an issue)|^failed: |error: |ERROR: |two (builds|root file systems|images) of one tree differ' "$log"
        } | head -n 40 || true)
        [[ -n ${complaints[$name]} ]] || complaints[$name]=$(tail -n 15 "$log")
    fi
    spent
    printf -- '-- %s: %s after %d s, %d s of processor\n' "$name" "$( ((status == 0)) && echo ok || echo "exit $status")" \
        $((SECONDS - began)) $((REPLY - processor))
    rm -f "$log"
}

# aside NAME COMMAND...: starts a command beside the steps that follow.
declare -A aside_process aside_log
aside() {
    local name=$1
    shift
    aside_log[$name]=$(mktemp)
    (
        began=$SECONDS
        trap 'spent; printf "beside other steps, for %d s, %d s of processor\n" $((SECONDS - began)) "$REPLY"' EXIT
        "$@"
    ) >"${aside_log[$name]}" 2>&1 &
    aside_process[$name]=$!
}
# join NAME: waits for it, shows and counts it as a step.
join() {
    local status=0
    wait "${aside_process[$1]}" || status=$?
    step "$1" told "${aside_log[$1]}" "$status"
    rm -f "${aside_log[$1]}"
}
told() {
    cat "$1"
    return "$2"
}

# finish: the closing line, and the exit code.
finish() {
    local name
    for name in "${broken[@]}"; do printf '\nfailed: %s\n%s\n' "$name" "${complaints[$name]}"; done
    printf '\n%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0 && ${#broken[@]} == 0))
}
