#!/bin/sh
# reach — which packets come to us and which never do (NFQ-8, NFQ-15): a child's hello and its DNS,
# nothing once it is named, nothing of anybody else, no SYN and no bare acknowledgement.
. "$(dirname "$0")/lab.sh"

for writer in nftables iptables; do
    start rules "$home" "$programs/firewall_tool" $writer 4242
    rules=$last
    start log "$home" "$programs/log_lines" 78
    log=$last
    for at in 10.9.0.2 fd09::2; do
        holds "$writer: an observed child is answered by $at" talk kid tcp $at 443 40
        holds "$writer: and asks $at" talk kid udp $at 53 0
        holds "$writer: mum talks to $at" talk mum tcp $at 443
        holds "$writer: mum asks $at" talk mum udp $at 53
        holds "$writer: root talks to $at" talk admin tcp $at 443
        holds "$writer: root asks $at" talk admin udp $at 53
    done
    sleep 1.3 # the kernel keeps a batch for a second
    for v in 4 6; do
        holds "$writer: the first packets of the connection (IPv$v)" is "$(lines "^tcp$v [0-9]+ 443" log)" = 13
        holds "$writer: the hello is whole" is "$(lines "^tcp$v [0-9]+ 443 len 6[5-9]" log)" -ge 1
        holds "$writer: the question" is "$(lines "^udp$v [0-9]+ 53 " log)" = 1
        holds "$writer: its answer" is "$(lines "^udp$v 53 " log)" = 1
    done
    holds "$writer: nothing else" is "$(lines '^(tcp|udp)' log)" = 30
    stop "$log" "$rules"
done

for writer in $writers_that_hold; do
    for way in repeat accept; do
        start rules "$home" "$programs/firewall_tool" $writer held:4242
        rules=$last
        start gate "$home" "$programs/queue_mark" 77 $way named
        gate=$last
        for at in 10.9.0.2 fd09::2; do
            holds "$writer, $way: a held child is answered by $at" talk kid tcp $at 443 40
            holds "$writer, $way: and asks twice on one socket" talk kid udp $at 53 1
            holds "$writer, $way: and speaks by udp" talk kid udp $at 443 10
            holds "$writer, $way: mum talks to $at" talk mum tcp $at 443
            holds "$writer, $way: root asks $at" talk admin udp $at 53
        done
        for v in 4 6; do
            holds "$writer, $way: the hello comes, and no SYN (IPv$v)" is "$(lines "^out tcp$v [0-9]+ 443" gate)" = 1
            holds "$writer, $way: no question" is "$(lines "^out udp$v [0-9]+ 53" gate)" = 0
            holds "$writer, $way: once for a named flow of udp" is "$(lines "^out udp$v [0-9]+ 443" gate)" = 1
        done
        holds "$writer, $way: nothing else" is "$(lines '^(out|in)' gate)" = 4
        stop "$gate"
        start gate "$home" "$programs/queue_mark" 77 repeat judged
        gate=$last
        holds "$writer: an unnamed connection lives on" talk kid tcp 10.9.0.2 443 60 0.002
        holds "$writer: and leaves the queue in time" is "$(lines '^out tcp4' gate)" -le 23
        holds "$writer: not before" is "$(lines '^out tcp4' gate)" -ge 8
        stop "$gate" "$rules"
    done
    start rules "$home" "$programs/firewall_tool" $writer dns:4242
    rules=$last
    start gate "$home" "$programs/queue_mark" 77 repeat judged
    gate=$last
    holds "$writer: held answers reach the child" talk kid udp 10.9.0.2 53 0
    holds "$writer: whose question was held" is "$(lines '^out udp4 [0-9]+ 53' gate)" = 1
    holds "$writer: and came through the queue" is "$(lines '^in udp4 53 ' gate)" = 1
    holds "$writer: mum's do not" talk mum udp 10.9.0.2 53 0
    holds "$writer: (counted)" is "$(lines '^in ' gate)" = 1
    stop "$gate"
    holds "$writer: without a listener the child is answered" talk kid tcp 10.9.0.2 443
    stop "$rules"
    start rules "$home" "$programs/firewall_tool" $writer closed held:4242
    rules=$last
    holds "$writer: unless it was to fail closed" is "$(talk kid tcp 10.9.0.2 443 && echo yes || echo no)" = no
    holds "$writer: mum is answered all the same" talk mum tcp 10.9.0.2 443
    stop "$rules"
done
fails_not
