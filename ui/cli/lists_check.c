/*
 * lists check — what form a list has, what is read out of it, and what is not.
 */
#include "base/log.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "catalogue/catalogue_compile.h"
#include "catalogue/list_apart.h"
#include "catalogue/list_format.h"
#include "catalogue/list_include.h"
#include "cli/cli.h"
#include "cli/lists.h"
#include "cli/name_set.h"
#include "cli/options.h"
#include "lists/columns.h"
#include "lists/list_file.h"
#include "lists/list_folder.h"
#include "lists/no_list.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <sys/stat.h>

static const char help[] =
    "usage: kindward lists check [--own] [--format-of FORMAT] [--format text|json] FILE\n\n"
    "Says which form a list has, how many names and exceptions are in it, and each line that is\n"
    "rejected, with its number and why. FILE may be packed (gzip, xz, zstd), or an archive of\n"
    "lists, or a folder of them. Of a squidGuard archive or folder the domains are names, counted\n"
    "once a category. A v2fly list is read with those beside it that it includes. Each name "
    "counts\n"
    "once. Those that are public suffixes (co.uk) are among them, and shown with their lines: "
    "they\n"
    "are left out when the list is used. Of a table (csv) one column is read; where other columns\n"
    "have names, too, that is said.\n\n"
    "  --own               it is a list of your own: keyword:, regexp:, domain: and full: may\n"
    "                      stand among lines of any form, and are read as an update reads them\n"
    "  --format-of FORMAT  read it as this: hosts, plain, wildcard, abp, dnsmasq, unbound, rpz,\n"
    "                      bind, v2fly, clash, csv, json, hashed\n"
    "  --format FORMAT     how to say it: text, or json (format; names and exceptions: how many,\n"
    "                      each once, public suffixes among them; names_used and exceptions_used:\n"
    "                      without those; suffixes: how many are left out, each once, and\n"
    "                      suffix_lines: every line with one; rejected: how many lines, and\n"
    "                      rejected_lines: each, with file, line, reason and text; rules:\n"
    "                      keywords and regular expressions; columns: of a table, and\n"
    "                      names_unread: those in other columns than the one that is read)\n\n"
    "Exit codes: 0 a list with names (or rules, of your own), 1 it is none, 2 usage.\n";

/* A list that another one includes; they are kept until all is read. */
struct beside {
    struct beside *next;
    char *name;
    bool is_there;
    struct text text;
};

struct check {
    const char *path; /* of the file */
    struct beside *beside;
    enum list_format format, forced;
    bool is_forced, is_own, is_squidguard, has_format;
    const char *file;    /* of an archive, "" otherwise */
    const char *refused; /* why it is no list; NULL: it is one */
    struct text unfit;   /* why an update refuses it: what is in `refused` then */
    struct name_set names, exceptions, cancelled;
    struct name_set
        suffixes; /* of the names and exceptions, those that are left out when compiled */
    size_t n_rules, n_rejected, n_invalid;
    size_t n_given;                  /* names as they came, not each once */
    size_t n_columns;                /* of the widest table */
    size_t n_unread;                 /* names in columns that are not read */
    json_t *rejected, *suffix_lines; /* file, line, reason and text of each */
};

static void check_done(struct check *k)
{
    text_done(&k->unfit);
    name_set_done(&k->names);
    name_set_done(&k->exceptions);
    name_set_done(&k->cancelled);
    name_set_done(&k->suffixes);
    json_decref(k->rejected);
    json_decref(k->suffix_lines);
    for (struct beside *b = k->beside, *next; b; b = next) {
        next = b->next;
        text_done(&b->text);
        free(b->name);
        free(b);
    }
}

static void note(struct check *k, json_t *lines, size_t line, const char *name, const char *why,
                 struct bytes what)
{
    AUTO_TEXT struct text raw = {.at = NULL};
    AUTO_TEXT struct text shown = {.at = NULL};

    text_add_bytes(&raw, what.at, what.len < 120 ? what.len : 120);
    text_add_visible(&shown, text_string(&raw));
    json_array_append_new(lines, json_pack("{s:s, s:I, s:s, s:s, s:s}", "file", k->file, "line",
                                           (json_int_t)line, "kind", name, "reason", why, "text",
                                           text_string(&shown)));
}

static void reject(struct check *k, size_t line, const char *name, const char *why,
                   struct bytes what)
{
    k->n_rejected++;
    note(k, k->rejected, line, name, why, what);
}

static void take_left(size_t line, enum list_left why, struct bytes what, void *user)
{
    struct check *k = user;

    k->n_invalid += why == LEFT_INVALID;
    if (why != LEFT_OTHER && why != LEFT_LOCAL) /* what every such file has */
        reject(k, line, list_left_name(why), list_left_why(why), what);
}

/* Each folder of a squidGuard archive is a list of its own: its names count there. */
static int keep_name(struct check *k, struct name_set *in, const char *name)
{
    AUTO_TEXT struct text both = {.at = NULL};

    if (!k->is_squidguard)
        return name_set_add(in, name);
    text_addf(&both, "%s %s", k->file, name);
    return both.failed ? -ENOMEM : name_set_add(in, text_string(&both));
}

static int take_name(struct check *k, const struct list_item *item)
{
    struct name_set *in = item->is_cancel  ? &k->cancelled
                          : item->is_allow ? &k->exceptions
                                           : &k->names;
    int r = 0;

    k->n_given++;
    if (item->kind == ITEM_NAME && !item->is_cancel && !compiler_may_list(item->text)) {
        note(k, k->suffix_lines, item->line, "suffix",
             "is a public suffix, and left out: the sites below it are of others",
             bytes_of(item->text, strlen(item->text)));
        r = keep_name(k, &k->suffixes, item->text);
    }
    return r < 0 ? r : keep_name(k, in, item->text);
}

static int take_item(const struct list_item *item, void *user)
{
    struct check *k = user;

    switch (item->kind) {
    case ITEM_NAME:
    case ITEM_HASH:
        return take_name(k, item);
    case ITEM_LABEL:
        reject(k, item->line, "suffix", "is a whole top-level domain, or a name without one",
               bytes_of(item->text, strlen(item->text)));
        return 0;
    case ITEM_KEYWORD:
    case ITEM_REGEXP:
        k->n_rules++;
        return 0;
    }
    return 0;
}

/* The form of a file; false, and why, where it has none. */
static bool find_format(struct check *k, struct bytes text, enum list_format *ret)
{
    int r;

    if (k->is_forced) {
        *ret = k->forced;
        return true;
    }
    k->refused = no_list_at_all(text);
    if (k->refused)
        return false;
    r = list_recognise(text, ret);
    if (r == 0)
        return true;
    k->refused = r == -EBADMSG   ? "this is a web page, not a list; fetch it again"
                 : r == -ENODATA ? "there is no entry in it: it is empty, or has comments only"
                                 : no_list_perhaps(text);
    if (!k->refused)
        k->refused = "this is no list in any known form; --format-of says which";
    return false;
}

/* The text of a list that lies beside the one that is checked. */
static struct bytes find_beside(const char *name, void *user)
{
    struct check *k = user;
    struct beside *b = k->beside;

    while (b && strcmp(b->name, name) != 0)
        b = b->next;
    if (!b) {
        b = calloc(1, sizeof(*b));
        if (!b)
            return bytes_of(NULL, 0);
        b->name = strdup(name);
        b->is_there = b->name && list_folder_find(k->path, name, &b->text);
        if (!b->name) {
            free(b);
            return bytes_of(NULL, 0);
        }
        b->next = k->beside;
        k->beside = b;
    }
    return b->is_there ? bytes_of(text_string(&b->text), b->text.len) : bytes_of(NULL, 0);
}

/* Of a table one column is read, and names in others would be missed without a word. */
static void look_beside_column(struct check *k, struct bytes text, size_t n_read)
{
    struct columns columns = columns_count(text);

    k->n_columns = columns.n > k->n_columns ? columns.n : k->n_columns;
    k->n_unread += columns.n_names > n_read ? columns.n_names - n_read : 0;
}

/* Rules count wherever they stand, as the update takes them. */
static int read_own(struct check *k, struct bytes text, const struct list_taker *taker)
{
    AUTO(free_memory) char *rules = NULL;
    AUTO(free_memory) char *rest = NULL;
    AUTO(compiler_free) struct compiler *c = NULL;
    struct list_counts counts;
    int r = compiler_new(&c);

    if (r == 0 && (r = compiler_add_local(c, k->path, LIST_CATEGORY, 0, text, &counts,
                                          &k->unfit)) == -EINVAL) {
        k->refused = text_string(&k->unfit);
        return 0;
    }
    if (r == 0)
        r = list_apart(text, &k->format, &rules, &rest);
    if (r == 0)
        r = list_read(FORMAT_V2FLY, bytes_of(rules, text.len), taker, NULL);
    return r < 0 ? r : list_read(k->format, bytes_of(rest, text.len), taker, NULL);
}

static int take_file(const char *name, struct bytes text, void *user)
{
    struct check *k = user;
    const struct list_taker taker = {take_item, take_left, k};
    enum list_part part = list_part_of(name, text);
    enum list_format format = FORMAT_PLAIN;
    size_t n_before = k->n_given;
    int r;

    k->file = name;
    if (part == PART_NONE)
        return 0;
    if (part != PART_LIST && !k->is_forced)
        k->is_squidguard = true;
    else if (!find_format(k, text, &format))
        return 0;
    k->format = format;
    k->has_format = true;
    r = k->is_own && format != FORMAT_JSON ? read_own(k, text, &taker)
        : format == FORMAT_V2FLY && name[0] == '\0'
            ? list_read_whole(text, &(const struct list_shelf){find_beside, k}, &taker, NULL)
            : list_read(format, text, &taker, NULL);
    if (r == -EBADMSG) {
        k->refused = "it is said to be JSON, and is none";
        r = 0;
    }
    if (r == 0 && k->format == FORMAT_CSV)
        look_beside_column(k, text, k->n_given - n_before);
    return r;
}

static const char *format_of(const struct check *k)
{
    return k->is_squidguard ? "squidguard" : k->has_format ? list_format_name(k->format) : "none";
}

/* Names that are not taken back by another line; of @that_are_used, without public suffixes. Before
 * they are in order, each time that one stands there counts. */
static size_t count_names(const struct check *k, bool that_are_used)
{
    size_t n = 0;

    for (size_t i = 0; i < k->names.n; i++) {
        const char *name = name_set_at(&k->names, i);

        n += !name_set_has(&k->cancelled, name) &&
             !(that_are_used && name_set_has(&k->suffixes, name));
    }
    return n;
}

static size_t count_exceptions(const struct check *k, bool that_are_used)
{
    size_t n = 0;

    for (size_t i = 0; i < k->exceptions.n; i++)
        n += !that_are_used || !name_set_has(&k->suffixes, name_set_at(&k->exceptions, i));
    return n;
}

static void print_lines(const struct check *k, const json_t *lines)
{
    /* Of JSON, texts are counted, whatever line they are in. */
    const char *unit = k->has_format && k->format == FORMAT_JSON ? "text" : "line";
    size_t i;
    json_t *one;

    json_array_foreach(lines, i, one)
    {
        const char *file = json_string_value(json_object_get(one, "file"));

        printf("  %s%s%s %lld: \"%s\" %s\n", file, file[0] ? ", " : "", unit,
               (long long)json_integer_value(json_object_get(one, "line")),
               json_string_value(json_object_get(one, "text")),
               json_string_value(json_object_get(one, "reason")));
    }
}

static void print_count(size_t n, const char *what, size_t n_used)
{
    printf(", %zu %s", n, what);
    if (n > n_used)
        printf(" (of which %zu %s left out when the list is used)", n - n_used,
               n - n_used == 1 ? "is a public suffix and" : "are public suffixes and");
}

static void print_text(const struct check *k, const char *path)
{
    printf("%s: format %s", path, format_of(k));
    print_count(count_names(k, false), "names", count_names(k, true));
    print_count(k->exceptions.n, "exceptions", count_exceptions(k, true));
    printf(", %zu rejected", k->n_rejected);
    if (k->n_rules > 0)
        printf(", %zu keyword and regular expression rules", k->n_rules);
    putchar('\n');
    if (k->n_unread > 0)
        printf("  of its %zu columns only one is read, the one with the most names; in the others, "
               "names that are not read: %zu. If they belong to the list, write them one a line.\n",
               k->n_columns, k->n_unread);
    print_lines(k, k->rejected);
    print_lines(k, k->suffix_lines);
}

static bool print_json(const struct check *k)
{
    json_t *root = json_pack(
        "{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:O, s:O}", "format", format_of(k),
        "names", (json_int_t)count_names(k, false), "names_used", (json_int_t)count_names(k, true),
        "exceptions", (json_int_t)k->exceptions.n, "exceptions_used",
        (json_int_t)count_exceptions(k, true), "rejected", (json_int_t)k->n_rejected, "rules",
        (json_int_t)k->n_rules, "suffixes", (json_int_t)k->suffixes.n, "columns",
        (json_int_t)k->n_columns, "names_unread", (json_int_t)k->n_unread, "rejected_lines",
        k->rejected, "suffix_lines", k->suffix_lines);
    bool done = json_dumpf(root, stdout, JSON_INDENT(1)) == 0 && putchar('\n') != EOF;

    json_decref(root);
    return done;
}

static int take_format(void *to, const char *word)
{
    struct check *k = to;

    if (!list_format_of_name(word, &k->forced))
        return cli_usage("lists", "there is no form \"%s\"", word);
    k->is_forced = true;
    return GO_ON;
}

int lists_check(int argc, char **argv)
{
    __attribute__((cleanup(check_done))) struct check k = {
        .file = "", .rejected = json_array(), .suffix_lines = json_array()};
    AUTO_TEXT struct text error = {.at = NULL};
    AUTO(close_fd) int file = -1;
    struct stat st;
    int format = AS_TEXT;
    size_t n_entries;
    const struct cli_option options[] = {
        {"own", .flag = &k.is_own},
        {"format", .chosen = &format, .choices = text_or_json},
        {"format-of", .take = take_format, .to = &k},
    };
    int first, code = options_walk(help, options, ARRAY_LEN(options), argc, argv, &first);
    bool done = true;

    if (code != GO_ON)
        return code;
    if (first + 1 != argc)
        return cli_usage("lists", "name one file to check");
    file = open(argv[first], O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        log_error("lists: %s: cannot be read: %s; check the path", argv[first], strerror(errno));
        return EXIT_FAILED;
    }
    k.path = argv[first];
    code = fstat(file, &st) == 0 && S_ISDIR(st.st_mode)
               ? list_folder_each(argv[first], LIST_UNPACKED_MAX, take_file, &k, &error)
               : list_file_each(argv[first], file, LIST_UNPACKED_MAX, take_file, &k, &error);
    if (code < 0)
        return cli_failed("lists", argv[first], "there is no memory for the list", code, &error);
    name_set_sort(&k.cancelled);
    name_set_sort(&k.suffixes);
    n_entries = count_names(&k, true) + count_exceptions(&k, true);
    name_set_sort(&k.names);
    name_set_sort(&k.exceptions);
    if (format == AS_JSON)
        done = print_json(&k);
    else
        print_text(&k, argv[first]);
    if (!done || fflush(stdout) != 0)
        return cli_failed("lists", "the answer", "there is no memory", -EIO, &error);
    if (!k.is_forced && n_entries > 0 && no_list_prose(k.n_invalid, n_entries, &error)) {
        log_error("lists: %s: %s", argv[first], text_string(&error));
        return EXIT_FAILED;
    }
    if (count_names(&k, true) > 0 || (k.is_own && k.n_rules > 0))
        return EXIT_DONE;
    log_error("lists: %s: %s", argv[first],
              k.refused ? k.refused : "there is no name in it that can be used; is it a list?");
    return EXIT_FAILED;
}
