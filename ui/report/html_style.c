#include "report/html_page.h"
#include "report/palette.h"

const struct palette_colour palette[COLOUR_COUNT] = {
    [COLOUR_PAPER] = {"paper", 0xf7f3ec, 0x191715},
    [COLOUR_CARD] = {"card", 0xfffdf9, 0x23201d},
    [COLOUR_INK] = {"ink", 0x2c2723, 0xf0e9df},
    [COLOUR_SOFT] = {"soft", 0x665d54, 0xbbb0a3},
    [COLOUR_LINE] = {"line", 0xe6ded2, 0x3a352f},
    [COLOUR_ACCENT] = {"accent", 0x1f5f57, 0x8fd0c2},
    [COLOUR_LOW] = {"low", 0x2f7d71, 0x5fb3a3},
    [COLOUR_HIGH] = {"high", 0xbfded6, 0x2c4a44},
    [COLOUR_WARM] = {"warm", 0x7a4510, 0xf2c48a},
    [COLOUR_WARM_BED] = {"warm-bed", 0xfcf1df, 0x33291c},
    [COLOUR_BADGE] = {"badge", 0x8a4b12, 0xf2c48a},
    [COLOUR_HEAT_0] = {"heat-0", 0xf1ebe1, 0x2d2925},
    [COLOUR_HEAT_1] = {"heat-1", 0xc9e2db, 0x2b4640},
    [COLOUR_HEAT_2] = {"heat-2", 0x8cc3b6, 0x3f776b},
    [COLOUR_HEAT_3] = {"heat-3", 0x489384, 0x62b3a2},
    [COLOUR_HEAT_4] = {"heat-4", 0x1d5b51, 0xaee6d9},
};

/* No character that XML would have to escape: the sheet reads the same as XML and as HTML. */
static const char sheet[] =
    "*{box-sizing:border-box}"
    "html{-webkit-text-size-adjust:100%}"
    "body{margin:0;background:var(--paper);color:var(--ink);"
    "font:1rem/1.55 'Iowan Old Style','Source Serif 4','Noto Serif',Charter,Georgia,serif;"
    "overflow-wrap:anywhere}"
    "main,footer{max-width:52rem;margin:0 auto;padding:1.25rem .75rem}"
    "h1,h2,h3,h4,p,ul,figure{margin:0}"
    "h1{font-size:2.3rem;line-height:1.15;font-weight:600;letter-spacing:-.01em}"
    ".many h2.child{font-size:2rem;line-height:1.2;font-weight:600}"
    ".brand,.when,table,.note,.label,.badge,.facts,summary,.chart text,.key{"
    "font-family:system-ui,'Segoe UI',Cantarell,'Noto Sans',Arial,sans-serif}"
    ".brand{color:var(--accent);font-weight:600;letter-spacing:.08em;text-transform:uppercase;"
    "font-size:.78rem;margin-bottom:.75rem}"
    ".when{color:var(--soft);font-size:1rem;margin-top:.25rem}"
    ".lead{font-size:1.25rem;line-height:1.5;margin-top:1.1rem;max-width:44rem}"
    ".numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.75rem;"
    "margin-top:1.5rem;padding:0;list-style:none}"
    ".numbers li{background:var(--card);border:1px solid var(--line);border-radius:.9rem;"
    "padding:1rem 1.1rem}"
    ".value{display:block;font-size:1.35rem;line-height:1.2;font-weight:600;color:var(--accent)}"
    ".label{display:block;font-weight:600;margin-top:.25rem;font-size:.95rem}"
    ".note{color:var(--soft);font-size:.9rem}"
    "section{background:var(--card);border:1px solid var(--line);border-radius:1.1rem;"
    "padding:1.2rem 1rem;margin-top:1.1rem}"
    ".title{font-size:1.3rem;line-height:1.25;font-weight:600;margin-bottom:.6rem}"
    "section p+p,section p+ul,section ul+p{margin-top:.55rem}"
    ".talk{background:var(--warm-bed);border-radius:.8rem;padding:1rem 1.1rem;margin-top:.8rem}"
    ".talk .name{font-size:1.1rem;font-weight:600;color:var(--warm)}"
    ".talk .name+p{margin-top:.25rem}"
    ".talk .quiet{color:var(--soft)}"
    ".ask{margin-top:.7rem;font-style:italic;font-size:1.08rem}"
    ".ask span{display:block;font-style:normal;font-size:.9rem;color:var(--warm);font-weight:600;"
    "font-family:system-ui,sans-serif}"
    ".badge{display:inline-block;background:var(--badge);color:var(--card);border-radius:1rem;"
    "font-size:.75rem;font-weight:600;padding:.02rem .55rem;margin-left:.45rem;"
    "vertical-align:.1em}"
    "table{border-collapse:collapse;width:100%;font-size:.9rem;margin-top:.6rem;"
    "font-variant-numeric:tabular-nums}"
    "caption{text-align:left;color:var(--soft);font-size:.9rem;padding-bottom:.35rem}"
    "th,td{text-align:right;padding:.5rem 0 .5rem .55rem;border-top:1px solid var(--line);"
    "vertical-align:top;font-weight:400}"
    "thead th{border-top:0;color:var(--soft);font-size:.82rem;white-space:nowrap;"
    "padding-top:.1rem}"
    "th:first-child{text-align:left;padding-left:0}"
    "td,td.note{white-space:nowrap;width:1%}"
    "tbody th{line-height:1.35}"
    ".by-day th .note{display:block;font-size:.85em}"
    ".by-day th span:first-child{white-space:nowrap}"
    "tbody th .name{font-weight:600}"
    ".bar{display:block;width:100%;height:.6rem;margin-top:.3rem}"
    ".bar .low,.key .low{fill:var(--low)}"
    ".bar .high,.key .high{fill:var(--high);stroke:var(--low);stroke-width:1;"
    "vector-effect:non-scaling-stroke}"
    ".cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));gap:.75rem;"
    "margin-top:1.1rem}"
    ".card{border:1px solid var(--line);border-radius:.8rem;padding:.9rem 1rem}"
    ".card .name{font-size:1.08rem;font-weight:600}"
    ".facts{list-style:none;padding:0;margin:.35rem 0 .5rem;font-size:.9rem;color:var(--soft)}"
    ".chart{display:block;width:100%;max-width:46rem;height:auto;margin-top:.8rem}"
    ".chart text{fill:var(--soft);font-size:11px}"
    ".h0{fill:var(--heat-0)}.h1{fill:var(--heat-1)}.h2{fill:var(--heat-2)}"
    ".h3{fill:var(--heat-3)}.h4{fill:var(--heat-4)}"
    ".key{display:flex;flex-wrap:wrap;gap:.3rem 1rem;color:var(--soft);font-size:.85rem;"
    "list-style:none;padding:0;margin-top:.6rem}"
    ".key svg{width:.9rem;height:.9rem;vertical-align:-.1em;margin-right:.35rem}"
    "details{margin-top:.8rem}"
    "summary{cursor:pointer;color:var(--accent);font-size:.9rem}"
    ".hours{font-size:.8rem}.hours th,.hours td{padding:.2rem 0 .2rem .2rem}"
    ".hours th:first-child{width:auto}"
    "footer{color:var(--soft);padding-bottom:2.5rem}"
    "footer p+p{margin-top:.5rem}"
    ".hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);"
    "white-space:nowrap}"
    ".many h1{font-size:1.35rem;font-weight:500;color:var(--soft)}"
    ".many article{margin-top:1.25rem}"
    ".many article+article{margin-top:3rem;padding-top:2.25rem;border-top:2px solid var(--line)}"
    ".limits ul{padding-left:1.2rem}.limits li+li{margin-top:.4rem}"
    "@media(max-width:25rem){table{font-size:.84rem}th,td{padding-left:.4rem}}"
    "@media(min-width:44rem){main,footer{padding:2.25rem 1.5rem}section{padding:1.6rem 1.75rem}"
    "h1{font-size:2.9rem}.many "
    "h1{font-size:1.5rem}table{font-size:.95rem}th,td{padding-left:1.4rem}"
    ".chart text{font-size:7.5px}}"
    "@media print{@page{margin:14mm}html{font-size:11px}body{background:none}"
    "main,footer{max-width:none;padding:0}"
    "section{border:0;padding:.5rem 0;border-radius:0;background:none}"
    ".talk,.card,.numbers li,tr,.chart,.platforms,.categories,.spans,.reasons,.blocks{"
    "break-inside:avoid}"
    ".title,caption,thead,section p:has(+table){break-after:avoid}"
    "article+article{break-before:page;border:0;margin:0;padding:0}"
    ".bar,.chart,.talk,.badge,.key svg{print-color-adjust:exact;"
    "-webkit-print-color-adjust:exact}details{display:none}}";

static void add_scheme(struct text *t, bool dark)
{
    text_add(t, ":root{");
    text_addf(t, "color-scheme:%s;", dark ? "dark" : "light");
    for (size_t i = 0; i < COLOUR_COUNT; i++)
        text_addf(t, "--%s:#%06x;", palette[i].name,
                  (unsigned)(dark ? palette[i].dark : palette[i].light));
    text_add(t, "}");
}

char *html_style(void)
{
    AUTO_TEXT struct text t = {.at = NULL};

    add_scheme(&t, false);
    text_add(&t, "@media screen and (prefers-color-scheme:dark){");
    add_scheme(&t, true);
    text_add(&t, "}");
    text_add(&t, sheet);
    return text_take(&t);
}
