/*
 * sign — Kindward's sign as pixels, for trays that know no icon themes.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { SIGN_SIDE = 24, SIGN_BYTES = SIGN_SIDE * SIGN_SIDE * 4 };

/* Draws it as a tray item wants it: ARGB, most significant byte first, row by row. Grey where
 * Kindward is off. */
void sign_draw(uint8_t pixels[SIGN_BYTES], bool is_on);
