#include "firewall/rules.h"

struct firewall_marks firewall_marks(uint8_t shift)
{
    return (struct firewall_marks){
        .mask = UINT32_C(7) << shift,
        .watched = UINT32_C(1) << shift,
        .named = UINT32_C(3) << shift,
        .block = UINT32_C(5) << shift,
        .judged = UINT32_C(7) << shift,
    };
}
