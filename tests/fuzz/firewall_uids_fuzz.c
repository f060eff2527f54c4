/* uses: base firewall */
/*
 * Subordinate ids: whatever a file says, no id below the floor and none of another account's line
 * becomes the child's, and the rules that come of it are rules.
 */
#include "property.h"

#include "firewall/uids.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char theirs[] = "\nother:100000:65536\n";
    struct uids u = {.ranges = {{4242, 4242}}, .n = 1}, with_other = u;
    AUTO_TEXT struct text file = {.at = NULL}, text = {.at = NULL}, why = {.at = NULL};

    uids_add_subordinate(bytes_of(data, size), "kid", &u);
    HOLDS(u.n >= 1 && u.n <= UIDS_RANGES_MAX);
    HOLDS(u.ranges[0].first == 4242 && u.ranges[0].last == 4242);
    for (size_t i = 1; i < u.n; i++) {
        HOLDS(u.ranges[i].first >= UIDS_SUBORDINATE_MIN);
        HOLDS(u.ranges[i].first <= u.ranges[i].last && u.ranges[i].last < UINT32_MAX);
    }
    text_add_bytes(&file, data, size);
    text_add(&file, theirs);
    uids_add_subordinate(bytes_of(file.at, file.len), "kid", &with_other);
    HOLDS(with_other.n <= u.n);
    for (size_t i = 1; i < with_other.n; i++)
        HOLDS(with_other.ranges[i].last < 100000 || with_other.ranges[i].first >= 165536);
    HOLDS(firewall_text_nftables(
              &(struct firewall_rules){
                  .children = &(struct firewall_child){.uids = u.ranges, .n_uids = u.n},
                  .n_children = 1,
                  .mark_shift = FIREWALL_SHIFT},
              &text, &why) == 0);
    return 0;
}
