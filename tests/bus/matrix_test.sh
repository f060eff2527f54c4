#!/bin/sh
# matrix — who may call what: each account tries each method, for real, over the bus.
. "$(dirname "$0")/bus_home.sh"
agent_starts

# As packaging/dbus/org.kindward.Agent1.xml says it of itself.
introspect() {
    "$1" --system --xml-interface introspect org.kindward.Agent1 /org/kindward/Agent1
}
flat() { # a description, one word a line, without what is not of the interface
    sed -n '/<interface name="org.kindward.Agent1">/,/<\/interface>/p' |
        grep -v -e '<annotation' -e '</property>' -e '</method>' |
        sed -E 's/^ *//; s/ *\/?>$//; s/<\/interface//' | grep .
}
introspect busctl >"$dir/itself" || :
flat <"$dir/itself" >"$dir/itself.flat"
flat <"$source_dir/packaging/dbus/org.kindward.Agent1.xml" >"$dir/written.flat"
holds 'the interface is as it is written' diff "$dir/written.flat" "$dir/itself.flat"

# METHOD, its arguments, and whether it is for guardians (g), a child about itself (c), either (e).
table() {
    cat <<'END'
g Status
g Log sssuu Mia - - 0 10
g Blocks sssuu - - - 0 0
g Alerts buu true 0 0
g AlertsTold x 0
e Records sss Mia - -
e Export s Mia
g Erase sss Tim 2001-01-01 2001-01-01
g Why ss Mia discord.com
g PolicyShow
g PolicyCheck a(ss) 1 children.d/x.conf x
g Reload
g GrantException sssu Mia site example.org 5
g Block sss Tim site example.net
e Subscribe
c Mine
END
}
state() {
    call root get-property org.kindward.Agent1 /org/kindward/Agent1 org.kindward.Agent1 State
}
observes() { state && said observing; }
holds 'it observes' knows observes
busctl --system monitor --match="type='signal',interface='org.kindward.Agent1'" \
    >"$dir/signals" 2>&1 &
started="$started $!"
holds 'somebody listens' knows grep -q Monitoring "$dir/signals"
sed -i 's/^account=tim$/&\nname=Tim/' "$dir/config/children.d/tim.conf"
holds 'root reloads' ask root Reload
holds 'who listens hears that the policy is another one' knows grep -q StateChanged "$dir/signals"
[ "$(table | cut -d' ' -f2 | sort)" = "$(grep -o 'method name="[A-Za-z]*"' \
    "$source_dir/packaging/dbus/org.kindward.Agent1.xml" | cut -d'"' -f2 | sort)" ] || {
    echo 'FAILED: the matrix has other methods than the interface'
    failures=$((failures + 1))
}
try() { # WHO, then a line of the table
    try_who=$1 try_kind=$2
    shift 2
    try_named=
    for word in "$@"; do # - stands for an empty word
        [ "$word" != - ] || word=
        try_named="$try_named '$word'"
    done
    eval "set -- $try_named"
    may=no
    case $try_who$try_kind in
    root[ge] | mum[ge] | mia[ce] | tim[ce] | rob[ce]) may=yes ;;
    esac
    # The service answers slowly at most, never wrongly: who asked too often tries again.
    for _ in 1 2 3 4 5 6 7 8; do
        got=no
        ask "$try_who" "$@" && got=yes
        said 'asks too often' || break
        sleep 1
    done
    if [ "$got" = yes ] || said 'only a guardian|takes a guardian|may read its own page|is of no child'; then
        holds "$try_who $1: $may" [ "$may" = "$got" ]
    else
        holds "$try_who $1: answered" false
    fi
}
for who in root mum mia tim rob ann nobody; do
    while read -r line; do
        # shellcheck disable=SC2086 # words
        try $who $line </dev/null
    done <<END
$(table)
END
done

holds 'mum blocked a site for Tim, and the file keeps the rest' \
    grep -q '^sites=example.net$' "$dir/config/children.d/tim.conf"
holds 'an exception is in no file' test "$(grep -c example.org "$dir/config/children.d/mia.conf")" = 1

# A child's own things, and nobody else's, whatever it says.
holds 'Mia has a page' ask mia Mine
holds 'which says who looked' said 'looks.*4243'
holds 'and the rule' said 'block site example.org'
holds 'and what is let through' said 'exceptions.*site.*example.org'
holds 'Tim has another' ask tim Mine
holds 'without what is Mia'\''s' sh -c "! grep -q example.org '$dir/said'"

# The name, the properties.
holds 'Mia cannot be Kindward' sh -c "! setpriv --reuid=mia --regid=mia --init-groups busctl --system \
    call org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus RequestName su \
    org.kindward.Agent1 7 >'$dir/said' 2>&1"
children() {
    call "$1" get-property org.kindward.Agent1 /org/kindward/Agent1 org.kindward.Agent1 Children
}
holds 'Mia sees one child' children mia
holds 'herself' said '^as 1 "Mia"$'
holds 'Ann sees none' children ann
holds 'of them' said '^as 0$'
holds 'everybody may know that it is on' call ann get-property org.kindward.Agent1 \
    /org/kindward/Agent1 org.kindward.Agent1 State
holds 'or observes' said 'observing'

# Looks of guardians are in the store, for each child.
holds 'looks are kept' [ "$(asked 'select count(*) from lookups where uid in (0, 4243)')" -gt 3 ]
holds 'of guardians only' [ "$(asked 'select count(*) from lookups where uid not in (0, 4243)')" = 0 ]
fails_not
