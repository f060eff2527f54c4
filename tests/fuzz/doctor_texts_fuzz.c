/* uses: base wire catalogue policy policy_load record store insight firewall report live doctor */
/*
 * A file of the machine's, whatever stands in it, read as each that the doctor reads. Without an
 * answer the output is untouched; servers are addresses; a line that is named lies in the text.
 */
#include "doctor/resolver_ask.h"
#include "doctor/texts.h"
#include "property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes text = bytes_of(data, size), line = {.at = NULL};
    struct proc_status p, untouched;
    struct resolver_reply reply = {.came = false};
    struct resolv_conf conf = resolv_conf_read(text);
    uint32_t port = 77;

    memset(&p, 0x5a, sizeof(p));
    untouched = p;
    if (!proc_status_read(text, &p))
        HOLDS(memcmp(&p, &untouched, sizeof(p)) == 0);
    HOLDS(conf.n <= RESOLV_CONF_SERVERS_MAX);
    for (size_t i = 0; i < conf.n; i++)
        HOLDS(conf.servers[i].len == 4 || conf.servers[i].len == 16);
    (void)nsswitch_asks(text, "hosts", "resolve");
    if (!netlink_reader(text, 3, &port))
        HOLDS(port == 77);
    if (marks_overlap(text, 0x70000000, &line))
        HOLDS(line.len > 0 && lies_inside(line, text) && !memchr(line.at, '\n', line.len));
    if (!resolver_reply_read(text, 1, &reply))
        HOLDS(!reply.came);
    return 0;
}
