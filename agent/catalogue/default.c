#include "catalogue/catalogue.h"

/* The file that the build made, as it is. */
__asm__(".section .rodata\n"
        ".balign 64\n"
        "catalogue_default_begin: .incbin \"" DEFAULT_CATALOGUE "\"\n"
        "catalogue_default_end: .byte 0\n"
        ".previous\n");

extern const uint8_t catalogue_default_begin[] __attribute__((visibility("hidden")));
extern const uint8_t catalogue_default_end[] __attribute__((visibility("hidden")));

struct bytes catalogue_default_image(void)
{
    return bytes_of(catalogue_default_begin,
                    (size_t)(catalogue_default_end - catalogue_default_begin));
}
