# What Kindward needs from Debian, and how a script of ours gets it. Sourced, not run.
# shellcheck shell=sh
#
# The names are the same in Debian 12 and 13.

PACKAGES_BUILD='gcc libc6-dev cmake ninja-build pkg-config
    libpcap-dev nettle-dev zlib1g-dev libsqlite3-dev libxml2-dev libjansson-dev libpsl-dev libarchive-dev
    libcurl4-openssl-dev
    libidn2-dev
    libnftables-dev libmnl-dev libnetfilter-queue-dev libnetfilter-log-dev
    libnetfilter-conntrack-dev libseccomp-dev libc-ares-dev libsystemd-dev libglib2.0-dev'

# bind9-utils has what checks a zone, and no server. unbound is not asked for: the package starts one
# where there is systemd, which is nothing to do to the machine of who runs our tests.
# shellcheck disable=SC2034 # read by who sources this
PACKAGES_TEST="$PACKAGES_BUILD clang clang-format clang-tidy llvm libcmocka-dev
    python3 libxml2-utils sqlite3 ccache shellcheck
    nftables iptables iproute2 util-linux curl dbus polkitd libnotify-dev
    conntrack dnsmasq-base nginx-light bind9-dnsutils bind9-utils openssl ngtcp2-client ngtcp2-server"

# Besides those of the build: what makes packages, and what looks at them. The unit's folder is told
# by systemd in Debian 12, by systemd-dev in 13.
# shellcheck disable=SC2034
PACKAGES_DEB="build-essential libnotify-dev debhelper dpkg-dev fakeroot
    $(apt-cache show systemd-dev >/dev/null 2>&1 && echo systemd-dev || echo systemd)"
# shellcheck disable=SC2034
PACKAGES_DEB_TEST='lintian binutils man-db mandoc'

# A small desktop for the notifier's tests. Two large ones, `gnome-shell gjs` and `plasma-desktop`, are
# tried where they are installed; nobody's machine gets them from us.
# shellcheck disable=SC2034
PACKAGES_DESKTOP='xvfb dbus openbox picom libglib2.0-bin imagemagick xfce4-notifyd dunst
    notification-daemon mate-notification-daemon mako-notifier sway grim
    xfce4-panel librsvg2-common python3-pyatspi xdotool at-spi2-core x11-utils adwaita-icon-theme'

# shellcheck disable=SC2034 # read by who sources this
PACKAGES_SYSTEM='binutils python3 qemu-system-x86 qemu-utils mmdebstrap e2fsprogs'

# For the short machine that is in every tests/run (tests/system/short_test.sh): Debian 12 has virtiofsd
# with qemu, 13 apart.
# shellcheck disable=SC2034
PACKAGES_SHORT="qemu-system-x86 xz-utils $(apt-cache show virtiofsd >/dev/null 2>&1 && echo virtiofsd || :)"

# What is in the virtual machine of tests/system besides a base system: what our programs link, and
# what the tests use.
# shellcheck disable=SC2034
PACKAGES_MACHINE='systemd-resolved libnss-resolve dnsmasq-base nginx-light curl bind9-dnsutils
    sqlite3 nftables iptables conntrack libnftables1 libnetfilter-queue1 libnetfilter-log1
    libnetfilter-conntrack3 libmnl0 libseccomp2 libsystemd0 libglib2.0-0 libpcap0.8 libnettle8
    libhogweed6 libxml2 libjansson4 libarchive13 libcurl4 libpsl5 libidn2-0 zlib1g libc-ares2 openssl'

# Besides, in the machine of tests/package: what the two packages need, a real login, and what may be
# at work on a family's PC beside us.
# shellcheck disable=SC2034
PACKAGES_BESIDE='dbus-user-session libpam-systemd libnotify4 xdg-utils sudo ufw firewalld accountsservice malcontent
    docker.io apparmor busybox-static'

# The packages of the arguments that are not installed, on one line.
packages_missing() {
    for package in "$@"; do
        case $(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null) in
        [ih]i*) ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

# How to become root, in $as_root; 1 where that cannot be, which is said with what to type.
packages_root() {
    if ! command -v apt-get >/dev/null; then
        echo "This is no Debian: install what these packages hold, then start again: $*" >&2
        return 1
    fi
    if [ "$(id -u)" -eq 0 ]; then
        as_root=
    elif command -v sudo >/dev/null; then
        as_root=sudo
    else
        echo "Packages are missing, and this is neither root nor is there sudo. As root, type:" >&2
        echo "    apt-get install --no-install-recommends $*" >&2
        return 1
    fi
}

# Installs what is missing of the arguments, as root or through sudo. Where it cannot, says what to
# type and returns 1. The words of apt are shown only if it fails.
packages_install() {
    missing=$(packages_missing "$@")
    [ -n "$missing" ] || return 0
    packages_root "$missing" || return 1
    apt_log=$(mktemp)
    # The lists may be there already; only if a package cannot be had are they fetched anew.
    # shellcheck disable=SC2086 # words are packages
    if $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        $missing >"$apt_log" 2>&1 </dev/null ||
        { $as_root apt-get update >>"$apt_log" 2>&1 </dev/null &&
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y \
                --no-install-recommends $missing >>"$apt_log" 2>&1 </dev/null; }; then
        rm -f "$apt_log"
        return 0
    fi
    tail -n 20 "$apt_log" >&2
    rm -f "$apt_log"
    echo "Not installed: $missing" >&2
    echo "Is this machine online, and do /etc/apt/sources.list* name a Debian mirror?" >&2
    return 1
}

# The same for what can be done without: a mirror that does not answer is given up soon, and one that
# is slow after SECONDS. Only fetching is cut off, never what dpkg does.
packages_install_soon() { # SECONDS PACKAGE...
    soon_s=$1
    shift
    missing=$(packages_missing "$@")
    [ -n "$missing" ] || return 0
    packages_root "$missing" || return 1
    # shellcheck disable=SC2016,SC2086 # the inner shell's own; words are packages
    if $as_root timeout "$soon_s" sh -c '
        get() {
            apt-get "$@" -o Acquire::Retries=0 -o Acquire::http::Timeout=10 -o Acquire::https::Timeout=10
        }
        fetch() {
            get install -y --no-install-recommends --download-only "$@"
        }
        fetch "$@" || { get update && fetch "$@"; }' sh $missing >/dev/null 2>&1 </dev/null; then
        packages_install $missing
        return
    fi
    echo "Not fetched within $soon_s s: $missing" >&2
    return 1
}
