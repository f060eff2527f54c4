#include "store/gap.h"

static const struct {
    const char *name;
    bool hides;
} kinds[GAP_KIND_COUNT] = {
    [GAP_GATE_AWAY] = {"gate-away", true},
    [GAP_GATE_FROZEN] = {"gate-frozen", true},
    [GAP_INSPECTOR_AWAY] = {"inspector-away", true},
    [GAP_QUEUE_FULL] = {"queue-full", true},
    [GAP_MESSAGES_LOST] = {"messages-lost", true},
    [GAP_RECORDER_STUCK] = {"recorder-stuck", true},
    [GAP_MACHINE_ASLEEP] = {"machine-asleep", false},
    [GAP_CLOCK_MOVED] = {"clock-moved", false},
    [GAP_RULES_FLUSHED] = {"rules-flushed", true},
    [GAP_AGENT_OFF] = {"agent-off", true},
    [GAP_START] = {"start", true},
};

const char *gap_kind_name(enum gap_kind kind)
{
    return kinds[kind].name;
}

bool gap_kind_hides(enum gap_kind kind)
{
    return kinds[kind].hides;
}
