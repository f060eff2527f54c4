#!/bin/sh
# observed — a child's sites are in the store under the child, in both families; of mum's there is
# not a byte; a name that was only claimed is no visit and no alert (TLS-9).
. "$(dirname "$0")/home.sh"

policy <<'END'
[alert]
sites=wikipedia.org
platforms=roblox
END
agent_starts
for family in 4 6; do
    holds "Mia reads a page by IPv$family" visit kid https://v$family.example.com/ -$family
    holds "and one in clear" visit kid http://clear$family.example.net/ -$family
    holds "mum reads hers by IPv$family" visit mum https://mums-secret.example.org/ -$family
done
sleep 3 # what comes at once with another page is taken for a part of it
holds 'a page that the policy marks alert comes' visit kid https://de.wikipedia.org/
holds 'a name that is only claimed gets its page' \
    visit kid https://www.roblox.com/ --resolve www.roblox.com:443:10.9.0.2
holds 'it is a question that Mia asks with dig' kid dig +short asked.example.org @10.9.0.2
holds 'and one of mum' mum dig +short mums-question.example.org @fd09::2
sleep 1.2 # the kernel keeps what it copies for a second
holds 'while it runs, nothing of mum is in any file' is "$(found mums-)" = 0
agent_stops
for name in v4.example.com v6.example.com clear4.example.net clear6.example.net de.wikipedia.org; do
    holds "$name is a visit" has_visited $name
done
holds 'all of them are of Mia' is \
    "$(asked 'SELECT DISTINCT children.name FROM visits JOIN children ON children.id = child')" = Mia
holds 'in the order of the day' is "$(asked "SELECT group_concat(name, ' ') FROM (SELECT hosts.name
    FROM visits JOIN hosts ON hosts.id = host WHERE hosts.name LIKE 'v_.%' ORDER BY first_us)")" \
    = 'v4.example.com v6.example.com'
holds 'there is one alert' is "$(asked 'SELECT count(*) FROM alerts')" = 1
holds 'the claimed name is no visit' is "$(visited www.roblox.com)" = 0
holds 'it is counted as claimed' is \
    "$(asked 'SELECT sum(n) FROM connections WHERE evidence = 2')" = 1
holds 'a question is no visit' is "$(visited asked.example.org)" = 0
holds 'nothing of mum is in any file' is "$(found mums-)" = 0
holds 'nothing was blocked' is "$(asked 'SELECT count(*) FROM blocks')" = 0
fails_not
