/* uses: base firewall */
/*
 * firewall_tool — put the rules in force and keep them, so that a script can look at them.
 *
 * usage: firewall_tool nftables|iptables [COMMAND...] CHILD...
 *
 * CHILD is [held:|dns:]UID[-UID][,UID[-UID]...]; without a word it is observed. `text` prints the
 * rules instead (of `text6` the IPv6 ones), `closed` fails closed, `shift=N` sets the bits of the
 * mark, `clean` cleans what a dead run left and ends, `probe` says what can be done here. Installs,
 * says "ready", then looks every 100 ms whether the rules are whole and puts them back
 * ("restored"). SIGHUP installs once more
 * ("again"), SIGTERM removes and ends.
 */
#include "base/log.h"
#include "firewall/firewall.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CHILDREN = 8, RANGES = 64 };

static volatile sig_atomic_t ended, again;

static void on_signal(int number)
{
    if (number == SIGHUP)
        again = 1;
    else
        ended = 1;
}

static struct uid_range ranges[RANGES];
static size_t n_ranges;

static void child_read(char *word, struct firewall_child *c)
{
    char *save = NULL;

    *c = (struct firewall_child){.uids = ranges + n_ranges};
    c->dns_held = strncmp(word, "dns:", 4) == 0;
    c->held = c->dns_held || strncmp(word, "held:", 5) == 0;
    word += c->dns_held ? 4 : c->held ? 5 : 0;
    for (char *r = strtok_r(word, ",", &save); r && n_ranges < RANGES;
         r = strtok_r(NULL, ",", &save)) {
        char *end;
        unsigned long first = strtoul(r, &end, 10);
        unsigned long last = *end == '-' ? strtoul(end + 1, NULL, 10) : first;

        ranges[n_ranges++] = (struct uid_range){(uint32_t)first, (uint32_t)last};
        c->n_uids++;
    }
}

static int fail(const char *what, const struct text *why, int r)
{
    log_error("%s: %s (%s)", what, text_string(why), strerror(-r));
    return 1;
}

static int hold(struct firewall *f, const struct firewall_rules *rules, struct text *why)
{
    int r = firewall_install(f, rules, why);

    if (r < 0)
        return fail("install", why, r);
    puts("ready");
    while (!ended) {
        fflush(stdout);
        nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
        text_clear(why);
        r = firewall_check(f, why);
        if (r < 0)
            return fail("check", why, r);
        if (r == 0 || again) {
            printf("%s %s\n", again ? "again" : "restored", text_string(why));
            again = 0;
            r = firewall_install(f, rules, why);
            if (r < 0)
                return fail("install again", why, r);
        }
    }
    r = firewall_remove(f, why);
    if (r == 0)
        r = firewall_remove(f, why); /* a second time is fine */
    return r < 0 ? fail("remove", why, r) : 0;
}

static int probe(void)
{
    AUTO_TEXT struct text text = {.at = NULL};
    struct firewall_support support;
    enum firewall_writer writer;
    bool observe_only;
    int r = firewall_probe(&support);

    if (r == 0)
        r = firewall_choose(&support, NULL, true, &writer, &observe_only);
    if (r < 0)
        return fail("probe", &text, r);
    firewall_support_text(&support, &text);
    printf("%sto hold: %s%s\n", text_string(&text), firewall_writer_name(writer),
           observe_only ? ", observing only" : "");
    return 0;
}

int main(int argc, char **argv)
{
    AUTO(firewall_close) struct firewall *f = NULL;
    AUTO_TEXT struct text why = {.at = NULL}, text = {.at = NULL};
    struct firewall_child children[CHILDREN];
    struct firewall_rules rules = {
        .children = children, .queue = 77, .log_group = 78, .mark_shift = FIREWALL_SHIFT};
    enum firewall_writer writer = FIREWALL_NFTABLES;
    bool only_text = false, is_ip6 = false;
    int r;

    if (argc > 1 && strcmp(argv[1], "iptables") == 0)
        writer = FIREWALL_IPTABLES;
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "clean") == 0) {
            r = firewall_clean(&why);
            return r < 0 ? fail("clean", &why, r) : 0;
        }
        if (strcmp(argv[i], "probe") == 0)
            return probe();
        if (strcmp(argv[i], "text") == 0 || strcmp(argv[i], "text6") == 0) {
            only_text = true;
            is_ip6 = argv[i][4] == '6';
        } else if (strcmp(argv[i], "closed") == 0)
            rules.fail_closed = true;
        else if (strncmp(argv[i], "shift=", 6) == 0)
            rules.mark_shift = (uint8_t)atoi(argv[i] + 6);
        else if (rules.n_children < CHILDREN)
            child_read(argv[i], &children[rules.n_children++]);
    }
    if (only_text) {
        r = writer == FIREWALL_NFTABLES ? firewall_text_nftables(&rules, &text, &why)
                                        : firewall_text_iptables(&rules, is_ip6, &text, &why);
        if (r < 0)
            return fail("text", &why, r);
        fputs(text_string(&text), stdout);
        return 0;
    }
    signal(SIGTERM, on_signal);
    signal(SIGINT, on_signal);
    signal(SIGHUP, on_signal);
    r = firewall_open(writer, &f, &why);
    if (r < 0)
        return fail("open", &why, r);
    return hold(f, &rules, &why);
}
