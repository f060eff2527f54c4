# What a script began is put away however it ends: also where who reads its words is gone, as where a
# ctest is killed, of which the next word (SIGPIPE) is the first sign. Sourced.
# shellcheck shell=sh
ends_with() { # COMMAND: runs once, and whole, whatever fails in it
    ends=$1
    trap 'set +e; trap "" HUP INT PIPE TERM; $ends' EXIT
    trap 'exit 130' HUP INT PIPE TERM
}
