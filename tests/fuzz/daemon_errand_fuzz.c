/* uses: base wire flow catalogue catalogue_default policy policy_load fold agent */
/*
 * What is sent to root's side of an errand, its answer, and a file of texts. What is read keeps its
 * form: strings end, a block has an item that can stand in a list, what is not read leaves the
 * output as it was.
 */
#include "daemon/errand.h"
#include "policy/policy_edit.h"
#include "property.h"

static void check_errand(struct bytes datagram)
{
    static struct errand blank, e;

    memset(&blank, 0x5a, sizeof(blank));
    e = blank;
    if (!errand_read(datagram, &e)) {
        HOLDS(memcmp(&e, &blank, sizeof(e)) == 0);
        return;
    }
    HOLDS(datagram.len == sizeof(e) && e.kind < ERRAND_COUNT && e.config_dir[0] == '/');
    HOLDS(strlen(e.config_dir) < sizeof(e.config_dir));
    HOLDS(strlen(e.account) < sizeof(e.account) && strlen(e.what) < sizeof(e.what));
    if (e.kind == ERRAND_BLOCK) {
        HOLDS(e.subject < SUBJECT_COUNT && e.account[0] && policy_edit_is_item(e.what));
    } else {
        HOLDS(!e.subject && !e.account[0] && !e.what[0]);
    }
}

static void check_answer(struct bytes datagram)
{
    struct errand_answer a;

    if (!errand_answer_read(datagram, &a))
        return;
    HOLDS(a.error <= 0 && a.error >= -4095 && strlen(a.words) < sizeof(a.words));
}

static void check_texts(struct bytes file)
{
    AUTO_POLICY_TEXTS struct policy_texts texts = {.n = 0};
    size_t bytes = 0;

    if (errand_texts_read(file, &texts) < 0) {
        HOLDS(texts.n == 0 && !texts.at);
        return;
    }
    for (size_t i = 0; i < texts.n; i++) {
        HOLDS(texts.at[i].name[0]);
        bytes += 8 + strlen(texts.at[i].name) + texts.at[i].text.len;
    }
    HOLDS(bytes == file.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes all = bytes_of(data, size);

    check_errand(all);
    check_answer(all);
    check_texts(all);
    return 0;
}
