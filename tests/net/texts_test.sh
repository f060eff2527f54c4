#!/bin/sh
# texts — the texts that the unit tests compare with are rules to the programs they are written for.
. "$(dirname "$0")/lab.sh"

for text in "$here"/../unit/firewall/golden/*; do
    case $text in
    */observed.nft) holds "$text" admin nft --check -f "$text" ;;
    *.nft)
        case $writers_that_hold in
        *nftables*) holds "$text" admin nft --check -f "$text" ;;
        *)
            sed 's/ queue .*/ counter/' "$text" >"$dir/text"
            holds "$text, without its queue" admin nft --check -f "$dir/text"
            ;;
        esac
        ;;
    *.ip) holds "$text" admin iptables-restore --test --noflush "$text" ;;
    *.ip6) holds "$text" admin ip6tables-restore --test --noflush "$text" ;;
    esac
done
for text in ip:iptables ip6:ip6tables; do
    command -v "${text#*:}-legacy-restore" >/dev/null || continue
    admin "${text#*:}-legacy-restore" --test --noflush "$here/../unit/firewall/golden/held.${text%:*}" \
        2>"$dir/legacy" || { echo "skipped here: ${text#*:}-legacy: $(head -n 1 "$dir/legacy")"; continue; }
    holds "${text#*:}-legacy" true
done
fails_not
