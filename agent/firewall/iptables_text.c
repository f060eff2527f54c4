/*
 * The rules as chains of iptables; nft_text.c says why each is there.
 *
 * What differs: only filter can reject, so that mangle hands a block on as the mark of the
 * connection, from which filter takes it back where it was meant for one question. The mark of the
 * packet is not kept: its route would be looked up with it, and a tunnel's kill switch would drop
 * it unsaid.
 */
#include "firewall/iptables.h"
#include "firewall/sets.h"

#include <errno.h>
#include <string.h>

const char *const firewall_tables[TABLE_COUNT] = {
    [TABLE_FILTER] = "filter",
    [TABLE_MANGLE] = "mangle",
};

const struct firewall_hook_place firewall_hooks[HOOK_COUNT] = {
    [HOOK_OUT] = {"mangle", "OUTPUT", "KINDWARD-OUT", 0},
    [HOOK_OUT_UNTRACKED_UDP] = {"mangle", "OUTPUT", "KINDWARD-OUT", 1},
    [HOOK_OUT_UNTRACKED_TCP] = {"mangle", "OUTPUT", "KINDWARD-OUT", 2},
    [HOOK_IN] = {"mangle", "INPUT", "KINDWARD-IN", 0},
    [HOOK_IN_UNTRACKED_UDP] = {"mangle", "INPUT", "KINDWARD-IN", 1},
    [HOOK_IN_UNTRACKED_TCP] = {"mangle", "INPUT", "KINDWARD-IN", 2},
    [HOOK_MARKED] = {"filter", "OUTPUT", "KINDWARD-LATER", 0},
    [HOOK_LATER] = {"filter", "OUTPUT", "KINDWARD-LATER", 1},
    [HOOK_CLOSE] = {"filter", "INPUT", "KINDWARD-CLOSE", 0},
};

static const char *const mangle_chains[] = {
    "KINDWARD-OUT",     "KINDWARD-CHILD",   "KINDWARD-QUIET",  "KINDWARD-FLOW",
    "KINDWARD-TOLD",    "KINDWARD-HELD",    "KINDWARD-ASKED",  "KINDWARD-BEARING",
    "KINDWARD-NAMED",   "KINDWARD-BLOCKED", "KINDWARD-UNMARK", "KINDWARD-OBSERVED",
    "KINDWARD-TELLING", "KINDWARD-IN",      "KINDWARD-ANSWER", NULL,
};

static const char *const filter_chains[] = {
    "KINDWARD-LATER", "KINDWARD-BLOCK", "KINDWARD-REFUSE", "KINDWARD-CLOSE", NULL,
};

const char *const *firewall_chains(enum firewall_table table)
{
    return table == TABLE_MANGLE ? mangle_chains : filter_chains;
}

struct writing {
    const struct firewall_rules *rules;
    const struct firewall_sets *sets;
    const struct text *jumps;
    bool is_ip6, has_u32;
    struct firewall_marks m;
    char is_none[16], is_watched[32], is_judged[32], is_named[32], is_block[32];
    char queue[48], log[80], log_answer[80];
    struct text *t;
};

static void rule(const struct writing *w, const char *chain, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void rule(const struct writing *w, const char *chain, const char *format, ...)
{
    va_list args;

    text_addf(w->t, "-A KINDWARD-%s ", chain);
    va_start(args, format);
    text_vaddf(w->t, format, args);
    va_end(args);
    text_add_char(w->t, '\n');
}

/* The same rule for DNS by UDP and by TCP. */
static void rule_dns(const struct writing *w, const char *chain, const char *rest)
{
    rule(w, chain, "-p udp --dport 53 %s", rest);
    rule(w, chain, "-p tcp --dport 53 %s", rest);
}

/* A rule for each range of accounts. */
static void rule_for(const struct writing *w, const char *chain, enum firewall_set set,
                     const char *rest)
{
    for (size_t i = 0; i < w->sets->n[set]; i++) {
        struct uid_range r = w->sets->ranges[set][i];

        if (r.first == r.last)
            rule(w, chain, "-m owner --uid-owner %u %s", r.first, rest);
        else
            rule(w, chain, "-m owner --uid-owner %u-%u %s", r.first, r.last, rest);
    }
}

static void rule_first(const struct writing *w, const char *chain, int packets, const char *rest)
{
    rule(w, chain,
         "-m conntrack --ctdir ORIGINAL -m connbytes --connbytes 0:%d --connbytes-mode packets "
         "--connbytes-dir original %s",
         packets - 1, rest);
}

/* All that can be learned of the connection was seen. */
static void rule_told(const struct writing *w, const char *chain)
{
    rule(w, chain, "-m conntrack --ctdir ORIGINAL -g KINDWARD-TOLD");
}

/* A packet that is neither the first nor pushes, and is short, bears nothing: most are such. Where
 * so many went before that none is asked about any more, the connection is the kernel's. */
static void add_quiet(const struct writing *w)
{
    rule(w, "QUIET", "-m length --length %d:65535 -g KINDWARD-FLOW", w->is_ip6 ? 101 : 81);
    rule(w, "QUIET", "-p tcp --dport 53 -j RETURN");
    rule(w, "QUIET",
         "-m connmark --mark %s -m conntrack --ctdir ORIGINAL -m connbytes --connbytes %d "
         "--connbytes-mode packets --connbytes-dir original -g KINDWARD-TOLD",
         w->is_watched, firewall_sets_asked(w->sets, w->rules));
    /* What another tool made the kernel forget is a child's again. */
    rule(w, "QUIET", "-m connmark --mark %s -g KINDWARD-FLOW", w->is_none);
}

static void begin(const struct writing *w, enum firewall_table table)
{
    text_addf(w->t, "*%s\n", firewall_tables[table]);
    for (const char *const *c = firewall_chains(table); *c; c++)
        text_addf(w->t, ":%s - [0:0]\n", *c);
    text_add(w->t, text_string(&w->jumps[table]));
}

/* Which packets are asked anything: the others, nearly all, go by. */
static void jump(const struct writing *w, enum firewall_hook hook, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void jump(const struct writing *w, enum firewall_hook hook, const char *format, ...)
{
    const struct firewall_hook_place *p = &firewall_hooks[hook];
    va_list args;

    text_addf(w->t, "-I %s %u ", p->chain, p->position + 1);
    va_start(args, format);
    text_vaddf(w->t, format, args);
    va_end(args);
    text_addf(w->t, " -j %s\n", p->ours);
}

/* Then nobody has to be asked a second time whose a packet is: that costs more than other rules. */
static bool all_are_held(const struct writing *w)
{
    size_t n = w->sets->n[SET_HELD];

    return n == w->sets->n[SET_CHILDREN] &&
           memcmp(w->sets->ranges[SET_HELD], w->sets->ranges[SET_CHILDREN],
                  n * sizeof(struct uid_range)) == 0;
}

static void add_out(const struct writing *w)
{
    AUTO_TEXT struct text answers = {.at = NULL};

    /* No mark is told of a packet that is not tracked, not even that it is another. */
    jump(w, HOOK_OUT, "-m connmark ! --mark %s", w->is_named);
    jump(w, HOOK_OUT_UNTRACKED_UDP, "-p udp --dport 53 -m conntrack --ctstate UNTRACKED");
    jump(w, HOOK_OUT_UNTRACKED_TCP, "-p tcp --dport 53 -m conntrack --ctstate UNTRACKED");
    rule_for(w, "OUT", SET_CHILDREN, "-g KINDWARD-CHILD");
    if (w->sets->n[SET_HELD] > 0 && !w->is_ip6)
        rule(w, "OUT",
             "-o lo -d " FIREWALL_PROBE_IP
             "/32 -p udp --dport %d -m owner --uid-owner %u -j NFQUEUE --queue-num %u",
             FIREWALL_PROBE_PORT, w->rules->prober_uid, w->rules->queue);
    rule(w, "CHILD", "-p tcp --tcp-flags SYN,PSH NONE -g KINDWARD-QUIET");
    rule(w, "CHILD", "-p tcp -g KINDWARD-FLOW");
    rule(w, "CHILD", "-p udp -g KINDWARD-FLOW");
    add_quiet(w);
    rule(w, "FLOW", "-o lo -p udp ! --dport 53 -j RETURN");
    rule(w, "FLOW", "-o lo -p tcp -m multiport ! --dports 53," FIREWALL_PROXY_PORTS " -j RETURN");
    rule(w, "FLOW", "-m connmark --mark %s -j RETURN", w->is_block);
    text_addf(&answers, "-m connmark --mark %s -j CONNMARK --set-xmark %s", w->is_none,
              w->is_judged);
    for (int i = 0; i < 2; i++) {
        AUTO_TEXT struct text dns = {.at = NULL};

        text_addf(&dns, "-p %s --dport 53 %s", i ? "tcp" : "udp", text_string(&answers));
        rule_for(w, "FLOW", SET_HELD_ANSWERS, text_string(&dns));
    }
    rule(w, "FLOW", "-m connmark --mark %s -j CONNMARK --set-xmark %s", w->is_none, w->is_watched);
    if (all_are_held(w))
        rule(w, "FLOW", "-g KINDWARD-HELD");
    else {
        rule_for(w, "FLOW", SET_HELD, "-g KINDWARD-HELD");
        rule(w, "FLOW", "-g KINDWARD-OBSERVED");
    }
}

static void add_held(const struct writing *w)
{
    rule(w, "HELD", "-m mark --mark %s -g KINDWARD-ASKED", w->is_none);
    rule(w, "HELD", "-m mark --mark %s -g KINDWARD-NAMED", w->is_named);
    rule(w, "HELD", "-m mark --mark %s -g KINDWARD-UNMARK", w->is_judged);
    rule(w, "HELD", "-m mark --mark %s -g KINDWARD-BLOCKED", w->is_block);
    rule(w, "HELD", "-g KINDWARD-OBSERVED"); /* another tool's mark */
    rule_for(w, "ASKED", SET_HELD_ANSWERS, "-p udp --dport 53 -g KINDWARD-BEARING");
    rule_for(w, "ASKED", SET_HELD_ANSWERS, "-p tcp --dport 53 -g KINDWARD-BEARING");
    rule_dns(w, "ASKED", "-g KINDWARD-OBSERVED");
    rule_first(w, "ASKED", w->rules->fail_closed ? FIREWALL_CLOSED_FIRST : FIREWALL_HELD_FIRST,
               "-g KINDWARD-BEARING");
    rule_told(w, "ASKED");
    rule(w, "BEARING", "-p tcp --tcp-flags PSH PSH %s", w->queue);
    rule(w, "BEARING", "-p udp %s", w->queue);
    rule(w, "BEARING", "-p tcp -m length --length %d:65535 %s", w->is_ip6 ? 101 : 81, w->queue);
    rule_dns(w, "NAMED", "-g KINDWARD-UNMARK");
    rule(w, "NAMED", "-j CONNMARK --set-xmark %s", w->is_named);
    rule(w, "NAMED", "-g KINDWARD-UNMARK");
    rule(w, "BLOCKED", "-j CONNMARK --set-xmark %s", w->is_block);
    rule(w, "BLOCKED", "-g KINDWARD-UNMARK");
    rule(w, "UNMARK", "-j MARK --set-xmark %s", w->is_none);
}

/* Behind a record that follows a hello there is no name (nft_text.c); a kernel may be without the
 * match that sees it, and copies some packets more. */
static void rule_record(const struct writing *w)
{
    if (w->has_u32)
        rule(w, "TELLING",
             "-p tcp -m u32 --u32 \"%s&0x3C@%d>>8=0x140303,0x170303\" -g KINDWARD-TOLD",
             w->is_ip6 ? "52>>26" : "0>>22&0x3C@12>>26", w->is_ip6 ? 40 : 0);
}

static void add_observed(const struct writing *w)
{
    rule(w, "TOLD", "-j CONNMARK --set-xmark %s", w->is_named);
    rule(w, "OBSERVED", "-p udp --dport 53 %s", w->log);
    rule(w, "OBSERVED", "-p tcp --dport 53 --tcp-flags PSH PSH %s", w->log);
    rule_dns(w, "OBSERVED", "-j RETURN");
    rule_first(w, "OBSERVED", FIREWALL_LOG_FIRST, "-g KINDWARD-TELLING");
    rule_told(w, "OBSERVED");
    rule(w, "TELLING", "-p udp %s", w->log);
    rule(w, "TELLING", "-p udp -j RETURN");
    rule(w, "TELLING", "-p tcp --tcp-flags SYN SYN %s", w->log);
    rule_record(w);
    rule(w, "TELLING", "-p tcp --tcp-flags SYN,PSH PSH %s", w->log);
    rule(w, "TELLING", "-p tcp ! --tcp-flags SYN,PSH NONE -j RETURN");
    rule(w, "TELLING", "-p tcp -m length --length %d:65535 %s", w->is_ip6 ? 101 : 81, w->log);
}

static void add_in(const struct writing *w)
{
    jump(w, HOOK_IN, "-m connmark ! --mark %s -m connmark ! --mark %s", w->is_named, w->is_none);
    jump(w, HOOK_IN_UNTRACKED_UDP, "-p udp --sport 53 -m conntrack --ctstate UNTRACKED");
    jump(w, HOOK_IN_UNTRACKED_TCP, "-p tcp --sport 53 -m conntrack --ctstate UNTRACKED");
    rule(w, "IN", "-m conntrack --ctdir ORIGINAL -j RETURN");
    if (w->sets->n[SET_HELD] > 0) {
        rule(w, "IN", "-m mark --mark %s -g KINDWARD-UNMARK", w->is_judged);
        rule(w, "IN", "-m mark --mark %s -g KINDWARD-UNMARK", w->is_named);
        rule(w, "IN", "-m mark --mark %s -j DROP", w->is_block);
    }
    rule(w, "IN", "-p udp --sport 53 -g KINDWARD-ANSWER");
    rule(w, "IN", "-p tcp --sport 53 --tcp-flags PSH PSH -g KINDWARD-ANSWER");
    if (w->sets->n[SET_HELD_ANSWERS] > 0)
        rule(w, "ANSWER", "-m connmark --mark %s %s", w->is_judged, w->queue);
    rule(w, "ANSWER", "%s", w->log_answer);
}

static void add_filter(const struct writing *w)
{
    jump(w, HOOK_MARKED, "-m mark ! --mark %s", w->is_none);
    jump(w, HOOK_LATER, "-m connmark --mark %s", w->is_block);
    jump(w, HOOK_CLOSE, "-p tcp -m connmark --mark %s", w->is_block);
    rule(w, "LATER", "-m connmark --mark %s -j RETURN", w->is_none);
    rule(w, "LATER", "-m mark --mark %s -g KINDWARD-BLOCK", w->is_block);
    rule(w, "LATER", "-m mark --mark %s -p udp ! --dport 53 -j CONNMARK --set-xmark %s",
         w->is_named, w->is_named);
    rule(w, "LATER", "-m mark --mark %s -p tcp ! --dport 53 -j CONNMARK --set-xmark %s",
         w->is_named, w->is_named);
    rule(w, "LATER", "-m mark --mark %s -j MARK --set-xmark %s", w->is_named, w->is_none);
    rule(w, "LATER", "-m mark --mark %s -j MARK --set-xmark %s", w->is_judged, w->is_none);
    rule(w, "LATER", "-m conntrack --ctdir ORIGINAL -m connmark --mark %s -g KINDWARD-REFUSE",
         w->is_block);
    rule(w, "BLOCK", "-p udp --dport 53 -g KINDWARD-REFUSE");
    rule(w, "BLOCK", "-j CONNMARK --set-xmark %s", w->is_block);
    rule(w, "BLOCK", "-g KINDWARD-REFUSE");
    rule(w, "REFUSE", "-p udp --dport 53 -j CONNMARK --set-xmark %s",
         w->sets->n[SET_HELD_ANSWERS] > 0 ? w->is_judged : w->is_watched);
    rule(w, "REFUSE", "-p tcp --tcp-flags RST RST -j RETURN");
    rule(w, "REFUSE", "-p tcp -j REJECT --reject-with tcp-reset");
    rule(w, "REFUSE", "-j REJECT --reject-with %s",
         w->is_ip6 ? "icmp6-adm-prohibited" : "icmp-admin-prohibited");
    rule(w, "CLOSE",
         "-p tcp -m tcp --tcp-flags RST NONE -m conntrack --ctdir REPLY -j REJECT --reject-with "
         "tcp-reset");
}

static void prepare(struct writing *w)
{
    const struct firewall_rules *r = w->rules;
    uint32_t mask = w->m.mask;

    snprintf(w->is_none, sizeof(w->is_none), "0x0/0x%x", mask);
    snprintf(w->is_watched, sizeof(w->is_watched), "0x%x/0x%x", w->m.watched, mask);
    snprintf(w->is_judged, sizeof(w->is_judged), "0x%x/0x%x", w->m.judged, mask);
    snprintf(w->is_named, sizeof(w->is_named), "0x%x/0x%x", w->m.named, mask);
    snprintf(w->is_block, sizeof(w->is_block), "0x%x/0x%x", w->m.block, mask);
    snprintf(w->queue, sizeof(w->queue), "-j NFQUEUE --queue-num %u%s", r->queue,
             r->fail_closed ? "" : " --queue-bypass");
    snprintf(w->log, sizeof(w->log),
             "-j NFLOG --nflog-group %u --nflog-size %d --nflog-threshold %d", r->log_group,
             FIREWALL_SNAP, FIREWALL_LOG_BATCH);
    snprintf(w->log_answer, sizeof(w->log_answer),
             "-j NFLOG --nflog-group %u --nflog-size %d --nflog-threshold %d", r->log_group,
             FIREWALL_SNAP, w->sets->n[SET_HELD] > 0 ? 1 : FIREWALL_LOG_BATCH);
}

int firewall_text_iptables_over(const struct firewall_rules *rules, bool is_ip6, bool has_u32,
                                const struct text jumps[TABLE_COUNT], struct text *ret_text,
                                struct text *reterr)
{
    AUTO_SETS struct firewall_sets sets = {.n = {0}};
    AUTO_TEXT struct text t = {.at = NULL};
    int r = firewall_sets_make(rules, &sets, reterr);
    struct writing w = {.rules = rules,
                        .sets = &sets,
                        .jumps = jumps,
                        .is_ip6 = is_ip6,
                        .has_u32 = has_u32,
                        .t = &t};

    if (r < 0)
        return r;
    w.m = firewall_marks(rules->mark_shift);
    prepare(&w);
    begin(&w, TABLE_FILTER); /* first, so that what is marked is refused from the first packet on */
    if (sets.n[SET_HELD] > 0)
        add_filter(&w);
    text_add(&t, "COMMIT\n");
    begin(&w, TABLE_MANGLE);
    add_out(&w);
    if (sets.n[SET_HELD] > 0)
        add_held(&w);
    add_observed(&w);
    add_in(&w);
    text_add(&t, "COMMIT\n");
    if (t.failed)
        return -ENOMEM;
    text_add_bytes(ret_text, t.at, t.len);
    return ret_text->failed ? -ENOMEM : 0;
}

int firewall_text_iptables(const struct firewall_rules *rules, bool is_ip6, struct text *ret_text,
                           struct text *reterr)
{
    const struct text none[TABLE_COUNT] = {{.at = NULL}};

    return firewall_text_iptables_over(rules, is_ip6, true, none, ret_text, reterr);
}
