/*
 * layer — the headers that a packet goes through, outermost first.
 */
#pragma once

#include <stdint.h>

enum layer {
    LAYER_ETH,
    LAYER_VLAN,
    LAYER_LLC,
    LAYER_PPPOE,
    LAYER_PPP,
    LAYER_CHDLC,
    LAYER_MPLS,
    LAYER_PW,
    LAYER_SLL,
    LAYER_NULL,
    LAYER_RAW,
    LAYER_NFLOG,
    LAYER_ARCNET,
    LAYER_FDDI,
    LAYER_TR,
    LAYER_RADIOTAP,
    LAYER_PRISM,
    LAYER_PPI,
    LAYER_PKTAP,
    LAYER_WLAN,
    LAYER_IP,
    LAYER_IPV6,
    LAYER_AH,
    LAYER_IPCOMP,
    LAYER_GRE,
    LAYER_ERSPAN,
    LAYER_ETHERIP,
    LAYER_UDP,
    LAYER_TCP,
    LAYER_VXLAN,
    LAYER_GENEVE,
    LAYER_GTP,
    LAYER_TEREDO,
    LAYER_CAPWAP,
    LAYER_AYIYA,
    LAYER_L2TP,
    LAYER_LISP,
    LAYER_TZSP,
    LAYER_COUNT,
};

/* The word in the path column: "eth". */
const char *layer_name(enum layer l);
