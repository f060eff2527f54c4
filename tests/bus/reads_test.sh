#!/bin/sh
# reads — what a guardian and a child see and do without root, by the command.
. "$(dirname "$0")/bus_home.sh"
mkdir -p "$dir/lib/kindward"
printf '[mail]\nto=mum@example.org; dad@example.net\n' >>"$dir/config/kindward.conf"
agent_starts
mount --bind "$dir/lib" /var/lib
mount --bind "$dir/state" /var/lib/kindward # where the command looks for it
mkdir -p "$dir/runs/kindward"
mount --bind "$dir/runs" /run
mount --bind "$dir/run" /run/kindward

# What was recorded; numbers that nothing of the agent's own has yet.
asked "INSERT OR IGNORE INTO children(name) VALUES('Mia'),('tim');
    INSERT OR IGNORE INTO platforms(name) VALUES(''),('discord');
    INSERT OR IGNORE INTO rules(name) VALUES('');
    INSERT INTO sites(name) VALUES('mia.example'),('tim.example');
    INSERT INTO hosts(name) VALUES('www.mia.example'),('www.tim.example');
    INSERT INTO visits SELECT c.id,20417,1764072000000000,h.id,0,1764072060000000,0,s.id,p.id,0,5,0,
        10,20,1 FROM children c, hosts h, sites s, platforms p WHERE p.name=''
        AND s.name=lower(c.name)||'.example' AND h.name='www.'||s.name;
    INSERT INTO alerts(child,when_us,utc_offset_s,kind,platform,site,category,gap,count,rule,told_us)
        SELECT c.id,1764072000000000,0,0,p.id,s.id,0,0,1,(SELECT id FROM rules WHERE name=''),NULL FROM
        children c, platforms p, sites s WHERE c.name='Mia' AND p.name='discord'
        AND s.name='mia.example';"

does() { # WHO WORD… of the command; its words are in $dir/said
    does_who=$1
    shift
    as "$does_who" "$kindward" "$@" >"$dir/said" 2>&1
}
not() { ! "$@"; }

holds 'a guardian reads the log' does mum log
holds 'of Mia' said 'mia\.example'
holds 'and of Tim' said 'tim\.example'
holds 'Mia reads her own' does mia log
holds 'which has her site' said 'mia\.example'
holds 'and not her brother'\''s' not said 'tim\.example'
holds 'Ann reads nothing' not does ann log
holds 'and is told why' said 'guardian'
holds 'a report is made of it' does mum report --child Mia --from 2025-11-24 --to 2025-11-30
holds 'Mia has her page' does mia mine
holds 'in which the look of a guardian stands' said 'mum'
holds 'and the rule' said 'example\.org'
holds 'and for how long it is kept' said 'kept for'
holds 'and who gets a summary by mail' said 'mum@example.org and dad@example.net'
holds 'as a page of the browser too' does mia mine --format html
holds 'which is whole' said '</html>'
holds 'Ann has no page' not does ann mine
holds 'for she is no child' said 'no child'
holds 'an alert is read' ask mum Alerts buu true 0 10
holds 'and has the name of the platform, for people' said 'platform_name.{3,5}Discord'
holds 'alerts are put away' does mum alerts --told all
holds 'not by a child' not does mia alerts --told all
# A folder of its own where the command looks for the policy; nothing is made in this machine's.
mkdir "$dir/upper" "$dir/work"
if mount -t overlay overlay -o "lowerdir=/etc,upperdir=$dir/upper,workdir=$dir/work" /etc 2>/dev/null; then
    mount --bind "$dir/passwd" /etc/passwd
    mount --bind "$dir/group" /etc/group
    mkdir -p /etc/kindward
    mount --bind "$dir/config" /etc/kindward
    chmod 700 "$dir/config"
    holds 'who may not read the files sees the rules over the bus' does mum policy show
    holds 'as they are in force' said 'block site example\.org \(mia\.conf'
    holds 'and what would happen' does mum why example.org
    holds 'by which rule' said '\* block site example\.org'
    holds 'a child does not' not does mia policy show
    holds 'and is told why' said 'own page'
    chmod 755 "$dir/config"
    umount /etc/kindward /etc/group /etc/passwd /etc
else
    echo 'not tried: no overlay over /etc is to be had, so no folder for the policy'
fi
holds 'a guardian takes along what is Mia'\''s' does mum export --child Mia
holds 'all of it' said 'www\.mia\.example'
holds 'and no more' not said 'tim\.example'
holds 'Mia does so, too' does mia export --child Mia
holds 'all of it' said 'www\.mia\.example'
holds 'but not of her brother' not does mia export --child tim
holds 'nor Ann of her' not does ann export --child Mia
holds 'Mia erases nothing' not does mia erase --child Mia --yes
holds 'and is told why' said 'child'
holds 'nor Ann' not does ann erase --all --yes
holds 'it is all there' [ "$(asked 'SELECT count(*) FROM visits')" = 2 ]
holds 'a day without anything is erased' does mum erase --child tim --to 2025-11-24 --yes
holds 'it is all there' [ "$(asked 'SELECT count(*) FROM visits')" = 2 ]
holds 'a guardian erases what is Tim'\''s' does mum erase --child tim --yes
holds 'which is gone' [ "$(asked "SELECT count(*) FROM hosts WHERE name LIKE '%tim.example'")" = 0 ]
holds 'and nothing else' [ "$(asked 'SELECT count(*) FROM visits')" = 1 ]
holds 'what is not there cannot be erased' not does mum erase --child nobody-of-that-name --yes
holds 'and that is said' said 'no child'
does mia mine || :
holds 'that it was taken along stands on the child'\''s page' said 'to take along'
fails_not
