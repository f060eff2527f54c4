# What the tests in a desktop share: the real agent on a bus of its own (tests/bus), the notifier, and
# sessions of the family's accounts. Sourced, with the folder of our programs as $1; skips (77) where
# a display is missing. With DESKTOP_PICTURES a folder gets the pictures.
# shellcheck shell=sh
desktop_dir=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
for tool in Xvfb openbox picom gdbus import xdotool; do
    command -v $tool >/dev/null || {
        echo "skipped: $tool is not installed"
        exit 77
    }
done
. "$desktop_dir/../bus/bus_home.sh"
notifier=$programs/ui/notify/kindward-notify
[ -x "$notifier" ] || skip 'kindward-notify was not built'
pictures=${DESKTOP_PICTURES:-$dir/pictures}
mkdir -p "$pictures" "$dir/bin" "$dir/reports"
chmod 1777 "$pictures"
ln -s "$kindward" "$notifier" "$dir/bin/"
cp "$desktop_dir/desktop" "$desktop_dir/press" "$desktop_dir/press_gnome" "$dir/bin/"
# The desktop's way to open a page, which says what it was asked to open.
cat >"$dir/bin/xdg-open" <<'END'
#!/bin/sh
echo "$@" >>"$OPENED"
END
chmod 755 "$dir/bin/xdg-open"
OPENED=$dir/opened
: >"$OPENED"
chmod 666 "$OPENED"
export OPENED KINDWARD_REPORTS="$dir/reports"
# The icon is where an installed one is.
mkdir -p "$dir/share/icons/hicolor/scalable/apps"
cp "$source_dir/packaging/desktop/kindward.svg" "$dir/share/icons/hicolor/scalable/apps/"
XDG_DATA_DIRS=$dir/share:/usr/local/share:/usr/share
export XDG_DATA_DIRS

session() { # WHO [OPTION OF DESKTOP…] -- SCRIPT: in a desktop of that account's; true if it was
    session_who=$1
    shift
    session_options=
    while [ "$1" != -- ]; do
        session_options="$session_options $1"
        shift
    done
    # Whatever the hour is at which this runs.
    printf '%s\n' 'set -eu' 'mkdir -p "$XDG_CONFIG_HOME/kindward"' \
        'printf "[notify]\nquiet-from=00:00\nquiet-to=00:00\n" >"$XDG_CONFIG_HOME/kindward/notify.conf"' \
        'see() { for _ in 1 2 3; do ! press --see "$@" || return 0; done; false; }' \
        'pressed() { for _ in 1 2 3; do ! press "$@" || return 0; done; false; }' "$2" >"$dir/script"
    # shellcheck disable=SC2086
    as "$session_who" env "PATH=$dir/bin:$PATH" LC_ALL=C.UTF-8 "$dir/bin/desktop" $session_options \
        sh "$dir/script" >"$dir/said" 2>&1
}
