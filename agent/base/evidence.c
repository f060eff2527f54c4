#include "base/evidence.h"

const char *evidence_name(enum evidence e)
{
    static const char *const names[] = {
        [EVIDENCE_NONE] = "none",   [EVIDENCE_OUTER] = "outer", [EVIDENCE_CLAIMED] = "claimed",
        [EVIDENCE_ASKED] = "asked", [EVIDENCE_BOUND] = "bound", [EVIDENCE_SAID] = "said",
    };

    return names[e];
}
