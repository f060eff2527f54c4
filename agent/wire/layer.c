#include "wire/layer.h"

const char *layer_name(enum layer l)
{
    static const char *const names[LAYER_COUNT] = {
        [LAYER_ETH] = "eth",
        [LAYER_VLAN] = "vlan",
        [LAYER_LLC] = "llc",
        [LAYER_PPPOE] = "pppoes",
        [LAYER_PPP] = "ppp",
        [LAYER_CHDLC] = "chdlc",
        [LAYER_MPLS] = "mpls",
        [LAYER_PW] = "pw",
        [LAYER_SLL] = "sll",
        [LAYER_NULL] = "null",
        [LAYER_RAW] = "raw",
        [LAYER_NFLOG] = "nflog",
        [LAYER_ARCNET] = "arcnet",
        [LAYER_FDDI] = "fddi",
        [LAYER_TR] = "tr",
        [LAYER_PRISM] = "prism",
        [LAYER_RADIOTAP] = "radiotap",
        [LAYER_PPI] = "ppi",
        [LAYER_PKTAP] = "pktap",
        [LAYER_WLAN] = "wlan",
        [LAYER_IP] = "ip",
        [LAYER_IPV6] = "ipv6",
        [LAYER_AH] = "ah",
        [LAYER_IPCOMP] = "ipcomp",
        [LAYER_GRE] = "gre",
        [LAYER_ERSPAN] = "erspan",
        [LAYER_ETHERIP] = "etherip",
        [LAYER_UDP] = "udp",
        [LAYER_TCP] = "tcp",
        [LAYER_VXLAN] = "vxlan",
        [LAYER_GENEVE] = "geneve",
        [LAYER_GTP] = "gtp",
        [LAYER_TEREDO] = "teredo",
        [LAYER_CAPWAP] = "capwap",
        [LAYER_AYIYA] = "ayiya",
        [LAYER_L2TP] = "l2tp",
        [LAYER_LISP] = "lisp",
        [LAYER_TZSP] = "tzsp",
    };

    return names[l];
}
