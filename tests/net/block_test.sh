#!/bin/sh
# block — what is blocked is refused at once, by a reset or an ICMP message, at both ends (NFQ-9); a
# question waits for nobody where the answer would block nothing.
. "$(dirname "$0")/lab.sh"

for writer in $writers_that_hold; do
    start rules "$home" "$programs/firewall_tool" "$writer" dns:4242
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
    start rules "$home" "$programs/firewall_tool" "$writer" held:4242
    rules=$last
    start gate "$home" "$programs/queue_mark" 77 repeat block
    gate=$last
    for at in 10.9.0.2 fd09::2; do
        holds "$writer: where connections are held, udp to $at is refused" talk_is_refused kid udp $at 443
        holds "$writer: and a question to $at is answered" talk kid udp $at 53
    done
    stop "$gate"
    stop "$rules"
    holds "$writer: after us the child is answered" talk kid tcp 10.9.0.2 443
done
fails_not
