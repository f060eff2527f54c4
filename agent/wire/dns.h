/*
 * dns — messages of the domain name system: questions, records, and the names in them.
 *
 * RFC 1035 §4, with RFC 2181, 3597, 6891, 9267 and 9460. A message is read section by section; all
 * that was whole before damage is given, and the reader then stays `malformed`. Compression
 * pointers go strictly backwards, so reading a name costs no more than the message is long.
 */
#pragma once

#include "base/bytes.h"
#include "base/scope.h"
#include "wire/name.h"

#include <stdbool.h>
#include <stdint.h>

enum { DNS_HEADER_BYTES = 12, DNS_NAME_BYTES_MAX = 255, DNS_TYPE_TEXT_MAX = 12 };

enum dns_type {
    DNS_A = 1,
    DNS_NS = 2,
    DNS_CNAME = 5,
    DNS_PTR = 12,
    DNS_AAAA = 28,
    DNS_OPT = 41,
    DNS_SVCB = 64,
    DNS_HTTPS = 65,
};

enum { DNS_CLASS_IN = 1, DNS_LABEL_BYTES_MAX = 63 };

enum dns_section { DNS_QUESTION, DNS_ANSWER, DNS_AUTHORITY, DNS_ADDITIONAL, DNS_SECTIONS };

struct dns_header {
    uint16_t id;
    uint8_t opcode, rcode;
    bool is_response, is_truncated, has_z_bit;
    uint16_t count[DNS_SECTIONS];
};

struct dns_reader {
    struct bytes message;
    size_t at; /* of the next entry */
    uint16_t left[DNS_SECTIONS];
    bool malformed;
};

struct dns_question {
    size_t name_at; /* in the message; for dns_name() */
    uint16_t type, class;
};

struct dns_record {
    size_t name_at;
    enum dns_section section;
    uint16_t type, class;
    uint32_t ttl_s;
    struct bytes data;
    size_t data_at; /* of data in the message, for names in it */
};

/* A header is there: false where the message is shorter than one. */
MUST_USE bool dns_begin(struct bytes message, struct dns_header *ret_header,
                        struct dns_reader *ret_reader);

/* The next whole question; false at the end of the section or at damage (reader->malformed). */
MUST_USE bool dns_next_question(struct dns_reader *r, struct dns_question *ret_question);

/* The next whole record of any section, questions being read first; false as above. */
MUST_USE bool dns_next_record(struct dns_reader *r, struct dns_record *ret_record);

/* The name at an offset as text; the root is ".". False where it is malformed. */
MUST_USE bool dns_name(struct bytes message, size_t at, struct name *ret_name);

/* "AAAA", "TYPE44" (RFC 3597 §5); @ret_text holds DNS_TYPE_TEXT_MAX bytes. */
const char *dns_type_text(uint16_t type, char *ret_text);

/**
 * dns_is_by_shape() - is it DNS beyond doubt, whatever its port?
 *
 * Opcode 0, Z bit 0, one question, every record whole, the last one ends the message, and a query
 * holds no answers.
 */
bool dns_is_by_shape(struct bytes message);

/* What an HTTPS or SVCB record says (RFC 9460 §2.2). */
struct dns_service {
    uint16_t priority;                   /* 0: an alias to target */
    size_t target_at;                    /* in the message */
    struct bytes ipv4_hints, ipv6_hints; /* addresses one after another */
    struct bytes ech;                    /* an ECHConfigList, RFC 9848 */
};

/* False where it is malformed: compressed target, keys out of order, lengths that disagree. */
MUST_USE bool dns_service_read(const struct dns_record *record, struct dns_service *ret_service);
