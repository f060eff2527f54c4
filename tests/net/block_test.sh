#!/bin/sh
# block — what is blocked is refused at once, by a reset or an ICMP message, at both ends (NFQ-9).
. "$(dirname "$0")/lab.sh"

for writer in $writers_that_hold; do
    start rules "$home" "$programs/firewall_tool" "$writer" held:4242
    rules=$last
    for way in repeat accept; do
        start gate "$home" "$programs/queue_mark" 77 $way block
        gate=$last
        for at in 10.9.0.2 fd09::2; do
            : >"$dir/ends"
            holds "$writer, $way: tcp to $at is reset" talk_is_refused kid tcp $at 443
            holds "$writer, $way: by a reset" grep -q 'errno 104' "$dir/said"
            sleep 1
            holds "$writer, $way: and its server when it speaks" is "$(lines reset ends)" -ge 1
            holds "$writer, $way: udp to $at is refused" talk_is_refused kid udp $at 443
            holds "$writer, $way: a question to $at is refused" talk_is_refused kid udp $at 53
            holds "$writer, $way: mum is answered by $at" talk mum tcp $at 443
        done
        stop "$gate"
    done
    stop "$rules"
    holds "$writer: after us the child is answered" talk kid tcp 10.9.0.2 443
done
fails_not
