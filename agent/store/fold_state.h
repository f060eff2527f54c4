/*
 * fold_state — what the parts of fold share. Private to fold.
 *
 * Open connections are small records in one array, found by a handle (index and generation). A
 * place is a host of a child, with the visit that is open on it. A party is what a page belongs to:
 * the platform, or the site where there is none; of parties only a keyed hash is kept, in a table
 * of fixed size, so that nothing a stranger names can make it grow.
 */
#pragma once

#include "base/siphash.h"
#include "store/fold.h"

enum {
    FLOWS_MAX = (1 << 20) - 1,
    PLACES_MAX = 1 << 17,
    PARTY_SETS = 1 << 10,
    PARTY_WAYS = 4,
    BURSTS = 4,      /* page loads of a child at the same time */
    WINDOW_MIN = 30, /* minutes in which own use is looked for */
    NAME_SLOTS = 1 << 15,
    EMBED_ALONE_MIN = 3, /* of these minutes the page's own site is silent */
};

#define NO_INDEX        UINT32_MAX
#define HANDLE_IGNORED  UINT32_MAX /* counted or dropped already; gives no visit */
#define BURST_LENGTH_US (10 * SECOND_US)
#define BURST_QUIET_US  (SECOND_US * 3 / 2)
#define OWN_RECENT_US   (5 * MINUTE_US) /* own use so recent is no embedding */
#define EMBED_STICKS_US MINUTE_US       /* a frame that reconnects stays a frame so long */
#define STRETCH_MAX_US  (2 * MINUTE_US)
#define VISIT_MAX_US    HOUR_US /* a longer one goes on as the next: a power cut loses no more */

struct flow {
    uint32_t place, place_serial;
    uint32_t visit; /* number of the visit of the place that counts this connection */
    uint32_t newer, older;
    uint16_t generation;
    uint8_t evidence;
    bool is_open, had_use;
};
_Static_assert(sizeof(struct flow) <= 48, "a million of them are open at once");

/* Seconds of activity in each of the last WINDOW_MIN minutes. */
struct window {
    int64_t minute;        /* of the newest element */
    int64_t counted_to_us; /* so that connections side by side count once */
    uint8_t seconds[WINDOW_MIN];
};

struct place {
    char *host; /* owned; platform is in the same memory, site inside host */
    const char *site, *platform;
    uint64_t hash, party, parent; /* parent: of an embedded one */
    struct window *window;        /* of an embedded one, owned */
    char *rule;                   /* owned, NULL: the default */
    int64_t first_us, last_us, touched_us;
    uint64_t up_bytes, down_bytes;
    uint32_t child, serial, next; /* next in the bucket, or in the free list */
    uint32_t n_open, n_flows, visit;
    category_set categories;
    uint8_t evidence, verdict;
    bool is_used, in_visit, is_embedded, is_machinery, became_own;
    bool was_emitted; /* the visit came out while it was open: its beginning stays */
};

struct party {
    uint64_t hash; /* of child and name; 0: free */
    uint64_t parent;
    int64_t own_us, embedded_us, touched_us;
    int64_t minute;  /* of bit 0 of active */
    uint64_t active; /* minutes in which the child's own use of it was active */
};

struct burst {
    int64_t began_us, last_us;
    uint64_t party;
    bool is_live, is_unrecorded;
};

struct names_of_day {
    int32_t day;
    uint32_t n;
    uint64_t *slots; /* NAME_SLOTS, owned; NULL until needed */
};

struct fold_child {
    struct burst bursts[BURSTS];
    struct names_of_day names;
};

struct fold {
    const char *const *names;
    size_t n_children;
    struct fold_output out;
    struct siphash_key key;
    struct fold_child *children;

    struct flow *flows;
    uint32_t n_flows, flows_room, free_flow, newest, oldest;

    struct place *places;
    uint32_t *buckets;
    uint32_t n_places, places_room, n_buckets, free_place, serial;

    struct party *parties;
    int64_t offset_from_us; /* the local offset is asked for once a quarter of an hour */
    int32_t offset_s;
};

/* fold_party.c: pages and what they embed. */
enum standing { STANDING_OWN, STANDING_EMBEDDED, STANDING_DROPPED };
#define PARTY_UNRECORDED UINT64_C(1) /* the parent that is never named */

uint64_t party_hash(const struct fold *f, uint32_t child, const char *platform, const char *site);
struct party *party_get(struct fold *f, uint64_t hash, int64_t when_us);
enum standing party_open(struct fold *f, uint32_t child, uint64_t hash, bool may_lead,
                         int64_t when_us, uint64_t *ret_parent);
void party_unrecorded(struct fold *f, uint32_t child, int64_t when_us);
void party_used(struct fold *f, uint64_t hash, int64_t from_us, int64_t to_us);
void window_add(struct window *w, int64_t from_us, int64_t to_us);
bool window_is_own(const struct window *w, const struct party *parent);

/* fold_place.c: hosts and their visits. */
struct place_key {
    uint32_t child;
    const char *host, *site, *platform;
    category_set categories;
    bool is_machinery, is_embedded;
    uint64_t party, parent;
    enum verdict verdict;
    const char *rule;
};
int place_get(struct fold *f, const struct place_key *key, uint32_t *ret_place);
int place_use(struct fold *f, struct place *p, struct flow *flow, const struct usage *usage,
              bool is_active);
int place_finish_visit(struct fold *f, struct place *p);
int place_emit_visit(struct fold *f, const struct place *p);
void place_free(struct fold *f, struct place *p);
int32_t fold_offset_s(struct fold *f, int64_t when_us);

/* fold_names.c: the ceiling of names for a child and day. */
enum name_answer { NAME_HOST, NAME_SITE, NAME_OTHER };
int names_admit(struct fold *f, uint32_t child, int32_t day, const char *host, const char *site,
                bool has_meaning, enum name_answer *ret_answer);
