/* Which way a look-up goes, and, if asked for, what the resolver answers. */
#include "doctor/doctor.h"
#include "doctor/resolver_ask.h"
#include "doctor/texts.h"

#include <unistd.h>

enum { NOERROR = 0, NXDOMAIN = 3 /* RFC 1035 §4.1.1 */ };

/* Where programs ask systemd-resolved by its own socket, only its monitor says what it answered
 * (daemon/monitor.h listens to it). */
static void look_at_monitor(struct findings *f)
{
    if (access("/run/systemd/resolve/io.systemd.Resolve.Monitor", F_OK) == 0)
        finding_add(f, GRADE_WELL, NULL,
                    "Programs ask systemd-resolved without a packet (\"resolve\" in "
                    "/etc/nsswitch.conf), and it tells Kindward what it answered.");
    else
        finding_add(f, GRADE_WARNING,
                    "Take \"resolve\" out of the line \"hosts:\" of /etc/nsswitch.conf, or use a "
                    "systemd of Debian 12 or later.",
                    "Programs ask systemd-resolved without a packet, and it does not tell what it "
                    "answered: a child's names count as only claimed.");
}

static void look_at_server(const struct ip *server, struct findings *f)
{
    char address[IP_TEXT_MAX];
    bool is_local = (server->len == 4 && server->at[0] == 127) ||
                    (server->len == 16 && server->at[15] == 1 && server->at[0] == 0);
    bool is_resolved = server->len == 4 && server->at[0] == 127 && server->at[1] == 0 &&
                       server->at[2] == 0 && (server->at[3] == 53 || server->at[3] == 54);

    ip_format(server, address);
    if (is_resolved)
        finding_add(f, GRADE_WELL, NULL,
                    "Look-ups go to systemd-resolved on this machine (%s), and are seen there.",
                    address);
    else if (is_local)
        finding_add(f, GRADE_WELL, NULL,
                    "Look-ups go to a name server on this machine (%s), and are seen there.",
                    address);
    else
        finding_add(f, GRADE_WELL, NULL, "Look-ups go to %s, and are seen on their way.", address);
}

/* True: it answers what everybody's does; only then do the other answers mean anything. */
static bool tell_plain(const struct resolver_answers *a, struct findings *f)
{
    bool is_well = a->plain.came && a->plain.rcode == NOERROR && a->plain.n_records > 0;

    if (!a->plain.came)
        finding_add(f, GRADE_WARNING, "Is this machine online?", "The resolver does not answer.");
    else if (!is_well)
        finding_add(f, GRADE_WARNING, "Look at the settings of your router.",
                    "The resolver does not know %s (it says %u).", resolver_names[0],
                    a->plain.rcode);
    else
        finding_add(f, GRADE_WELL, NULL, "The resolver answers.");
    return is_well;
}

static void tell_https(const struct resolver_answers *a, struct findings *f)
{
    if (!a->https.came)
        finding_add(f, GRADE_NOTE, NULL, "HTTPS records are not answered.");
    else if (a->https.n_records > 0)
        finding_add(f, GRADE_NOTE, NULL,
                    "HTTPS records are answered: a browser may hide the names of some sites "
                    "(encrypted hello); their look-ups are still seen.");
    else
        finding_add(f, GRADE_WELL, NULL,
                    "HTTPS records are not handed on, so hellos stay legible.");
}

static void tell_filter(const struct resolver_answers *a, struct findings *f)
{
    if (!a->adult.came)
        finding_add(f, GRADE_NOTE, NULL, "Whether the resolver filters could not be tried.");
    else if (a->adult.rcode == NXDOMAIN || a->adult.n_records == 0 || a->adult.is_nowhere)
        finding_add(f, GRADE_WELL, NULL, "The resolver filters sites for adults.");
    else
        finding_add(f, GRADE_NOTE,
                    "A family resolver in the router (1.1.1.3, 185.228.168.168) would, for every "
                    "device at home.",
                    "The resolver does not filter.");
}

static void tell_canary(const struct resolver_answers *a, struct findings *f)
{
    if (!a->canary.came)
        finding_add(f, GRADE_NOTE, NULL, "Firefox's question (%s) is not answered.",
                    resolver_names[3]);
    else if (a->canary.rcode == NXDOMAIN || a->canary.n_records == 0)
        finding_add(f, GRADE_WELL, NULL,
                    "Firefox is told to leave the network's resolver in use (%s).",
                    resolver_names[3]);
    else
        finding_add(
            f, GRADE_NOTE,
            "Have your router answer use-application-dns.net with \"no such name\", if it "
            "can.",
            "Firefox may ask a resolver of its own, past yours, where that is its default.");
}

void check_resolver(struct doctor *d, struct findings *f)
{
    AUTO_TEXT struct text resolv = {.at = NULL};
    AUTO_TEXT struct text nsswitch = {.at = NULL};
    struct resolver_answers answers;
    struct resolv_conf conf;

    if (doctor_read("/etc/resolv.conf", &resolv) < 0) {
        finding_add(f, GRADE_WARNING, "Is this machine online?",
                    "/etc/resolv.conf cannot be read: no program finds a name server.");
        return;
    }
    conf = resolv_conf_read(bytes_of(resolv.at, resolv.len));
    for (size_t i = 0; i < conf.n; i++)
        look_at_server(&conf.servers[i], f);
    if (conf.n == 0)
        finding_add(f, GRADE_NOTE, NULL,
                    "/etc/resolv.conf names no server: 127.0.0.1 is asked, and seen there.");
    if (doctor_read("/etc/nsswitch.conf", &nsswitch) == 0 &&
        nsswitch_asks(bytes_of(nsswitch.at, nsswitch.len), "hosts", "resolve"))
        look_at_monitor(f);
    if (!d->asks_resolver) {
        finding_add(f, GRADE_NOTE,
                    "`kindward doctor --resolver` asks it for four well-known names.",
                    "What the resolver answers was not tried: nothing leaves the home unasked.");
        return;
    }
    if (resolver_ask(&answers) < 0) {
        finding_add(f, GRADE_WARNING, "Is this machine online?", "The resolver cannot be asked.");
        return;
    }
    if (!tell_plain(&answers, f))
        return;
    tell_https(&answers, f);
    tell_filter(&answers, f);
    tell_canary(&answers, f);
}
