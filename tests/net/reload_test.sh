#!/bin/sh
# reload — SIGHUP with a mistake in a file keeps the policy that holds, and says where the mistake
# is; without one the new policy holds, and what was recorded stays.
. "$(dirname "$0")/home.sh"
. "$here/fault.sh"

held_policy
agent_starts
holds 'a block is recorded' records_something
policy <<'END'
[block]
platforms=no-such-platform
sites=example.net
END
kill -HUP "$agent"
holds 'a policy with a mistake is refused' waits_for agent_says 'the one before stays in force'
holds 'with file and line' agent_says 'mia.conf:6'
holds 'discord.com is refused as before' refused_at_once kid https://discord.com/
holds 'example.net is not' visit kid https://www.example.net/
policy <<'END'
[block]
sites=example.net
END
kill -HUP "$agent"
holds 'a good one is taken' waits_for agent_says 'the new configuration is in force'
no_longer_refused() { visit kid https://discord.com/; }
holds 'discord.com comes within 3 s' waits_for no_longer_refused
holds 'example.net is refused now' refused_at_once kid https://www.example.net/
policy </dev/null
kill -HUP "$agent"
holds 'without a block' waits_for visit kid https://www.example.net/
holds 'the child is only observed' waits_for agent_says 'for observing only'
agent_stops
holds 'all of it is recorded' is "$(asked 'SELECT count(DISTINCT site) FROM blocks')" = 2
fails_not
