#include "daemon/queuewatch.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

bool queue_state_read(struct bytes text, uint16_t queue, struct queue_state *ret)
{
    struct reader in = reader_of(text);

    while (in.left.len > 0) {
        const uint8_t *end = memchr(in.left.at, '\n', in.left.len);
        struct bytes line = read_bytes(&in, end ? (size_t)(end - in.left.at) + 1 : in.left.len);
        char copy[256];
        unsigned number, portid, waiting, mode, range, queue_dropped, user_dropped, next_id;

        if (line.len >= sizeof(copy))
            continue;
        memcpy(copy, line.at, line.len);
        copy[line.len] = '\0';
        if (sscanf(copy, "%u %u %u %u %u %u %u %u", &number, &portid, &waiting, &mode, &range,
                   &queue_dropped, &user_dropped, &next_id) != 8 ||
            number != queue)
            continue;
        *ret = (struct queue_state){.waiting = waiting,
                                    .dropped = (uint64_t)queue_dropped + user_dropped,
                                    .next_id = next_id};
        return true;
    }
    return false;
}

bool queue_state_from(int fd, uint16_t queue, struct queue_state *ret)
{
    char text[8192];
    ssize_t n = fd < 0 ? -1 : pread(fd, text, sizeof(text), 0);

    return n > 0 && queue_state_read(bytes_of(text, (size_t)n), queue, ret);
}

bool queue_state_now(uint16_t queue, struct queue_state *ret)
{
    AUTO(close_fd) int fd = open(QUEUEWATCH_FILE, O_RDONLY | O_CLOEXEC);

    return queue_state_from(fd, queue, ret);
}

bool queuewatch_is_stuck(struct queuewatch *w, const struct queue_state *state, uint32_t within_ms,
                         int64_t now_us, uint64_t *ret_dropped)
{
    uint32_t oldest_id = state->next_id - state->waiting;
    bool is_same = w->is_waiting && state->waiting > 0 && oldest_id == w->oldest_id;
    int64_t late_us = now_us - w->looked_us - (int64_t)QUEUEWATCH_LOOK_MS * 1000;

    /* Fewer than before: another life of the queue, which counts anew. */
    *ret_dropped = state->dropped - (state->dropped >= w->dropped ? w->dropped : 0);
    w->dropped = state->dropped;
    w->is_waiting = state->waiting > 0;
    w->oldest_id = oldest_id;
    w->looked_us = now_us;
    if (!is_same)
        w->since_us = now_us;
    else if (late_us > 0)
        w->since_us += late_us;
    return is_same && now_us - w->since_us >= ((int64_t)within_ms + QUEUEWATCH_STUCK_MS) * 1000;
}
