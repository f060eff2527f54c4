#!/bin/sh
# short — the agent on a stock Debian kernel, in seconds: a virtual machine whose disk is this
# machine's own files, read-only, with a layer in memory over them. What is looked at is short_home.sh.
#
# usage: short_test.sh PROGRAMS KERNEL
#   PROGRAMS   the folder of the tests' programs, build/gcc/tests/net
#   KERNEL     what tests/system/kernel made
#
# Emulated, so that it is the same with and without /dev/kvm. Skips (77) and says what is missing.
set -eu
programs=$1 kernel=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
skip() {
    echo "skipped: $*"
    exit 77
}
[ "$(id -u)" = 0 ] || skip 'only root may lend its files to a machine'
command -v qemu-system-x86_64 >/dev/null || skip 'qemu-system-x86 is not installed'
[ -e "$kernel/made" ] || skip "there is no kernel in $kernel; tests/system/kernel fetches one"
# Debian 12 has it with qemu, 13 as a package of its own.
if [ -x /usr/libexec/virtiofsd ]; then
    lends='/usr/libexec/virtiofsd --cache always --sandbox none --shared-dir='
elif [ -x /usr/lib/qemu/virtiofsd ]; then
    lends='/usr/lib/qemu/virtiofsd -o cache=always -o source='
else
    skip 'virtiofsd is not installed'
fi
version=$(ls "$kernel/lib/modules")

dir=$(mktemp -d)
lender=
ends() {
    [ -z "$lender" ] || kill "$lender" 2>/dev/null || :
    wait 2>/dev/null || :
    rm -rf "$dir"
}
. "$(dirname "$0")/../ends.sh"
ends_with ends

# What the kernel starts with: busybox, and the modules of virtual disks and of the packet filter.
ram=$dir/ram
mkdir -p "$ram/bin" "$ram/sbin" "$ram/proc" "$ram/sys" "$ram/dev" "$ram/lower" "$ram/layer" "$ram/lib/modules/$version"
cp "$kernel/busybox" "$ram/bin/"
for applet in sh mount mkdir chroot cat cp tee; do ln -s busybox "$ram/bin/$applet"; done
ln -s ../bin/busybox "$ram/sbin/modprobe"
(cd "$kernel/lib/modules/$version" && find . -name 'modules.*' -o -path './kernel/net/*' -name '*.ko*' \
    -o -path './kernel/lib/*' -name '*.ko*' -o -path './kernel/crypto/*crc32*' -o -name 'virtio*.ko*' \
    -o -name 'fuse.ko*' -o -name 'overlay.ko*' -o -name 'veth.ko*' -o -name 'dummy.ko*') |
    grep -v -E '/(sunrpc|ceph|tipc|sctp|rds|dccp|batman-adv|bluetooth|mac80211|wireless|openvswitch|mptcp|xdp)/' |
    tar -C "$kernel/lib/modules/$version" -cf - -T - | tar -C "$ram/lib/modules/$version" -xf -
cat >"$ram/init" <<END
#!/bin/sh
export PATH=/bin:/sbin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
modprobe virtio_pci; modprobe virtiofs; modprobe overlay
mount -t virtiofs -o ro root /lower || echo 'no files are lent'
mount -t tmpfs layer /layer
mkdir /layer/upper /layer/work /layer/root
mount -t overlay -o lowerdir=/lower,upperdir=/layer/upper,workdir=/layer/work root /layer/root
cd /layer/root
mount -t proc proc proc; mount -t sysfs sys sys; mount -t devtmpfs dev dev; mount -t tmpfs run run
NET_SLOWER=8 chroot . /bin/sh -c '. "$here/short_home.sh"' "$here/../net/short" "$programs"
echo "ended with \$?" | tee /dev/ttyS1
read -r up idle </proc/uptime
echo "after \$up s of the machine's time"
echo o >/proc/sysrq-trigger
sleep 60
END
chmod 755 "$ram/init"
(cd "$ram" && find . | "$kernel/busybox" cpio -o -H newc | gzip -1) >"$dir/ram.gz" 2>"$dir/err"
rm -rf "$ram"

# Nothing can be written through it, whatever the machine tries. What the tests need may be on disks
# of their own.
mkdir "$dir/files"
# shellcheck disable=SC2086 # words
unshare --mount sh -c '
    files=$1 socket=$2
    mount --bind / "$files" || exit 1
    for each in "$3" "$4" /usr; do
        on=$(stat -c %m "$each")
        [ -e "$files$each" ] && [ -n "$(ls "$files$each")" ] || mount --bind "$on" "$files$on" || exit 1
        [ "$on" = / ] || mount -o remount,bind,ro "$files$on" 2>/dev/null || :
    done
    mount -o remount,bind,ro "$files" || exit 1
    [ -e "$files$3/tests/net/home.sh" ] && [ -e "$files$4/tests/net" ] || {
        echo "the tests cannot be seen below $files"
        exit 1
    }
    shift 4
    exec "$@" --socket-path="$socket"' sh "$dir/files" "$dir/socket" "$(readlink -f "$here/../..")" \
    "$(readlink -f "$programs/../..")" $lends"$dir/files" >"$dir/lender" 2>&1 &
lender=$!
for _ in $(seq 100); do
    [ ! -S "$dir/socket" ] || break
    sleep 0.1
done
[ -S "$dir/socket" ] || {
    cat "$dir/lender"
    skip 'virtiofsd cannot work here'
}
timeout -k 5 1000 qemu-system-x86_64 -nodefaults -no-user-config -no-reboot -display none -nic none \
    -accel tcg,thread=multi -cpu Nehalem -smp 1 -m 768 \
    -object memory-backend-memfd,id=memory,size=768M,share=on -numa node,memdev=memory \
    -chardev "socket,id=files,path=$dir/socket" -device vhost-user-fs-pci,chardev=files,tag=root \
    -device virtio-rng-pci -kernel "$kernel/vmlinuz" -initrd "$dir/ram.gz" \
    -append 'console=ttyS0 panic=-1 mitigations=off quiet cryptomgr.notests' \
    -serial "file:$dir/console" -serial "file:$dir/verdict" </dev/null >"$dir/err" 2>&1 || :
[ -s "$dir/console" ] || {
    cat "$dir/err"
    skip 'no machine starts here'
}
! grep -q '^no files are lent' "$dir/console" || skip 'its kernel and this virtiofsd do not understand each other'
tr -d '\r' <"$dir/console"
# The kernel may talk in between on the console: what came of it has a line of its own.
case $(tr -d '\r' <"$dir/verdict") in
'ended with 0') exit 0 ;;
'ended with 77') skip "$(sed -n 's/^skipped: //p' "$dir/console" | tail -n 1)" ;;
'') grep -q FAILED "$dir/console" || skip 'the machine is too slow, or went away' ;;
esac
cat "$dir/err"
exit 1
