# A family's machine, inside the virtual one: systemd-resolved with its stub and nss-resolve, Mia and
# mum with accounts, and beyond v0 a name server and a web server with an authority of its own.
# Sourced by in_the_machine.sh. All of it is thrown away with the machine.
# shellcheck shell=sh
#
# Mia is the child: account mia, 1001. mum is 1002. Every name has the addresses 10.9.0.2 and
# fd09::2; alias.example.com is an alias. Kindward is where its package puts it: /etc/kindward, /var/lib/kindward, /run/kindward.
#
#   policy <<END … END   what follows [child] in Mia's file
#   visit mia URL        true if the page came; what curl says of it is in $dir/visit
#   knows COMMAND…       true as soon as COMMAND is, within 150 s: the counters are read each minute and
#                        visits written each minute, so a visit may be in the store two minutes later
#   asked "SQL"          of the store
set -eu
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
dir=/var/tmp/kindward-test
state=/var/lib/kindward
failures=0 n_checks=0
agent=

holds() { # WHAT COMMAND...
    what=$1
    shift
    n_checks=$((n_checks + 1))
    if "$@"; then
        echo "ok: $what"
    else
        echo "FAIL: $what"
        failures=$((failures + 1))
    fi
}
part() { echo "--- $* ($(cut -d . -f 1 /proc/uptime) s)"; }
is() { test "$@" || { echo "    $*"; false; }; }
no() { ! "$@" 2>/dev/null; }
knows() {
    for _ in $(seq 300); do
        ! "$@" >/dev/null 2>&1 || return 0
        sleep 0.5
    done
    return 1
}
mia() { setpriv --reuid=1001 --regid=1001 --clear-groups env -i PATH=/usr/bin:/bin HOME=/tmp "$@"; }
mum() { setpriv --reuid=1002 --regid=1002 --clear-groups env -i PATH=/usr/bin:/bin HOME=/tmp "$@"; }

accounts_come() {
    useradd --system --no-create-home --shell /usr/sbin/nologin kindward
    useradd -u 1001 mia
    useradd -u 1002 mum
}
net_comes() {
    ip netns add net
    ip link add v0 type veth peer name v0 netns net
    # An interface that goes down and up again keeps its addresses, as under NetworkManager.
    sysctl -q -w net.ipv6.conf.v0.keep_addr_on_down=1
    ip addr add 10.9.0.1/24 dev v0
    ip addr add fd09::1/64 dev v0 nodad
    ip link set v0 up
    ip -n net addr add 10.9.0.2/24 dev v0
    ip -n net addr add fd09::2/64 dev v0 nodad
    ip -n net link set lo up
    ip -n net link set v0 up
    routes_come
}
routes_come() {
    ip route replace default via 10.9.0.2
    ip -6 route replace default via fd09::2
}
certificates_come() { # an authority, and a certificate of the names that follow
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 \
        -subj /CN=lab -addext basicConstraints=critical,CA:TRUE \
        -keyout $dir/ca.key -out $dir/ca.crt 2>/dev/null
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=leaf \
        -keyout $dir/leaf.key -out $dir/leaf.csr 2>/dev/null
    leaf=DNS:lab
    for name in "$@"; do
        leaf="$leaf,DNS:$name,DNS:*.$name"
    done
    printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$leaf" >$dir/leaf.ext
    openssl x509 -req -in $dir/leaf.csr -CA $dir/ca.crt -CAkey $dir/ca.key -CAcreateserial \
        -days 90 -extfile $dir/leaf.ext -out $dir/leaf.crt 2>/dev/null
}
servers_come() {
    systemctl stop nginx 2>/dev/null || :
    mkdir -p $dir/www
    echo hello >$dir/www/index.html
    truncate -s 50M $dir/www/big
    cat >$dir/nginx <<END
daemon off; user root; pid $dir/nginx.pid; error_log $dir/nginx.err; worker_processes 1;
events { worker_connections 256; }
http {
    access_log off; root $dir/www; default_type text/html;
    server {
        listen 10.9.0.2:443 ssl; listen [fd09::2]:443 ssl;
        listen 10.9.0.2:80; listen [fd09::2]:80;
        ssl_certificate $dir/leaf.crt; ssl_certificate_key $dir/leaf.key;
        location /slow { alias $dir/www/big; limit_rate 50k; }
        location / { try_files \$uri /index.html; }
    }
}
END
    ip netns exec net nginx -c $dir/nginx 2>/dev/null &
    ip netns exec net dnsmasq -k -C /dev/null --pid-file= -u root --no-resolv --no-hosts \
        --local=/#/ --address=/#/10.9.0.2 --address=/#/fd09::2 --local-ttl=3600 \
        --host-record=far.example.org,10.9.0.2,fd09::2 --cname=near.example.net,far.example.org \
        --cname=alias.example.com,near.example.net \
        --listen-address=10.9.0.2 --listen-address=fd09::2 --bind-interfaces \
        --log-queries --log-facility=$dir/names &
    mkdir -p /etc/systemd/resolved.conf.d
    cat >/etc/systemd/resolved.conf.d/test.conf <<END
[Resolve]
DNS=10.9.0.2
Domains=~.
FallbackDNS=
DNSSEC=no
LLMNR=no
MulticastDNS=no
END
    systemctl restart systemd-resolved
}
machine_comes() {
    mkdir -p $dir
    chmod 755 $dir
    : >$dir/agent
    cp kindwardd /usr/sbin/
    cp kindward /usr/bin/
    cp kindward.service /etc/systemd/system/
    systemctl daemon-reload
    accounts_come
    net_comes
    certificates_come example.com example.org example.net discord.com wikipedia.org
    servers_come
    knows curl -s -m 5 -o /dev/null http://10.9.0.2/ || { echo 'FAIL: nginx does not start'; exit 1; }
    knows getent ahosts ready.example || { echo 'FAIL: resolved does not answer'; exit 1; }
}

policy() { # the child's file: [child] as usual, then standard input
    mkdir -p /etc/kindward/children.d
    # Emulated, the inspector is slow; what is let go for its lateness would show nothing.
    printf '[agent]\nanswer-within-ms=1000\n' >/etc/kindward/kindward.conf
    {
        echo '[child]'
        echo 'account=mia'
        echo 'name=Mia'
        echo "birth-year=$(($(date +%Y) - 12))"
        cat
    } >/etc/kindward/children.d/mia.conf
}
agent_says() { grep -q -e "$1" $dir/agent; }
n_said() { grep -c -e "$1" $dir/agent || :; }
said_more() { test "$(n_said "$1")" -gt "$2"; }
agent_starts() {
    was=$(n_said 'rules in force')
    kindwardd --foreground 2>>$dir/agent &
    agent=$!
    knows said_more 'rules in force' "$was"
}
agent_stops() {
    kill "$agent" 2>/dev/null || :
    wait "$agent" 2>/dev/null || :
}
reloaded() { # SIGHUP, and the rules are there again
    was=$(n_said 'new configuration is in force')
    kill -HUP "$agent"
    knows said_more 'new configuration is in force' "$was" && knows rules_are_there && knows all_well
}
rules_are_there() { nft list table inet kindward | grep -q skuid; }
no_process() { no pgrep -x kindwardd && no pgrep -f -- --role=; } # of ours, whatever its role
role_pid() { pgrep -f -- "--role=$1" || :; } # gate | inspector | recorder
all_well() { # every role is there, and answers
    kindward status --format json | tr -d ' \n' >$dir/status || test $? = 3
    test "$(grep -o '"confined":true' $dir/status | wc -l)" -ge 3 &&
        grep -q '"rules_in_force":true' $dir/status
}
is_new() { # ROLE PID: another process has the role
    test -n "$(role_pid "$1")" && test "$(role_pid "$1")" != "$2" && all_well
}
uid_of() { awk '/^Uid:/ { print $2 $3 $4 $5 }' "/proc/$1/status"; }
status_of() { awk -v f="$2:" '$1 == f { print $2 }' "/proc/$1/status"; }

asked() { sqlite3 -readonly -cmd '.timeout 10000' $state/kindward.db "$1"; }
flows() { # HOST: how many connections, of those that are named "said" (evidence.h)
    asked "SELECT ifnull(sum(n_flows), 0) FROM visits JOIN hosts ON hosts.id = host
           WHERE hosts.name = '$1' AND evidence = 5"
}
has_said() { test "$(flows "$1")" -ge "${2-1}"; }
visited() {
    asked "SELECT count(*) FROM visits JOIN hosts ON hosts.id = host WHERE hosts.name = '$1'"
}
blocked() { # SITE: how many rows, and the rule
    asked "SELECT count(*), max(rules.name) FROM blocks JOIN sites ON sites.id = site
           JOIN rules ON rules.id = rule WHERE sites.name = '$1'"
}
has_blocked() { test "$(blocked "$1")" != '0|'; }
gaps() { asked "SELECT count(*) FROM gaps WHERE kind = $1"; }
has_gaps() { test "$(gaps "$1")" -ge "${2-1}"; } # KIND HOW-MANY
# shellcheck disable=SC2034 # read by who sources this: the numbers of store/gap.h
gap_gate_away=0 gap_gate_frozen=1 gap_inspector_away=2 gap_recorder_stuck=5 gap_asleep=6 \
    gap_clock=7 gap_off=9
found() { # TEXT: in how many files of the agent's folders, write-ahead log and all
    grep -a -l -r -- "$1" $state /run/kindward $dir/agent 2>/dev/null | wc -l
}
questions() { grep -c " $1 from" $dir/names || :; } # of a name, that reached the name server

visit() { # AS URL [CURL-OPTION...]
    visit_as=$1 visit_url=$2
    shift 2
    "$visit_as" curl -sS -o /dev/null --cacert $dir/ca.crt -m 20 \
        -w '%{exitcode} %{time_total} %{http_code} %{errormsg}\n' "$@" "$visit_url" \
        >$dir/visit 2>$dir/visit.err
}
refused() { # AS URL [CURL-OPTION...]: on a slow machine a packet may be let go after 50 ms
    for _ in 1 2 3 4 5 6; do
        if ! visit "$@"; then
            echo "    after $(cut -d ' ' -f 2,4- $dir/visit)"
            return 0
        fi
    done
    return 1
}
