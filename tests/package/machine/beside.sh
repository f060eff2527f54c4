#!/bin/sh
# beside — what else writes rules or answers look-ups on a family's PC: ufw, firewalld, Docker's
# rules, dnsmasq as the machine's resolver, malcontent. With each, pages come, blocks hold and visits
# have names, also when the other one reads its rules anew, starts, or goes away.
# shellcheck disable=SC2154 # what machine.sh sets
. ./family.sh

goes_well() { # WITH: how things are with that
    holds "$1: the network works" net_works
    holds "$1: blocks hold" blocks_hold
}
# What Docker 20 to 28 writes where it uses iptables, with a bridge and one container: a namespace.
docker_comes() {
    ip link add docker0 type bridge
    ip addr add 172.17.0.1/16 dev docker0
    ip link set docker0 up
    ip netns add box
    ip link add box0 type veth peer name eth0 netns box
    ip link set box0 master docker0 up
    ip -n box addr add 172.17.0.2/16 dev eth0
    ip -n box link set eth0 up
    ip -n box route add default via 172.17.0.1
    sysctl -q -w net.ipv4.ip_forward=1
    iptables-restore --noflush <<END
*nat
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
-A DOCKER -i docker0 -j RETURN
COMMIT
*filter
:FORWARD DROP [0:0]
:DOCKER - [0:0]
:DOCKER-ISOLATION-STAGE-1 - [0:0]
:DOCKER-ISOLATION-STAGE-2 - [0:0]
:DOCKER-USER - [0:0]
-A FORWARD -j DOCKER-USER
-A FORWARD -j DOCKER-ISOLATION-STAGE-1
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i docker0 ! -o docker0 -j ACCEPT
-A FORWARD -i docker0 -o docker0 -j ACCEPT
-A DOCKER-ISOLATION-STAGE-1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2
-A DOCKER-ISOLATION-STAGE-1 -j RETURN
-A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP
-A DOCKER-ISOLATION-STAGE-2 -j RETURN
-A DOCKER-USER -j RETURN
COMMIT
END
}
boxed() { # URL: from the container, which resolves nothing here
    ip netns exec box curl -sS -o /dev/null --cacert $dir/ca.crt -m 20 \
        --resolve "$(echo "$1" | cut -d / -f 3):443:10.9.0.2" "$1"
}
docker_goes() {
    ip netns del box
    ip link del docker0
    iptables -P FORWARD ACCEPT
    iptables -F
    iptables -X
    iptables -t nat -F
    iptables -t nat -X
}

family_comes
holds 'the packages are installed' installs .
holds 'Mia is set up' is_set_up
goes_well 'alone'

part ufw
holds 'ufw is turned on' ufw --force enable
goes_well 'ufw'
holds 'ufw: what is done is recorded' is_recorded ufw.example.com
holds 'ufw reads its rules anew' ufw reload
goes_well 'ufw anew'
systemctl restart kindward
goes_well 'Kindward started after ufw'
holds 'ufw is turned off' ufw --force disable
goes_well 'ufw off'

part firewalld
holds 'firewalld starts' systemctl start firewalld
goes_well 'firewalld'
holds 'firewalld: what is done is recorded' is_recorded firewalld.example.com
# By its signal: emulated, it takes longer than the bus waits.
holds 'firewalld reads its rules anew' systemctl reload firewalld
sleep 20
goes_well 'firewalld anew'
holds 'firewalld ends' systemctl stop firewalld
goes_well 'firewalld ended'

part Docker
docker_comes
goes_well 'Docker'
holds 'a container gets what is blocked for Mia' boxed https://discord.com/
holds 'and what it gets is nobody'"'"'s' boxed https://containers-own.example.org/
holds 'Docker: what Mia does is recorded' is_recorded docker.example.com
holds 'what the container did is in no file' is "$(found containers-own)" = 0
docker_goes
goes_well 'Docker gone'

part dnsmasq
dnsmasq --conf-file=/dev/null --pid-file=$dir/dnsmasq.pid --bind-interfaces \
    --listen-address=127.0.0.1 --no-resolv --server=10.9.0.2 --user=nobody
cp /etc/nsswitch.conf $dir/nsswitch
resolv=$(readlink /etc/resolv.conf || :)
sed -i 's/^hosts:.*/hosts: files dns/' /etc/nsswitch.conf
rm /etc/resolv.conf
echo 'nameserver 127.0.0.1' >/etc/resolv.conf
goes_well 'dnsmasq'
holds 'dnsmasq: what Mia does has its name' is_recorded dnsmasq.example.com
visit mum https://mums-own.example.org/ || :
sleep 5
holds 'dnsmasq: of mum nothing is in any file' is "$(found mums-own)" = 0
kill "$(cat $dir/dnsmasq.pid)"
cp $dir/nsswitch /etc/nsswitch.conf
rm /etc/resolv.conf
ln -s "${resolv:-../run/systemd/resolve/stub-resolv.conf}" /etc/resolv.conf

part malcontent
holds 'malcontent takes a program from Mia' malcontent-client set-app-filter mia --disallow-user-installation
holds 'and knows it' malcontent-client get-app-filter mia
goes_well 'malcontent'
holds 'malcontent: what Mia does is recorded' is_recorded malcontent.example.com
holds 'kindward doctor finds no fault' sh -c "kindward doctor >$dir/doctor || [ \$? = 3 ]"
part_ends
