/* uses: report insight store policy catalogue base */
/*
 * docs/report.schema.json describes what `kindward report --format json` writes: all of it, and
 * nothing else. The few keywords of JSON Schema that the file uses are checked here, strictly: a
 * key that it does not name is an error too.
 */
#include "insight/week.h"
#include "report/report.h"

#include <jansson.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static json_t *schema;

static bool is_valid(const json_t *rule, const json_t *value);

static bool is_type(const char *type, const json_t *v)
{
    return (strcmp(type, "string") == 0 && json_is_string(v)) ||
           (strcmp(type, "integer") == 0 && json_is_integer(v)) ||
           (strcmp(type, "boolean") == 0 && json_is_boolean(v)) ||
           (strcmp(type, "null") == 0 && json_is_null(v)) ||
           (strcmp(type, "array") == 0 && json_is_array(v)) ||
           (strcmp(type, "object") == 0 && json_is_object(v));
}

static bool has_type(const json_t *type, const json_t *value)
{
    size_t i;
    json_t *one;

    if (json_is_string(type))
        return is_type(json_string_value(type), value);
    json_array_foreach(type, i, one) if (is_type(json_string_value(one), value)) return true;
    return false;
}

static bool is_one_of(const json_t *values, const json_t *value)
{
    size_t i;
    json_t *one;

    json_array_foreach(values, i, one) if (json_equal(one, value)) return true;
    return false;
}

static bool fits_one(const json_t *rules, const json_t *value)
{
    size_t i, n = 0;
    json_t *one;

    json_array_foreach(rules, i, one) n += is_valid(one, value);
    return n == 1;
}

static bool matches(const char *pattern, const char *s)
{
    regex_t regex;
    bool does;

    assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB), 0);
    does = regexec(&regex, s, 0, NULL, 0) == 0;
    regfree(&regex);
    return does;
}

static bool is_valid_object(const json_t *rule, const json_t *value)
{
    const json_t *properties = json_object_get(rule, "properties");
    const json_t *more = json_object_get(rule, "additionalProperties");
    const char *key;
    json_t *part;
    size_t i;

    json_array_foreach(json_object_get(rule, "required"), i,
                       part) if (!json_object_get(value, json_string_value(part))) return false;
    json_object_foreach((json_t *)value, key, part)
    {
        const json_t *known = json_object_get(properties, key);

        if (!known && !more)
            return false;
        if (!is_valid(known ? known : more, part))
            return false;
    }
    return true;
}

static bool is_valid_array(const json_t *rule, const json_t *value)
{
    const json_t *least = json_object_get(rule, "minItems");
    const json_t *most = json_object_get(rule, "maxItems");
    json_int_t n = (json_int_t)json_array_size(value);
    size_t i;
    json_t *part;

    if ((least && n < json_integer_value(least)) || (most && n > json_integer_value(most)))
        return false;
    json_array_foreach(value, i,
                       part) if (!is_valid(json_object_get(rule, "items"), part)) return false;
    return true;
}

static bool is_valid(const json_t *rule, const json_t *value)
{
    const char *ref = json_string_value(json_object_get(rule, "$ref"));
    const json_t *least = json_object_get(rule, "minimum");
    const json_t *most = json_object_get(rule, "maximum");
    const json_t *part;

    assert_non_null(rule);
    if (ref) {
        assert_memory_equal(ref, "#/$defs/", 8);
        return is_valid(json_object_get(json_object_get(schema, "$defs"), ref + 8), value);
    }
    if ((part = json_object_get(rule, "type")) && !has_type(part, value))
        return false;
    if ((part = json_object_get(rule, "const")) && !json_equal(part, value))
        return false;
    if ((part = json_object_get(rule, "enum")) && !is_one_of(part, value))
        return false;
    if ((part = json_object_get(rule, "oneOf")) && !fits_one(part, value))
        return false;
    if ((part = json_object_get(rule, "pattern")) && json_is_string(value) &&
        !matches(json_string_value(part), json_string_value(value)))
        return false;
    if (json_is_integer(value) &&
        ((least && json_integer_value(value) < json_integer_value(least)) ||
         (most && json_integer_value(value) > json_integer_value(most))))
        return false;
    if (json_is_object(value) && json_object_get(rule, "properties"))
        return is_valid_object(rule, value);
    if (json_is_object(value) && json_object_get(rule, "additionalProperties"))
        return is_valid_object(rule, value);
    return !json_is_array(value) || is_valid_array(rule, value);
}

static json_t *written(const struct week *const *weeks, size_t n)
{
    struct report_input in = {.weeks = weeks, .n_weeks = n};
    char *at = NULL;
    size_t len;
    FILE *out = open_memstream(&at, &len);
    json_t *json;

    assert_non_null(out);
    assert_int_equal(report_write(&in, REPORT_JSON, out, NULL), 0);
    fclose(out);
    json = json_loadb(at, len, JSON_REJECT_DUPLICATES, NULL);
    free(at);
    assert_non_null(json);
    return json;
}

static const struct platform known = {.index = 1,
                                      .id = "discord",
                                      .name = "Discord",
                                      .kind = PLATFORM_MESSAGING,
                                      .strangers_can_write = KNOWN_YES,
                                      .end_to_end_encrypted = KNOWN_UNSURE,
                                      .minimum_age = 13,
                                      .age_source = "its terms",
                                      .card = "Groups that write and talk.",
                                      .question = "Who is in your groups?",
                                      .categories = 1u << CATEGORY_MESSAGING};
static char discord[] = "discord", gone[] = "gone", site[] = "discord.com", mia[] = "Mia",
            none[] = "";

/* A week in which every kind of part is there at least once. */
static void with_full_week(void (*each)(const struct week *week))
{
    struct use use = {.minutes = {3, 9}, .n_days = 2, .last_day = 20408, .latest_minute = 1470};
    struct week_platform platforms[] = {
        {.platform = &known, .id = discord, .use = use, .is_new = true, .is_first_seen = true},
        {.id = gone, .use = {.minutes = {0, 1}, .n_days = 1, .latest_minute = -1}},
    };
    struct week_site sites[] = {
        {.site = site, .platform_id = discord, .categories = 3, .use = use, .is_new = true},
        {.site = site, .platform_id = none, .use = use},
    };
    struct week_day days[7];
    struct week_signal signals[SIGNAL_CATEGORY + 1];
    struct week week = {
        .child = mia,
        .from_day = 20408,
        .to_day = 20415,
        .is_iso_week = true,
        .total = {3, 9},
        .chat = {3, 9},
        .had_earlier = {true, false, true, false},
        .latest_minute = 1470,
        .platforms = platforms,
        .n_platforms = ARRAY_LEN(platforms),
        .sites = sites,
        .n_sites = ARRAY_LEN(sites),
        .n_noise_sites = 3,
        .days = days,
        .n_days = ARRAY_LEN(days),
        .heat = {[4] = {[23] = 60}},
        .signals = signals,
        .n_signals = ARRAY_LEN(signals),
        .coverage = {
            .n_connections = 100,
            .by_evidence = {[EVIDENCE_SAID] = 70, [EVIDENCE_CLAIMED] = 5, [EVIDENCE_OUTER] = 5},
            .nameless = {[NAMELESS_ENCRYPTED] = 20},
            .n_days_watched = 6}};

    week.categories[CATEGORY_MESSAGING].use = use;
    for (size_t i = 0; i < ARRAY_LEN(days); i++)
        days[i] = (struct week_day){.day = 20408 + (int32_t)i,
                                    .minutes = {1, 2},
                                    .latest_minute = i == 3 ? -1 : 1300,
                                    .was_watched = i != 3};
    for (size_t i = 0; i < ARRAY_LEN(signals); i++)
        signals[i] = (struct week_signal){.kind = (enum signal_kind)i,
                                          .platform = &platforms[0],
                                          .other = &platforms[1],
                                          .site = &sites[0],
                                          .minutes = {3, 9},
                                          .day = 20409,
                                          .minute_of_day = 1364,
                                          .n_days = 1};
    each(&week);
}

static void check_full(const struct week *week)
{
    json_t *json = written(&week, 1);

    assert_true(is_valid(schema, json));
    json_decref(json);
}

static void full_week_is_as_the_schema_says(void **state)
{
    (void)state;
    with_full_week(check_full);
}

static void check_several(const struct week *week)
{
    const struct week *weeks[] = {week, week};
    json_t *json = written(weeks, 2);

    assert_int_equal(json_array_size(json_object_get(json, "reports")), 2);
    assert_true(is_valid(schema, json));
    json_decref(json);
}

static void several_children_are_as_the_schema_says(void **state)
{
    (void)state;
    with_full_week(check_several);
}

static void empty_span_is_as_the_schema_says(void **state)
{
    struct week week = {.child = mia, .from_day = 20408, .to_day = 20409, .latest_minute = -1};
    const struct week *weeks[] = {&week};
    json_t *json = written(weeks, 1);

    (void)state;
    assert_true(is_valid(schema, json));
    json_decref(json);
}

/* The check itself can fail: each key of the report and of its first platform is needed, has its
 * type, and stands beside no other. */
static void check_changes(const struct week *week)
{
    json_t *json = written(&week, 1), *copy;
    const char *key;
    json_t *part;

    json_object_foreach(json, key, part)
    {
        copy = json_deep_copy(json);
        json_object_del(copy, key);
        assert_false(is_valid(schema, copy));
        json_object_set_new(copy, key, json_real(0.5));
        assert_false(is_valid(schema, copy));
        json_decref(copy);
    }
    json_object_foreach(json_array_get(json_object_get(json, "platforms"), 0), key, part)
    {
        copy = json_deep_copy(json);
        json_object_del(json_array_get(json_object_get(copy, "platforms"), 0), key);
        assert_false(is_valid(schema, copy));
        json_decref(copy);
    }
    json_object_set_new(json, "score", json_integer(7));
    assert_false(is_valid(schema, json));
    json_decref(json);
}

static void change_of_any_key_is_noticed(void **state)
{
    (void)state;
    with_full_week(check_changes);
}

static int load_schema(void **state)
{
    (void)state;
    schema = json_load_file(SOURCE_DIR "/docs/report.schema.json", JSON_REJECT_DUPLICATES, NULL);
    return schema ? 0 : -1;
}

static int drop_schema(void **state)
{
    (void)state;
    json_decref(schema);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_week_is_as_the_schema_says),
        cmocka_unit_test(several_children_are_as_the_schema_says),
        cmocka_unit_test(empty_span_is_as_the_schema_says),
        cmocka_unit_test(change_of_any_key_is_noticed),
    };

    return cmocka_run_group_tests(tests, load_schema, drop_schema);
}
