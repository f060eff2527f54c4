/* uses: report base */
/*
 * Any bytes as a card: what is read is whole, and written down again it is read the same.
 */
#include "report/card.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO_TEXT struct text again = {.at = NULL};
    AUTO_CARD struct card c = {.bytes = NULL};
    AUTO_CARD struct card same = {.bytes = NULL};

    if (card_read(bytes_of(data, size), &c, &error) < 0) {
        assert(!c.bytes && error.len > 0);
        return 0;
    }
    text_addf(&again,
              "# %s\n## What it is\n%s\n## Who can write to a child\n%s\n"
              "## Where its safety settings are\n%s\n## Questions to begin with\n"
              "- %s\n- %s\n- %s\n%s: %s\nSource: %s\n",
              c.name, c.what, c.who, c.settings, c.questions[0], c.questions[1], c.questions[2],
              c.is_checked ? "Checked" : "Written", c.date, c.source);
    if (again.len > CARD_MAX) /* a last line without its end */
        return 0;
    assert(card_read(bytes_of(again.at, again.len), &same, &error) == 0);
    assert(strcmp(c.what, same.what) == 0 && strcmp(c.source, same.source) == 0);
    assert(strcmp(c.questions[2], same.questions[2]) == 0 && strcmp(c.name, same.name) == 0);
    return 0;
}
