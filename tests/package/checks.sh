# What tests/package/run asks of packages, and the Debian that it tries them in. Sourced, with $build
# as the folder to work in.
# shellcheck disable=SC2154
# shellcheck shell=sh

lintian_is_content() { # DEB: no error, no warning
    lintian --allow-root --fail-on error,warning --suppress-tags bad-distribution-in-changes-file "$1"
}
all_is_roots() { # DEB
    dpkg-deb -c "$1" | awk '$2 != "root/root" || (substr($1, 1, 1) != "l" && $1 ~ /^.....w|^........w|s/) {
        print
        wrong = 1
    } END { exit wrong }'
}
is_hardened() { # PROGRAM
    readelf --file-header --program-headers --dynamic --wide "$1" >"$build/elf"
    grep -q 'Type: *DYN' "$build/elf" && grep -q GNU_RELRO "$build/elf" &&
        grep -q -e BIND_NOW -e 'Flags:.*NOW' "$build/elf" &&
        grep 'GNU_STACK' "$build/elf" | grep -q 'RW  *0x'
}
is_guarded() { # PROGRAM
    readelf --dyn-syms --wide "$1" >"$build/elf"
    grep -q '__stack_chk_fail' "$build/elf" && grep -q '__[a-z]*printf_chk' "$build/elf"
}
is_sandboxed() { # UNIT EXPOSURE
    systemd-analyze security --offline=true --no-pager \
        --threshold="$(awk -v e="$2" 'BEGIN { print e * 10 }')" "$1"
}

root=$build/root
# shellcheck disable=SC2016 # the inner shell's
inside() {
    unshare --mount sh -c 'mount -t proc proc "$0/proc" && mount --bind /dev "$0/dev" &&
        exec chroot "$0" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive "$@"' "$root" "$@"
}
mode_is() { # OWNERS-AND-MODE PATH
    got=$(inside stat -c '%U:%G %a' "$2")
    echo "$got"
    [ "$got" = "$1" ]
}
guardian_is() { inside id --name --groups "$1" | grep -qw kindward-guardians; }

# Every file with owner, mode and content; not what apt and dpkg remember of what they did, nor what
# accounts that came and went leave in the files of accounts.
state_of_root() {
    (cd "$root" && find . -xdev \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./root -o \
        -path ./var/lib/dpkg -o -path ./var/log -o -path ./var/cache -o -path ./run -o \
        -path ./var/lib/systemd \) -prune -o ! -path './etc/*-' ! -path './etc/.pwd.lock' \
        ! -path './var/mail*' -printf '%p %u %g %m %s %y\n' | sort)
    for file in passwd group shadow gshadow subuid subgid; do
        [ ! -e "$root/etc/$file" ] || sed "s/^/$file /" "$root/etc/$file" | sort
    done
}
is_as_before() {
    state_of_root | sed 's/ [0-9]* d$/ d/; /subuid\|subgid/d' >"$build/after"
    diff "$build/before" "$build/after"
}

# A small Debian with what the package depends on, kept for the next time.
root_comes() { # DEB...
    depends=$(for each in "$@"; do dpkg-deb -f "$each" Depends | tr ',' '\n'; done |
        sed 's/^ *//; s/[ (|].*//; /^kindward/d' | sort -u | paste -sd,)
    suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
    tarball=$build/$suite-$(echo "$depends" | cksum | cut -d ' ' -f 1).tar
    [ -s "$tarball" ] || {
        mmdebstrap --variant=minbase --include="$depends,systemd,passwd" "$suite" "$build/new.tar" \
            >"$build/root.out" 2>&1 || {
            tail -n 5 "$build/root.out"
            echo 'no Debian could be made; is this machine online?'
            exit 1
        }
        mv "$build/new.tar" "$tarball"
    }
    rm -rf "$root"
    mkdir "$root"
    tar -xf "$tarball" -C "$root" --exclude './dev/*'
    cp "$build"/made1/*.deb "$root/root/"
    inside groupadd --force sudo
    state_of_root | sed 's/ [0-9]* d$/ d/; /subuid\|subgid/d' >"$build/before"
}
