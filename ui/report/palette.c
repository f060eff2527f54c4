#include "report/palette.h"

const struct palette_colour palette_colours[] = {
    {"ground", "#f8f4ed", "#191817"}, /* behind everything */
    {"card", "#fffdf9", "#23211f"},   /* behind a section */
    {"ink", "#2b2825", "#f1ece4"},    /* text */
    {"quiet", "#645c53", "#b9b0a5"},  /* text of less weight */
    {"line", "#e5dccf", "#3b3733"},   /* rules between rows */
    {"accent", "#1f6560", "#7cc7bd"}, /* headings' marks, solid bars */
    {"soft", "#6aa39c", "#4c8079"},   /* the part of a bar that is only likely */
    {"track", "#ece5da", "#35312d"},  /* an empty bar */
    {"warm", "#9a4a22", "#f0a880"},   /* what is worth a conversation */
    {"warm-ground", "#fbeee4", "#33261e"}, {"badge-ground", "#dfeeeb", "#1f3a37"},
    {"heat-0", "#efe9df", "#2d2a27"},      {"heat-1", "#c5dfda", "#27453f"},
    {"heat-2", "#8cbfb7", "#34695f"},      {"heat-3", "#468b83", "#549c8f"},
    {"heat-4", "#17524e", "#9be0d4"},
};
const size_t palette_n_colours = sizeof(palette_colours) / sizeof(*palette_colours);

const struct palette_pair palette_pairs[] = {
    {"ink", "ground", 4.5},          {"ink", "card", 4.5},
    {"quiet", "ground", 4.5},        {"quiet", "card", 4.5},
    {"accent", "card", 4.5},         {"accent", "ground", 4.5},
    {"warm", "card", 4.5},           {"warm", "warm-ground", 4.5},
    {"ink", "warm-ground", 4.5},     {"quiet", "warm-ground", 4.5},
    {"accent", "badge-ground", 4.5}, {"ink", "badge-ground", 4.5},
    {"accent", "track", 3.0},        {"heat-4", "card", 3.0},
    {"heat-3", "card", 3.0},         {"heat-4", "heat-0", 3.0},
    {"heat-3", "heat-0", 3.0},
};
const size_t palette_n_pairs = sizeof(palette_pairs) / sizeof(*palette_pairs);

void palette_add_css(struct text *t)
{
    text_add(t, ":root{color-scheme:light dark");
    for (size_t i = 0; i < palette_n_colours; i++)
        text_addf(t, ";--%s:%s", palette_colours[i].role, palette_colours[i].light);
    text_add(t, "}\n@media screen and (prefers-color-scheme:dark){:root{");
    for (size_t i = 0; i < palette_n_colours; i++)
        text_addf(t, "%s--%s:%s", i ? ";" : "", palette_colours[i].role, palette_colours[i].dark);
    text_add(t, "}}\n");
}
