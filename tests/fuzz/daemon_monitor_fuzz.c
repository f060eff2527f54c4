/* uses: base wire flow catalogue policy fold store daemon agent */
/*
 * Any text as the resolver's monitor's. Whatever it is: what comes out is a DNS message that our
 * own reader reads, a response with one question, and no longer than its buffer.
 */
#include "daemon/monitor.h"
#include "wire/dns.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hear(struct bytes message, void *user)
{
    struct dns_header header;
    struct dns_reader r;
    struct dns_question q;

    (void)user;
    assert(message.len <= MONITOR_MESSAGE_MAX);
    assert(dns_begin(message, &header, &r));
    assert(header.is_response && header.count[DNS_QUESTION] == 1);
    assert(dns_next_question(&r, &q));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)monitor_read(bytes_of(data, size), hear, NULL);
    return 0;
}
