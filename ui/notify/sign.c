#include "notify/sign.h"

#include <stdbool.h>

enum { UNITS = 128, PER_PIXEL = 3 /* samples each way, for smooth edges */ };

static bool in_circle(int x, int y, int cx, int cy, int r)
{
    return (x - cx) * (x - cx) + (y - cy) * (y - cy) <= r * r;
}

/* The lower half of a figure: an arch that is as wide as its foot. */
static bool in_body(int x, int y, int cx, int top, int half)
{
    int dy = y - (top + half);

    if (y > 112 || x < cx - half || x > cx + half)
        return false;
    return dy >= 0 || (x - cx) * (x - cx) + dy * dy <= half * half;
}

static bool in_house(int x, int y)
{
    if (y > 120 || y < 8)
        return false;
    if (y < 52) /* the roof's slopes, from (64, 8) to (10, 52) and (118, 52) */
        return 44 * (x > 64 ? x - 64 : 64 - x) <= 54 * (y - 8);
    return x >= 10 && x <= 118;
}

static uint32_t colour_at(int x, int y, bool is_on)
{
    if (in_circle(x, y, 88, 78, 9) || in_body(x, y, 88, 91, 15))
        return is_on ? 0xf2b544 : 0xdddddd;
    if (in_circle(x, y, 50, 62, 13) || in_body(x, y, 50, 80, 22))
        return is_on ? 0xfff8e7 : 0xffffff;
    return is_on ? 0x2f6f73 : 0x777777;
}

static void draw_pixel(uint8_t out[4], int column, int row, bool is_on)
{
    int n = 0, sum[3] = {0, 0, 0};

    for (int i = 0; i < PER_PIXEL * PER_PIXEL; i++) {
        int x = (column * PER_PIXEL + i % PER_PIXEL) * UNITS / (SIGN_SIDE * PER_PIXEL);
        int y = (row * PER_PIXEL + i / PER_PIXEL) * UNITS / (SIGN_SIDE * PER_PIXEL);
        uint32_t colour;

        if (!in_house(x, y))
            continue;
        colour = colour_at(x, y, is_on);
        n++;
        for (int c = 0; c < 3; c++)
            sum[c] += (int)(colour >> (16 - 8 * c) & 0xff);
    }
    out[0] = (uint8_t)(255 * n / (PER_PIXEL * PER_PIXEL));
    for (int c = 0; c < 3; c++)
        out[1 + c] = n ? (uint8_t)(sum[c] / n) : 0;
}

void sign_draw(uint8_t pixels[SIGN_BYTES], bool is_on)
{
    for (int row = 0; row < SIGN_SIDE; row++)
        for (int column = 0; column < SIGN_SIDE; column++)
            draw_pixel(pixels + (row * SIGN_SIDE + column) * 4, column, row, is_on);
}
