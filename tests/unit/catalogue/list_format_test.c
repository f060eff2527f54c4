/* uses: base catalogue catalogue_compile */
#include "base/text.h"
#include "catalogue/list_format.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Items as "name", behind it = for the name alone, ! for an exception, ~ for what is taken back;
 * "label.", "keyword:x", "regexp:x", "hash". What is left as "line:kind". */
static int take_item(const struct list_item *item, void *user)
{
    static const char *const kinds[] = {[ITEM_NAME] = "",
                                        [ITEM_LABEL] = "",
                                        [ITEM_KEYWORD] = "keyword:",
                                        [ITEM_REGEXP] = "regexp:",
                                        [ITEM_HASH] = "hash:"};

    text_addf(user, " %s%s%s%s%s%s", kinds[item->kind], item->text,
              item->kind == ITEM_LABEL ? "." : "", item->is_exact ? "=" : "",
              item->is_allow ? "!" : "", item->is_cancel ? "~" : "");
    return 0;
}

static void take_left(size_t line, enum list_left why, struct bytes what, void *user)
{
    (void)what;
    if (why != LEFT_OTHER)
        text_addf(user, " %zu:%s", line, list_left_name(why));
}

#define HASH "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef"

static const struct {
    enum list_format format;
    const char *text, *said; /* in the order of the lines */
} cases[] = {
    {FORMAT_HOSTS,
     "127.0.0.1 localhost\n0.0.0.0 A.example.com b.example.com # two\n::1 c.example.com.\n"
     "0.0.0.0 10.1.2.3\n0.0.0.0 0.0.0.0\n",
     " 1:local a.example.com= b.example.com= c.example.com= 4:address 5:address"},
    {FORMAT_PLAIN,
     "\xef\xbb\xbf# head\r\na.com\r\n.b.com\r\nc.com. ; why\r\nb\xc3\xbc"
     "cher.example\r\nhttps://d.com/\r\nhttps://d.com/x\r\ne.com:8443\r\n_x.f.com\r\ncom\r\n"
     "two words\r\n-\r\n",
     " a.com b.com c.com xn--bcher-kva.example d.com 7:page e.com _x.f.com com. 11:invalid "
     "12:invalid"},
    {FORMAT_WILDCARD, "*.a.com\n*.b.co.uk\n", " a.com b.co.uk"},
    {FORMAT_ABP,
     "[Adblock Plus 2.0]\n! note\n||a.com^\n||b.com^$important\n|c.com^\n@@||d.com^\n"
     "||e.com^$third-party\n||f.com/x\nexample.com##.ad\n||g.com^$badfilter\n/banner/\n",
     " a.com b.com c.com= d.com! 7:conditional 8:pattern 9:cosmetic g.com~ 11:pattern"},
    {FORMAT_DNSMASQ,
     "# note\naddress=/a.com/0.0.0.0\nserver=/b.com/c.com/\nlocal=/d.com/\ncache-size=1\n",
     " a.com b.com c.com d.com"},
    {FORMAT_UNBOUND,
     "server:\nlocal-zone: \"a.com.\" always_null\nlocal-zone: b.com refuse\n"
     "local-zone: \"c.com\" transparent\nlocal-data: \"d.com A 0.0.0.0\"\n",
     " a.com b.com c.com!"},
    {FORMAT_RPZ,
     "$TTL 60\n@ IN SOA ns. root. (\n 1 ; serial\n 2 )\n  IN NS ns.\na.com CNAME .\n"
     "*.b.com 60 IN CNAME .\nc.com CNAME rpz-passthru.\n32.1.2.0.192.rpz-ip CNAME .\n",
     " a.com b.com c.com! 9:address"},
    {FORMAT_BIND,
     "zone \"a.com\" { type master; file \"null\"; };\nzone 'b.com' {\n  type master;\n};\n",
     " a.com b.com"},
    {FORMAT_V2FLY,
     "# note\ndomain:a.com\nfull:b.com @ads\nc.com @cn # "
     "why\nkeyword:casino\nregexp:^x\\.d\\.com$\n"
     "include:other @ads\nother:e.com\n",
     " a.com b.com= c.com keyword:casino regexp:^x\\.d\\.com$ 7:include 8:invalid"},
    {FORMAT_CLASH,
     "payload:\n  - '+.a.com'\n  - b.com\n  - DOMAIN-SUFFIX,c.com\n  - DOMAIN,d.com,REJECT\n"
     "  - DOMAIN-KEYWORD,casino\n  - IP-CIDR,192.0.2.0/24\n  - '*.e.com'\n",
     " a.com b.com= c.com d.com= keyword:casino 7:address 8:pattern"},
    {FORMAT_CSV, "type,indicator,who\r\ndomain,a.com,x\r\ndomain,b.com,y\r\nip,192.0.2.1,z\r\n",
     " indicator. a.com b.com 4:address"},
    {FORMAT_JSON,
     "{\"version\": 1, \"rules\": [{\"domain_suffix\": [\"a.com\"], \"domain\": \"b.com\","
     " \"domain_keyword\": [\"casino\"]}]}",
     " a.com b.com= keyword:casino"},
    {FORMAT_CSV, "name,note\na.com,one\nfull:b.com,two\nc.com,three\n",
     " name. a.com 3:invalid c.com"},
    {FORMAT_HASHED, "# names that nobody should read\n" HASH "\n" HASH "\n0123\n",
     " hash:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
     " hash:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef 4:invalid"},
};

static void each_form_is_recognised_and_read(void **state)
{
    bool is_tried[FORMAT_COUNT] = {false};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO_TEXT struct text said = {.at = NULL};
        const struct list_taker taker = {take_item, take_left, &said};
        struct bytes text = bytes_of(cases[i].text, strlen(cases[i].text));
        enum list_format format = FORMAT_COUNT;

        is_tried[cases[i].format] = true;
        assert_int_equal(list_recognise(text, &format), 0);
        assert_string_equal(list_format_name(format), list_format_name(cases[i].format));
        assert_int_equal(list_read(format, text, &taker, NULL), 0);
        assert_string_equal(text_string(&said), cases[i].said);
    }
    for (int f = 0; f < FORMAT_COUNT; f++)
        assert_true(is_tried[f]);
}

/* Cut anywhere, a list is read as far as it goes: what was said before stays said. */
static void a_list_that_is_cut_says_the_beginning_of_what_it_said(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        size_t len = strlen(cases[i].text);

        if (cases[i].format == FORMAT_JSON || cases[i].format == FORMAT_CSV)
            continue; /* of which all has to be there, and whose column depends on all */
        for (size_t n = 0; n < len; n++) {
            AUTO_TEXT struct text said = {.at = NULL};
            const struct list_taker taker = {take_item, take_left, &said};
            const char *at = cases[i].text;
            size_t whole = n;

            while (whole > 0 && at[whole - 1] != '\n')
                whole--;
            assert_int_equal(list_read(cases[i].format, bytes_of(at, whole), &taker, NULL), 0);
            assert_int_equal(strncmp(cases[i].said, text_string(&said), said.len), 0);
        }
    }
}

static void what_is_no_list_is_not_taken_for_one(void **state)
{
    static const struct {
        const char *text;
        int answer;
    } odd[] = {
        {"", -ENODATA},
        {"# retired\n! nothing here\n", -ENODATA},
        {"<!DOCTYPE html>\n<html><body>a.com</body></html>\n", -EBADMSG},
        {"<html>\n", -EBADMSG},
        {"The job ran at nine\nand nothing went wrong\n", -EINVAL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
        enum list_format format;

        assert_int_equal(list_recognise(bytes_of(odd[i].text, strlen(odd[i].text)), &format),
                         odd[i].answer);
    }
}

static int refuse_second(const struct list_item *item, void *user)
{
    (void)item;
    return ++*(int *)user == 2 ? -ENOSPC : 0;
}

static void reading_ends_where_the_taker_says_so(void **state)
{
    int n = 0;
    const struct list_taker taker = {.item = refuse_second, .user = &n};

    (void)state;
    assert_int_equal(list_read(FORMAT_PLAIN, bytes_of("a.com\nb.com\nc.com\n", 18), &taker, NULL),
                     -ENOSPC);
    assert_int_equal(n, 2);
}

static void words_for_forms_are_read_back(void **state)
{
    enum list_format format;

    (void)state;
    for (int f = 0; f < FORMAT_COUNT; f++) {
        assert_true(list_format_of_name(list_format_name((enum list_format)f), &format));
        assert_int_equal(format, f);
    }
    assert_false(list_format_of_name("nothing", &format));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_is_recognised_and_read),
        cmocka_unit_test(a_list_that_is_cut_says_the_beginning_of_what_it_said),
        cmocka_unit_test(what_is_no_list_is_not_taken_for_one),
        cmocka_unit_test(reading_ends_where_the_taker_says_so),
        cmocka_unit_test(words_for_forms_are_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
