#include "wire/dns.h"

#include <stdio.h>

/* IANA, "Resource Record (RR) TYPEs": those that inspect names. */
static const struct {
    uint16_t type;
    const char *text;
} types[] = {
    {1, "A"},       {2, "NS"},     {5, "CNAME"},  {6, "SOA"},    {10, "NULL"},  {12, "PTR"},
    {13, "HINFO"},  {15, "MX"},    {16, "TXT"},   {28, "AAAA"},  {29, "LOC"},   {33, "SRV"},
    {35, "NAPTR"},  {39, "DNAME"}, {41, "OPT"},   {43, "DS"},    {46, "RRSIG"}, {47, "NSEC"},
    {48, "DNSKEY"}, {50, "NSEC3"}, {52, "TLSA"},  {64, "SVCB"},  {65, "HTTPS"}, {99, "SPF"},
    {249, "TKEY"},  {250, "TSIG"}, {251, "IXFR"}, {252, "AXFR"}, {255, "ANY"},  {257, "CAA"},
};

const char *dns_type_text(uint16_t type, char *ret_text)
{
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (types[i].type == type)
            return types[i].text;
    snprintf(ret_text, DNS_TYPE_TEXT_MAX, "TYPE%u", type);
    return ret_text;
}
