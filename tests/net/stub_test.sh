#!/bin/sh
# stub — the family's machine has a name server of its own (RES-1): the child's question is seen on
# lo, where its uid is still on it; what that server asks in turn is nobody's visit; a name out of its
# cache is known all the same (RES-4); mum's questions are nowhere.
. "$(dirname "$0")/home.sh"

ip netns exec "$home" setpriv --reuid=4300 --regid=4300 --clear-groups --inh-caps=+net_bind_service \
    --ambient-caps=+net_bind_service dnsmasq -k -C /dev/null --pid-file= --no-hosts --no-resolv \
    --server=10.9.0.2 --listen-address=127.0.0.53 --listen-address=::1 --bind-interfaces \
    --log-queries --cache-size=1000 2>"$dir/stub" &
started="$started $!"
echo 'nameserver 127.0.0.53' >"$etc/resolv.conf"
waits_for admin dig +time=1 +tries=1 ready.example @127.0.0.53 || skip 'no name server on 127.0.0.53'
policy <<'END'
block-by=dns
[block]
platforms=discord
END
agent_starts
holds 'Mia reads a page' visit kid https://one.example.com/
holds 'mum reads hers' visit mum https://mums-secret.example.org/
# By an address that only the answer binds: a connection that says no name.
holds 'Mia asks for a name' kid dig +short bound.example.net @127.0.0.53
holds 'and by IPv6 too' kid dig +short bound6.example.net AAAA @::1
before=$(grep -c forwarded "$dir/stub" || :)
holds 'a second visit' visit kid https://one.example.com/
holds 'is answered out of the cache' is "$(grep -c forwarded "$dir/stub" || :)" = "$before"
sleep 1.2 # as long as an answer that is not kept may still be known by its second
holds 'a third visit, for which nobody asks: the browser still knows the address' \
    visit kid https://one.example.com/ --resolve one.example.com:443:10.9.0.2
no_such_name() { kid dig +tries=1 discord.com @127.0.0.53 | grep -q 'status: NXDOMAIN'; }
holds 'what is blocked by DNS is denied' no_such_name
holds 'also when the stub has it in its cache' no_such_name
agent_stops
holds 'the page is a visit' has_visited one.example.com
holds 'of three connections' is "$(asked 'SELECT sum(n_flows) FROM visits')" = 3
holds 'said and bound, not only claimed' is "$(asked 'SELECT count(*) FROM connections WHERE evidence = 2')" = 0
holds 'nothing of mum is in any file' is "$(found mums-)" = 0
holds 'one block is known' is "$(blocked discord.com | cut -d '|' -f 1)" = 1
fails_not
