/*
 * The rules as one table of nftables.
 *
 * The chains are the same whatever the rules ask, so that a new version flushes and fills them: a
 * base chain that goes away loses the packets that wait in its queue.
 *
 * A TCP packet can carry a name if it pushes, or is longer than an acknowledgement with every
 * option can be. The last bytes of each write push, however a stream was cut, and a segment that
 * does not is full: of the least size that the kernel agrees to, it is longer still. Behind a
 * record of TLS that follows a hello (RFC 8446 §5.1) there is no name: the connection is the
 * kernel's.
 */
#include "firewall/nft.h"
#include "firewall/sets.h"

#include <errno.h>

struct writing {
    const struct firewall_rules *rules;
    const struct firewall_sets *sets;
    struct firewall_marks m;
    struct text *t;
};

static void add_set(const struct writing *w, enum firewall_set set)
{
    text_add(w->t, "meta skuid { ");
    for (size_t i = 0; i < w->sets->n[set]; i++) {
        struct uid_range r = w->sets->ranges[set][i];

        text_addf(w->t, "%s%u", i ? ", " : "", r.first);
        if (r.last != r.first)
            text_addf(w->t, "-%u", r.last);
    }
    text_add(w->t, " }");
}

static void rule(const struct writing *w, const char *what)
{
    text_addf(w->t, "\t\t%s\n", what);
}

/* A rule for those that `set` holds, if it holds any. */
static void rule_for(const struct writing *w, enum firewall_set set, const char *what)
{
    if (w->sets->n[set] == 0)
        return;
    text_add(w->t, "\t\t");
    add_set(w, set);
    text_addf(w->t, " %s\n", what);
}

static void add_queue(const struct writing *w)
{
    text_addf(w->t, " queue%s to %u\n", w->rules->fail_closed ? "" : " flags bypass",
              w->rules->queue);
}

static void rule_queue(const struct writing *w, const char *match)
{
    text_addf(w->t, "\t\t%s", match);
    add_queue(w);
}

static void add_log(const struct writing *w, unsigned threshold, const char *then)
{
    text_addf(w->t, " log group %u snaplen %d queue-threshold %u%s\n", w->rules->log_group,
              FIREWALL_SNAP, threshold, then);
}

static void rule_log(const struct writing *w, const char *match, const char *then)
{
    text_addf(w->t, "\t\t%s", match);
    add_log(w, FIREWALL_LOG_BATCH, then);
}

/* The connection's mark becomes `value`; other tools' bits of it stay. */
static void rule_keep(const struct writing *w, const char *match, uint32_t value)
{
    text_addf(w->t, "\t\t%sct mark set ct mark & 0x%08x | 0x%08x\n", match, ~w->m.mask, value);
}

static void chain(const struct writing *w, const char *name)
{
    text_addf(w->t, "\tchain %s {\n", name);
}

static void end(const struct writing *w)
{
    text_add(w->t, "\t}\n");
}

/*
 * Most packets are of connections whose name is known: they go on at once. Plain comparisons, which
 * the kernel has inlined; a set is a call and a hash.
 */
static void add_known(const struct writing *w)
{
    text_addf(w->t, "\t\tct mark & 0x%08x == 0x%08x return\n", w->m.mask, w->m.named);
}

/* The way on for each mark that a packet of ours comes back with. */
static void add_marked(const struct writing *w, const char *named, const char *block)
{
    text_addf(w->t,
              "\t\tmeta mark & 0x%08x vmap { 0x%08x : goto unmark, 0x%08x : %s, 0x%08x : %s }\n",
              w->m.mask, w->m.judged, w->m.named, named, w->m.block, block);
}

/* What became of a packet that was judged. */
static void add_judged(const struct writing *w)
{
    bool any = w->sets->n[SET_HELD] > 0; /* who only observes changes no packet */

    chain(w, "unmark");
    if (any)
        text_addf(w->t, "\t\tmeta mark set meta mark & 0x%08x\n", ~w->m.mask);
    end(w);
    chain(w, "named");
    if (any) {
        rule(w, "th dport 53 goto unmark");
        rule_keep(w, "", w->m.named);
        rule(w, "goto unmark");
    }
    end(w);
    chain(w, "refuse");
    if (any) {
        rule(w, "tcp flags & rst == rst return"); /* ours to the server, and the client's own */
        rule(w, "meta l4proto tcp reject with tcp reset");
        rule(w, "reject with icmpx admin-prohibited");
    }
    end(w);
    chain(w, "block");
    if (any) {
        rule(w, "udp dport 53 goto refuse");
        rule_keep(w, "", w->m.block);
        rule(w, "goto refuse");
    }
    end(w);
}

static void add_observed(const struct writing *w)
{
    chain(w, "told"); /* all that can be learned of it was seen */
    rule_keep(w, "", w->m.named);
    end(w);
    chain(w, "telling"); /* the beginning, and what can carry a name; no bare acknowledgement */
    rule_log(w, "meta l4proto udp", " return");
    rule(w, "meta l4proto tcp @ih,0,24 { 0x140303, 0x170303 } goto told");
    rule_log(w, "tcp flags & (syn | psh) != 0x0", " return");
    rule_log(w, "meta nfproto ipv4 meta length > 80", "");
    rule_log(w, "meta nfproto ipv6 meta length > 100", "");
    end(w);
    chain(w, "observed");
    rule_log(w, "udp dport 53", " return");
    rule_log(w, "tcp dport 53 tcp flags & psh == psh", " return");
    rule(w, "tcp dport 53 return");
    text_addf(w->t, "\t\tct direction original ct original packets < %d goto telling\n",
              FIREWALL_LOG_FIRST);
    rule(w, "ct direction original goto told");
    end(w);
}

static void add_held(const struct writing *w)
{
    const struct firewall_marks *m = &w->m;

    bool any = w->sets->n[SET_HELD] > 0; /* a kernel without `queue` must not read of it */

    chain(w, "bearing");
    if (any) {
        rule_queue(w, "meta l4proto udp");
        rule_queue(w, "tcp flags & psh == psh");
        rule_queue(w, "meta nfproto ipv4 meta length > 80");
        rule_queue(w, "meta nfproto ipv6 meta length > 100");
    }
    end(w);
    chain(w, "held");
    if (any) {
        add_marked(w, "goto named", "goto block");
        text_addf(w->t, "\t\tmeta mark & 0x%08x != 0x0 goto observed\n", m->mask);
        rule_for(w, SET_HELD_ANSWERS, "th dport 53 goto bearing");
        rule(w, "th dport 53 goto observed");
        text_addf(w->t, "\t\tct direction original ct original packets < %d goto bearing\n",
                  w->rules->fail_closed ? FIREWALL_CLOSED_FIRST : FIREWALL_HELD_FIRST);
        rule(w, "ct direction original goto told");
    }
    end(w);
}

static void add_out(const struct writing *w)
{
    const struct firewall_marks *m = &w->m;
    AUTO_TEXT struct text none = {.at = NULL}, answers = {.at = NULL};

    text_addf(&none, "ct mark & 0x%08x == 0x0 ", m->mask);
    text_addf(&answers, "th dport 53 ct mark & 0x%08x == 0x0 ct mark set ct mark & 0x%08x | 0x%08x",
              m->mask, ~m->mask, m->judged);
    chain(w, "connection");
    rule(w, "oif \"lo\" udp dport != 53 return");
    rule(w, "oif \"lo\" tcp dport != { 53," FIREWALL_PROXY_PORTS " } return");
    if (w->sets->n[SET_HELD] > 0)
        text_addf(w->t, "\t\tct mark & 0x%08x == 0x%08x return\n", m->mask, m->block);
    rule_for(w, SET_HELD_ANSWERS, text_string(&answers));
    rule_keep(w, text_string(&none), m->watched);
    rule_for(w, SET_HELD, "goto held");
    rule(w, "goto observed");
    end(w);
    chain(w, "quiet"); /* nothing is in it; where as many went before, nothing will be */
    rule(w, "meta nfproto ipv4 meta length > 80 goto connection");
    rule(w, "meta nfproto ipv6 meta length > 100 goto connection");
    text_addf(w->t,
              "\t\ttcp dport != 53 ct mark & 0x%08x == 0x%08x ct direction original "
              "ct original packets >= %d goto told\n",
              m->mask, m->watched, firewall_sets_asked(w->sets, w->rules));
    /* What another tool made the kernel forget is a child's again. */
    text_addf(w->t, "\t\ttcp dport != 53 ct mark & 0x%08x == 0x0 goto connection\n", m->mask);
    end(w);
    chain(w, "child");
    rule(w, "tcp flags & (syn | psh) == 0x0 goto quiet");
    rule(w, "meta l4proto tcp goto connection");
    rule(w, "meta l4proto udp goto connection");
    end(w);
    chain(w, "output");
    rule(w, "type filter hook output priority -155; policy accept;");
    add_known(w);
    rule_for(w, SET_CHILDREN, "goto child");
    if (w->sets->n[SET_HELD] > 0) /* what most packets are not comes first */
        text_addf(w->t,
                  "\t\toif \"lo\" ip daddr " FIREWALL_PROBE_IP
                  " udp dport %d meta skuid %u queue to %u\n",
                  FIREWALL_PROBE_PORT, w->rules->prober_uid, w->rules->queue);
    end(w);
}

/* Once there it stays, without rules; who has never held anybody pays for no second chain. */
static void add_later(const struct writing *w)
{
    const struct firewall_marks *m = &w->m;

    if (w->sets->n[SET_HELD] == 0)
        return;
    chain(w, "later");
    rule(w, "type route hook output priority -154; policy accept;");
    text_addf(w->t, "\t\tct mark & 0x%08x == 0x0 return\n", m->mask);
    text_addf(w->t, "\t\tmeta mark & 0x%08x == 0x0 ct mark & 0x%08x != 0x%08x return\n", m->mask,
              m->mask, m->block);
    add_marked(w, "goto named", "goto block");
    text_addf(w->t, "\t\tct direction original ct mark & 0x%08x == 0x%08x goto refuse\n", m->mask,
              m->block);
    end(w);
}

/* A reset that our own reject sent comes in here as well, and has to reach the client. */
static void add_in(const struct writing *w)
{
    const struct firewall_marks *m = &w->m;
    unsigned batch = w->sets->n[SET_HELD] > 0 ? 1 : FIREWALL_LOG_BATCH;

    chain(w, "answer");
    if (w->sets->n[SET_HELD_ANSWERS] > 0) {
        text_addf(w->t, "\t\tct mark & 0x%08x == 0x%08x", m->mask, m->judged);
        add_queue(w);
    }
    text_add(w->t, "\t\tmeta l4proto { tcp, udp }");
    add_log(w, batch, "");
    end(w);
    chain(w, "input");
    rule(w, "type filter hook input priority -155; policy accept;");
    add_known(w);
    text_addf(w->t, "\t\tct mark & 0x%08x == 0x0 return\n", m->mask);
    rule(w, "ct direction original return");
    if (w->sets->n[SET_HELD] > 0)
        add_marked(w, "goto unmark", "drop");
    rule(w, "udp sport 53 goto answer");
    rule(w, "tcp sport 53 tcp flags & psh == psh goto answer");
    if (w->sets->n[SET_HELD] > 0)
        text_addf(w->t,
                  "\t\tct mark & 0x%08x == 0x%08x tcp flags & rst == 0x0 reject with tcp reset\n",
                  m->mask, m->block);
    end(w);
}

int firewall_text_nftables_as(const struct firewall_rules *rules, bool owned, struct text *ret_text,
                              struct text *reterr)
{
    AUTO_SETS struct firewall_sets sets = {.n = {0}};
    AUTO_TEXT struct text t = {.at = NULL};
    int r = firewall_sets_make(rules, &sets, reterr);
    struct writing w = {
        .rules = rules, .sets = &sets, .m = firewall_marks(rules->mark_shift), .t = &t};

    if (r < 0)
        return r;
    text_addf(&t, "table inet kindward {%s}\n", owned ? " flags owner; " : " ");
    text_add(&t, "flush table inet kindward\n");
    text_add(&t, "table inet kindward {\n");
    if (owned)
        text_add(&t, "\tflags owner\n");
    add_judged(&w);
    add_observed(&w);
    add_held(&w);
    add_out(&w);
    add_later(&w);
    add_in(&w);
    text_add(&t, "}\n");
    if (t.failed)
        return -ENOMEM;
    text_add_bytes(ret_text, t.at, t.len);
    return ret_text->failed ? -ENOMEM : 0;
}

int firewall_text_nftables(const struct firewall_rules *rules, struct text *ret_text,
                           struct text *reterr)
{
    return firewall_text_nftables_as(rules, true, ret_text, reterr);
}
