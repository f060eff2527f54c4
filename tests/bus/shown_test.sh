#!/bin/sh
# shown — nothing that the key files can say hides Kindward from a child: in each configuration there
# is the sign in the tray or, without a tray, a notice that stays; the notice at login; the child's
# page. And the names of the menu entry, units, packages and processes say what it is.
. "$(dirname "$0")/bus_home.sh"
. "$(dirname "$0")/session_home.sh"
configurations=$programs/tests/bus/configurations
mias_file() { # N: what her file says in the Nth configuration
    echo '[child]'
    echo 'account=mia'
    case $1 in
    0) printf 'birth-year=%s\n' "$(($(date +%Y) - 10))" ;;
    1) printf 'name=Mia\nbirth-date=%s-01-31\nblock-by=dns\n' "$(($(date +%Y) - 12))" ;;
    *) printf 'name=<b>Mia & "x"</b>\nbirth-year=%s\nblock-by=reject\n' "$(($(date +%Y) - 17))" ;;
    esac
    [ "$1" -lt 2 ] || for group in allow log alert block; do
        printf '[%s]\ncategories=%s\nplatforms=%s\nsites=%s.example.com\nnames=www.%s.example.net\n' \
            $group adult discord $group $group
    done
}
says() { # WHAT: in the configuration that is in force
    holds "$configuration: the notice at login" shown mia '^note\t.*\tpasses\t.*\tKindward is on\t'
    holds "$configuration: the sign in the tray" shown mia '^item\tKindward is on\tActive$'
    person mia Tray b false
    holds "$configuration: without a tray, a notice that stays" \
        shown mia '^note\t.*\tstays\t.*\tKindward is on\t.*which sites you visit'
    holds "$configuration: the child's page" ask mia Mine
}

is_good() { "$kindward" policy check --config "$dir/config" >"$dir/said" 2>&1; }

agent_starts
n=0
while "$configurations" $n >"$dir/config/kindward.conf"; do
    configuration="configuration $n"
    mias_file $n >"$dir/config/children.d/mia.conf"
    holds "$configuration is one" is_good
    holds "$configuration: it is in force" ask root Reload
    session_starts mia actions,body tray
    printf '[notify]\nat-most-per-hour=1\nquiet-from=00:00\nquiet-to=23:59\n' \
        >"$dir/mia.home/config/kindward/notify.conf"
    notifier_starts mia
    says
    session_ends mia
    n=$((n + 1))
done
holds 'there were some' [ $n -ge 4 ]
holds 'a child'\''s file has no other keys than were tried' \
    [ "$(grep -c '^    \[KEY_' "$source_dir/agent/policy/load_child.c")" = 6 ]
holds 'a notifier'\''s file neither' \
    [ "$(grep -c 'strcmp(key, "' "$source_dir/ui/notify/settings.c")" = 3 ]

# Who becomes a child while logged in hears of it at once.
session_starts ann actions,body tray
notifier_starts ann
runs() { (in_session ann busctl --user status org.kindward.Notify1); }
holds 'in the session of nobody it runs, too' knows runs
child ann <<'END'
name=Ann
END
holds 'a child more' ask root Reload
holds 'is told at once, in the session that runs' shown ann '\tKindward is on\t'
holds 'and has the sign' shown ann '^item\tKindward is on\tActive$'
session_ends ann

# Who looks for it finds it, by names that nothing changes.
finds() { # all of them; a policy that is another one starts some of them anew
    [ "$(as mia sh -c 'for p in /proc/[0-9]*; do cat $p/comm; done 2>/dev/null' |
        grep -c kindwardd)" -ge 4 ]
}
holds 'the processes bear its name, for everybody' knows finds
packaging=$source_dir/packaging
for entry in Mine Week; do
    file=$packaging/desktop/org.kindward.$entry.desktop
    holds "the menu entry $entry has its name" grep -q '^Name=Kindward' "$file"
    holds 'and is shown, in every desktop' \
        [ "$(grep -c -E '^(NoDisplay|Hidden|OnlyShowIn|NotShowIn|TryExec)' "$file")" = 0 ]
done
for file in "$packaging"/systemd/*.* "$packaging"/systemd/user/*; do
    case $(basename "$file") in
    kindward*) holds "$(basename "$file") says what it is" grep -q '^Description=.*Kindward' "$file" ;;
    *) holds "the unit $file has our name" false ;;
    esac
done
holds 'the packages have it' [ "$(grep '^Package:' "$packaging/debian/control" |
    grep -v -c '^Package: kindward')" = 0 ]
holds 'and there are some' grep -q '^Package: kindward-desktop' "$packaging/debian/control"
fails_not
