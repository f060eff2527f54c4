/* uses: base catalogue catalogue_default policy policy_load */
/*
 * Any bytes as a child's file, to which one item is added: the first byte says how and where, the
 * rest of its line is the item. What somebody wrote stays byte for byte, with something put in at
 * one place; where it goes to the end, no line changes its number; adding twice is adding once; and
 * where the result is a policy, the rule is in it.
 */
#include "policy/policy_edit.h"

#include "policy/policy_load.h"
#include "property.h"

enum { HEAD_MAX = 300 };

static const struct catalogue *lists(void)
{
    static struct catalogue *c;
    AUTO_TEXT struct text error = {.at = NULL};

    HOLDS(c || catalogue_of_memory(catalogue_default_image(), &c, &error) == 0);
    return c;
}

static size_t n_lines(struct bytes b)
{
    size_t n = 0;

    for (size_t i = 0; i < b.len; i++)
        n += b.at[i] == '\n';
    return n;
}

static struct bytes bytes_of_text(const struct text *t)
{
    return bytes_of(text_string(t), t->len);
}

/* Is @whole the text with bytes put in at one place? */
static void check_kept(struct bytes text, struct bytes whole, bool at_end)
{
    size_t before = 0, behind = 0;

    HOLDS(whole.len > text.len);
    while (before < text.len && text.at[before] == whole.at[before])
        before++;
    while (behind < text.len - before &&
           text.at[text.len - 1 - behind] == whole.at[whole.len - 1 - behind])
        behind++;
    HOLDS(before + behind == text.len);
    HOLDS(!at_end || before == text.len || n_lines(text) == n_lines(whole));
}

static void check_rule(struct bytes whole, enum verdict verdict, enum subject subject,
                       const char *what)
{
    AUTO(policy_free) struct policy *policy = NULL;
    AUTO_PROBLEMS struct policy_problems problems = {.at = NULL};
    struct agent_config config;
    char agent[] = "kindward.conf", child[] = "children.d/a.conf";
    const struct policy_text texts[] = {{agent, bytes_of("", 0)}, {child, whole}};

    if (policy_of_texts(texts, ARRAY_LEN(texts), lists(), &policy, &config, &problems) == 0 &&
        policy_n_children(policy) == 1)
        HOLDS(policy_rule_find(policy, 0, verdict, subject, what));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_TEXT struct text once = {.at = NULL};
    AUTO_TEXT struct text twice = {.at = NULL};
    const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
    size_t head = end ? (size_t)(end - data) : 0;
    char what[HEAD_MAX];
    struct bytes text;
    enum verdict verdict;
    enum subject subject;
    bool at_end;
    int r;

    if (head == 0 || head > sizeof(what))
        return 0;
    memcpy(what, data + 1, head - 1);
    what[head - 1] = '\0';
    if (!policy_edit_is_item(what))
        return 0;
    at_end = data[0] & 1;
    verdict = (enum verdict)(data[0] >> 1 & 3);
    subject = (enum subject)((data[0] >> 3 & 7) % SUBJECT_COUNT);
    text = bytes_of(data + head + 1, size - head - 1);
    r = at_end ? policy_edit_append(text, verdict, subject, what, &once)
               : policy_edit_add(text, verdict, subject, what, &once);
    HOLDS(r == 0 || r == 1);
    if (r == 1)
        check_kept(text, bytes_of_text(&once), at_end);
    else
        HOLDS(once.len == text.len && (text.len == 0 || memcmp(once.at, text.at, text.len) == 0));
    HOLDS(policy_edit_add(bytes_of_text(&once), verdict, subject, what, &twice) == 0);
    HOLDS(twice.len == once.len && (once.len == 0 || memcmp(twice.at, once.at, once.len) == 0));
    check_rule(bytes_of_text(&once), verdict, subject, what);
    return 0;
}
