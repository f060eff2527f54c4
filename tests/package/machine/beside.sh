#!/bin/sh
# beside — what else writes rules or answers look-ups on a family's PC: ufw, firewalld, Docker with a
# container, dnsmasq as the machine's resolver, malcontent. With each, pages come, blocks hold and
# visits have names, also when the other one reads its rules anew, starts, or goes away.
# shellcheck disable=SC2154 # what machine.sh sets
. ./family.sh

goes_well() { # WITH: how things are with that
    holds "$1: the network works" net_works
    holds "$1: blocks hold" blocks_hold
}
# The real one: an image of one static program, a container that serves a page at a port of this
# machine's, and gets pages by itself.
docker_comes() {
    systemctl start containerd docker >/dev/null 2>&1
    knows docker info >/dev/null || return 1
    [ -e $dir/image ] || {
        mkdir -p $dir/image/bin $dir/image/www
        cp /bin/busybox $dir/image/bin/
        echo 'a page of the container' >$dir/image/www/index.html
    }
    tar -cf - -C $dir/image . | docker import - kindward-box >/dev/null &&
        docker run --detach --name box --publish 8088:80 kindward-box \
            /bin/busybox httpd -f -p 80 -h /www >/dev/null
}
# Its page, as this machine, Mia and the machine beyond v0 have it; and what the container gets.
published() { # WHERE: byte for byte
    "$@" >$dir/got && cmp $dir/got $dir/image/www/index.html
}
by_child() { setpriv --reuid=mia --regid=mia --clear-groups curl -sS -m 20 "$1"; }
# By its address, since what a static program looks names up with is not in its image; and without
# `-T`, at which the static busybox of Debian 12 (1.35) ends by a fault of its own.
boxed() { # HOST: whose page it asks for
    timeout -k 5 60 docker run --rm --name boxed kindward-box \
        /bin/busybox wget -q --header "Host: $1" -O - http://10.9.0.2/ >$dir/boxed || {
        docker kill boxed >/dev/null 2>&1
        return 1
    }
}
docker_goes() {
    docker rm --force box
    systemctl stop docker.socket docker containerd
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
curl -sS -m 20 http://10.9.0.2/ >$dir/page || :
holds 'Docker starts, with a container' docker_comes
docker version --format '    Docker {{.Server.Version}}' || :
goes_well 'Docker'
for who in 'curl -sS -m 20' 'ip netns exec net curl -sS -m 20'; do
    holds "the container's page is had byte for byte ($who)" knows published $who http://10.9.0.1:8088/
done
holds 'by Mia, too' knows published by_child http://10.9.0.1:8088/
holds 'a container gets what is blocked for Mia' boxed discord.com
holds 'byte for byte as it is' cmp $dir/boxed $dir/page
holds 'and what it gets is nobody'"'"'s' boxed containers-own.example.org
holds 'Docker: what Mia does is recorded' is_recorded docker.example.com
holds 'what the container did is in no file' is "$(found containers-own)" = 0
systemctl restart kindward
goes_well 'Kindward started after Docker'
holds "the container's page still is" knows published curl -sS -m 20 http://10.9.0.1:8088/
systemctl restart docker
goes_well 'Docker anew'
holds 'Docker goes' docker_goes
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
