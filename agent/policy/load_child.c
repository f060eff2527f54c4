#include "policy/load_state.h"
#include "policy/spelling.h"

#include <errno.h>
#include <string.h>

/* What a child's file may say. The words of [child] come first, in the order of the enum. */
enum child_key { KEY_ACCOUNT, KEY_NAME, KEY_BIRTH_YEAR, KEY_BIRTH_DATE, KEY_BLOCK_BY, KEY_LISTS };

#define LISTS(group)                                                                               \
    {group, "categories"}, {group, "platforms"}, {group, "sites"},                                 \
    {                                                                                              \
        group, "names"                                                                             \
    }

static const struct known_key known[] = {
    [KEY_ACCOUNT] = {"child", "account"},
    [KEY_NAME] = {"child", "name"},
    [KEY_BIRTH_YEAR] = {"child", "birth-year"},
    [KEY_BIRTH_DATE] = {"child", "birth-date"},
    [KEY_BLOCK_BY] = {"child", "block-by"},
    [KEY_LISTS] = LISTS("allow"),
    LISTS("log"),
    LISTS("alert"),
    LISTS("block"),
};
static const enum subject list_subjects[] = {SUBJECT_CATEGORY, SUBJECT_PLATFORM, SUBJECT_SITE,
                                             SUBJECT_NAME};
static const enum verdict list_verdicts[] = {VERDICT_ALLOW, VERDICT_LOG, VERDICT_ALERT,
                                             VERDICT_BLOCK};

enum { FIRST_YEAR = 1900, LAST_YEAR = 2100 };

/* A child's file while it is read. */
struct child_file {
    struct policy_load *load;
    struct key_text keys;
    struct policy_place whole;
};

static struct policy_place place_of(const struct child_file *f, enum child_key key)
{
    return (struct policy_place){f->whole.file, f->keys.lines[key]};
}

/* The value of a key of [child], NULL where it is not there or cannot be read. */
static char *value_of(const struct child_file *f, enum child_key key)
{
    if (f->keys.lines[key] == 0)
        return NULL;
    return key_text_value(&f->keys, known, key, f->load->problems);
}

static bool is_account(const char *s)
{
    size_t len = strlen(s);

    if (len == 0 || len > ACCOUNT_NAME_MAX || s[0] == '-')
        return false;
    if (strspn(s, "0123456789") == len) /* the number of an account without a name; 0 is root */
        return strspn(s, "0") < len;
    for (; *s; s++)
        if (!g_ascii_isalnum(*s) && !strchr("_-.@$", *s))
            return false;
    return true;
}

static void read_account(const struct child_file *f, struct child *child)
{
    g_autofree char *value = value_of(f, KEY_ACCOUNT);
    struct policy_place where = place_of(f, KEY_ACCOUNT);

    if (where.line == 0)
        policy_error(f->load->problems, f->whole, NULL,
                     "[child] does not say whose account it is; add account= and the user name");
    else if (value && strcmp(value, "root") == 0)
        policy_error(f->load->problems, where, NULL,
                     "root is no child: it is the machine itself; write the child's user name");
    else if (value && !is_account(value))
        policy_error(f->load->problems, where, NULL,
                     "this is no user name; account= takes the name with which the child logs in");
    else if (value)
        memcpy(child->account, value, strlen(value) + 1);
}

/* What reports call the child: name=, else the file's name. */
static void read_name(const struct child_file *f, struct child *child)
{
    g_autofree char *value = value_of(f, KEY_NAME);
    const char *file = child_file_name(f->whole.file);
    size_t len = value ? strlen(value) : strlen(file) - strlen(".conf");
    struct policy_place where = place_of(f, KEY_NAME);

    if (where.line > 0 && !value)
        return; /* it could not be read, which was said */
    if (len == 0 || len > CHILD_NAME_MAX) {
        policy_error(f->load->problems, where, NULL, "a child's name has 1 to %d bytes",
                     CHILD_NAME_MAX);
        return;
    }
    memcpy(child->name, value ? value : file, len);
    for (const char *at = child->name; *at; at = g_utf8_next_char(at))
        if (!g_unichar_isprint(g_utf8_get_char(at))) { /* also what turns a line around */
            policy_error(f->load->problems, where, NULL, "a child's name is one line of letters");
            child->name[0] = '\0';
            return;
        }
}

static void read_birth(const struct child_file *f, struct child *child)
{
    g_autofree char *year = value_of(f, KEY_BIRTH_YEAR), *date = value_of(f, KEY_BIRTH_DATE);
    struct policy_place at_year = place_of(f, KEY_BIRTH_YEAR),
                        at_date = place_of(f, KEY_BIRTH_DATE);
    guint64 number = 0;
    int32_t day;

    if (at_year.line == 0 && at_date.line == 0)
        policy_error(
            f->load->problems, f->whole, NULL,
            "[child] does not say when the child was born; add birth-year=, for monitoring "
            "ends at 18");
    if (year && !g_ascii_string_to_unsigned(year, 10, FIRST_YEAR, LAST_YEAR, &number, NULL))
        policy_error(f->load->problems, at_year, NULL,
                     "birth-year is a year of four digits, as in birth-year=2013");
    if (date && (day_from_text(date, &day) < 0 || date_from_day(day).year < FIRST_YEAR ||
                 date_from_day(day).year > LAST_YEAR))
        policy_error(f->load->problems, at_date, NULL,
                     "birth-date is year, month and day, as in birth-date=2013-06-14");
    else if (date)
        child->birth = date_from_day(day);
    if (child->birth.year > 0 && number > 0 && child->birth.year != (int)number)
        policy_error(f->load->problems, at_year, NULL,
                     "birth-year and birth-date (line %u) are of different years; birth-date alone "
                     "is enough",
                     at_date.line);
    if (child->birth.year == 0)
        child->birth.year = (int)number;
}

static void read_block_by(const struct child_file *f, struct child *child)
{
    g_autofree char *value = value_of(f, KEY_BLOCK_BY);
    struct spelling near = {.word = value};

    if (!value)
        return;
    for (int b = BLOCK_BY_REJECT; b <= BLOCK_BY_DNS; b++) {
        const char *word = block_by_name((enum block_by)b);

        if (strcmp(value, word) == 0) {
            child->block_by = (enum block_by)b;
            return;
        }
        spelling_try(&near, word, word);
    }
    policy_error(f->load->problems, place_of(f, KEY_BLOCK_BY), near.nearest,
                 "block-by is reject or dns");
}

/* No two files about one child. */
static void check_others(const struct child_file *f, const struct child *child)
{
    for (uint32_t c = 0; c < policy_n_children(f->load->policy); c++) {
        const struct child *other = policy_child(f->load->policy, c);

        if (child->account[0] != '\0' && strcmp(other->account, child->account) == 0)
            policy_error(f->load->problems, place_of(f, KEY_ACCOUNT), NULL,
                         "another file before this one has the account %s too; an account has one "
                         "file",
                         child->account);
        else if (child->name[0] != '\0' && strcmp(other->name, child->name) == 0)
            policy_error(f->load->problems, place_of(f, KEY_NAME), NULL,
                         "another file before this one has a child of the same name; give one of "
                         "them another name=");
    }
}

static int read_child(const struct child_file *f)
{
    struct child child = {.block_by = BLOCK_BY_REJECT};
    uint32_t number;
    int r;

    read_account(f, &child);
    read_name(f, &child);
    read_birth(f, &child);
    read_block_by(f, &child);
    check_others(f, &child);
    r = policy_add_child(f->load->policy, &child, &number);
    if (r == -ENOSPC) {
        policy_error(f->load->problems, f->whole, NULL, "there are more than %d children",
                     POLICY_CHILDREN_MAX);
        return 0;
    }
    for (size_t i = KEY_LISTS; r == 0 && i < ARRAY_LEN(known); i++)
        if (f->keys.lines[i] > 0)
            r = load_rules(f->load, &f->keys, known, i, number,
                           list_verdicts[(i - KEY_LISTS) / ARRAY_LEN(list_subjects)],
                           list_subjects[(i - KEY_LISTS) % ARRAY_LEN(list_subjects)]);
    return r;
}

int load_child(struct policy_load *load, const struct policy_text *text)
{
    struct child_file f = {.load = load, .whole = {text->name, 0}};
    int r;

    if (!key_text_read(text->name, text->text, known, ARRAY_LEN(known), load->problems, &f.keys))
        return 0;
    r = read_child(&f);
    key_text_done(&f.keys);
    return r;
}
