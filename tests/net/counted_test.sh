#!/bin/sh
# counted — bytes and times are the kernel's counters: of the whole of a connection (ACC-1), without
# its time-out (ACC-2), of one that never closes (ACC-3), and two at once are not twice (ACC-4); one
# from before us is known by its address alone.
. "$(dirname "$0")/home.sh"
truncate -s 3M "$dir/www/three"

of() { asked "SELECT $1 FROM visits JOIN hosts ON hosts.id = host WHERE name = '$2'"; }
ip netns exec "$home" setpriv --reuid=4242 --regid=4242 --clear-groups curl -s -o /dev/null \
    --cacert "$dir/ca.crt" https://before.example.com/slow &
started="$started $!"
sleep 0.5
policy </dev/null
agent_starts
began=$(date +%s)
holds 'three megabytes' visit kid https://three.example.net/three
holds 'the same twice at once' visit kid https://twice.example.org/three -o /dev/null https://twice.example.org/three -Z
both_began=$(date +%s)
visit kid https://both.example.org/slow -m 5 --http1.1 -o /dev/null https://both.example.org/slow -Z || :
both_took=$(($(date +%s) - both_began + 1))
holds 'one that ends at once' visit kid http://quick.wikipedia.org/
ip netns exec "$home" setpriv --reuid=4242 --regid=4242 --clear-groups curl -s -o /dev/null \
    --cacert "$dir/ca.crt" https://open.example.com/slow &
started="$started $!"
sleep 3
agent_stops
took=$(($(date +%s) - began + 1))
holds 'all bytes are counted' test "$(of down_bytes three.example.net)" -gt 3000000 -a \
    "$(of down_bytes three.example.net)" -lt 3600000
holds 'of both, where there are two' test "$(of down_bytes twice.example.org)" -gt 6000000
holds 'no visit is longer than the test' is \
    "$(asked "SELECT count(*) FROM visits WHERE last_us - first_us > $took * 1000000")" = 0
holds 'two at once are one visit' is "$(of 'count(*)' twice.example.org)" = 1
echo "    both took $(of '(last_us - first_us) / 1000' both.example.org) ms of $both_took s"
holds 'and take no longer than until both ended' is \
    "$(of '(last_us - first_us) / 1000000' both.example.org)" -le $both_took
holds 'the quick one took no time' test "$(of 'last_us - first_us' quick.wikipedia.org)" -le 2000000
holds 'one that is open still has its bytes' test "$(of down_bytes open.example.com)" -gt 500000
holds 'nothing is made up for the one from before' is "$(of 'count(*)' before.example.com)" = 0
fails_not
