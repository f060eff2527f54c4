/*
 * message — what the processes of the agent say to each other: one table.
 *
 * A datagram of a socket pair (SOCK_SEQPACKET) carries records, one behind the other; each is a
 * head, a body and padding to eight bytes. The sender's roles, the receiver's and the size of each
 * kind are in `message_forms`; a record that does not fit its form is refused with its whole
 * datagram. The processes come from one executable, so numbers are the machine's own; they do not
 * trust each other all the same, since one of them reads a stranger's bytes: what a body holds is
 * checked where it is read (message_observation_read() and its like below).
 */
#pragma once

#include "base/bytes.h"
#include "daemon/keeper.h"
#include "daemon/observer.h"
#include "policy/wish.h"
#include "store/gap.h"

enum role {
    ROLE_SUPERVISOR,
    ROLE_GATE,
    ROLE_INSPECTOR,
    ROLE_RECORDER,
    ROLE_NAMER,
    ROLE_BUS,
    ROLE_COUNT
};

const char *role_name(enum role r); /* "gate" */

enum message_type {
    /* gate → inspector */
    MESSAGE_PACKET,   /* one that is held, or a copy: struct message_packet, then the IP packet */
    MESSAGE_COUNT_OF, /* struct flow_count: what the kernel counted of a connection */
    /* inspector → gate */
    MESSAGE_VERDICT, /* struct message_verdict, then nothing or the packet to send in its place */
    /* inspector → recorder */
    MESSAGE_OPEN,       /* message_observation: the connection has a name, or was given up on */
    MESSAGE_USE,        /* struct message_use */
    MESSAGE_CLOSE,      /* struct message_connection */
    MESSAGE_UNRECORDED, /* struct message_moment */
    MESSAGE_MINUTE,     /* struct message_moment */
    MESSAGE_LOOK,       /* message_observation, for whoever looks on */
    /* supervisor → all */
    MESSAGE_CONFIG, /* struct message_config */
    MESSAGE_PEER,   /* struct message_peer, with the descriptor of a link to another role */
    MESSAGE_PING,   /* empty; the answer is MESSAGE_STATE */
    MESSAGE_STOP,   /* empty: finish, and go */
    /* supervisor → inspector, recorder, bus */
    MESSAGE_FAMILY,    /* begins a new policy: struct message_family */
    MESSAGE_ACCOUNTS,  /* an array of struct message_account: whose uids are whose */
    MESSAGE_POLICY,    /* a part of a policy's texts: name, NUL, text */
    MESSAGE_IN_FORCE,  /* the new policy is whole: take it */
    MESSAGE_CATALOGUE, /* struct message_catalogue, with the file of what names mean from now on */
    /* supervisor → inspector, and back */
    MESSAGE_MONITOR,      /* empty, with the socket of the resolver's monitor */
    MESSAGE_MONITOR_GONE, /* empty: it ended */
    /* supervisor → recorder */
    MESSAGE_GAP,    /* struct gap */
    MESSAGE_STATUS, /* struct message_status: how the whole agent is; to the bus, too */
    /* all → supervisor; inspector → supervisor only these */
    MESSAGE_READY, /* empty: foreign bytes may come */
    MESSAGE_STATE, /* struct message_state */
    MESSAGE_LOST,  /* struct gap: what a role saw go by */
    /* gate → supervisor */
    MESSAGE_PROBED, /* struct message_probed: one came through the queue, and was dropped */
    /* recorder → supervisor → inspector */
    MESSAGE_WATCH, /* struct message_watch: does anybody look on? */
    /* recorder → namer, and back */
    MESSAGE_ADDRESS, /* struct ip: whose is it? */
    MESSAGE_GUESS,   /* struct ip, then its host name, or nothing: nobody knows */
    /* recorder → bus */
    MESSAGE_SUMMARY, /* struct message_summary: what it counted */
    MESSAGE_NEWS,    /* struct message_news: something new is in the store */
    /* bus → supervisor, and back */
    MESSAGE_WISH,       /* struct wish */
    MESSAGE_GRANTED,    /* struct message_granted; the recorder's answer, too */
    MESSAGE_EXCEPTIONS, /* an array of struct exception: all that there are */
    /* bus → recorder */
    MESSAGE_ERASE, /* struct message_erase: the answer is MESSAGE_GRANTED */
    /* supervisor → gate */
    MESSAGE_QUEUE, /* empty, with QUEUEWATCH_FILE, where only root may open that */
    MESSAGE_COUNT,
};

struct message_form {
    const char *name;
    uint8_t from, to;     /* bits of enum role */
    uint32_t least, most; /* bytes of the body */
    bool has_fd;
};

extern const struct message_form message_forms[MESSAGE_COUNT];

enum {
    MESSAGE_DATAGRAM_MAX = 1 << 16, /* bytes */
    MESSAGE_BODY_MAX = 60000,
    MESSAGE_ACCOUNTS_MAX = 1024,
    MESSAGE_PACKET_MAX = 40000,
    MESSAGE_CONNECTION_MAX = 1 << 22, /* the highest number that a recorder makes room for */
};

struct message_head {
    uint32_t type;
    uint32_t len; /* of the body, padding not counted */
};

enum packet_flag {
    PACKET_IS_HELD = 1 << 0,     /* a verdict is waited for */
    PACKET_IS_INCOMING = 1 << 1, /* from the network to a child */
};

struct message_packet {
    uint32_t id;  /* of the queue, where held */
    uint32_t uid; /* of the socket, UINT32_MAX: it has none */
    uint32_t flags;
    uint32_t wire_bytes; /* of the packet that follows, before it was cut */
    int64_t when_us;
};

enum packet_verdict {
    PACKET_GO,    /* nothing to say of it yet */
    PACKET_NAMED, /* the kernel carries the rest of its connection */
    PACKET_BLOCK,
    PACKET_VERDICT_COUNT,
};

struct message_verdict {
    uint32_t id;
    uint32_t verdict; /* enum packet_verdict */
};

struct message_use {
    connection_id id;
    struct usage usage;
};

struct message_connection {
    connection_id id;
};

struct message_moment {
    int64_t when_us;
    uint32_t child;
};

struct message_config {
    uint16_t queue, log_group, answer_within_ms;
    uint32_t memory_mib, alerts_per_hour;
    uint8_t mark_shift;
    bool fail_closed, is_held; /* is_held: some child has block rules, so there is a queue */
    bool alert_first, alert_bypass, alert_gaps;
    char account[64];     /* to become, "" where the starter was not root or has no such account */
    char state_dir[4096]; /* the recorder's */
    char runtime_dir[4096];
};

struct message_peer {
    uint32_t role; /* who is at the other end */
};

struct message_catalogue {
    uint64_t bytes; /* of the file */
};

struct message_family {
    uint32_t serial;
    uint32_t n_children;
    uint64_t n_bytes; /* of all texts: a part that was lost is missed */
};

struct message_account {
    uint32_t first_uid, last_uid, child;
};

/* Bytes, not bool, where it is not the supervisor who says it: what is neither true nor false has
 * no meaning as a bool. */
struct message_watch {
    uint8_t is_on;
};

/* How a role is, in its own words; what the numbers mean is the role's. */
enum state_count {
    STATE_PACKETS, /* gate: held and copied; inspector: read */
    STATE_HELD,    /* gate: of these, held */
    STATE_LATE,    /* gate: let go because no verdict came */
    STATE_LOST,    /* gate: the kernel or a link had no room; inspector: links */
    STATE_NAMED,   /* inspector: names seen; recorder: connections with a name */
    STATE_BLOCKED,
    STATE_CONNECTIONS, /* recorder */
    STATE_WAITING,     /* gate: in the queue now */
    STATE_ERROR,       /* recorder: errno of the store, 0: none */
    STATE_PROBED,      /* gate: of the supervisor's probes, not among those held */
    STATE_COUNT_COUNT,
};

struct message_state {
    uint64_t counts[STATE_COUNT_COUNT];
    uint8_t is_confined; /* tried: a file it may not open was refused by Landlock */
};

struct message_probed {
    uint64_t number; /* as it was sent (queueprobe.h) */
};

struct message_summary {
    struct keeper_counts counts; /* since this policy is in force */
    uint64_t names_last_minute, losses_last_minute;
};

struct message_news {
    uint8_t alert, block; /* is there one? */
};

struct message_erase {
    uint32_t serial;                /* the asker's number of it */
    int32_t from_day, to_day;       /* local days, the second one not in it */
    char child[CHILD_NAME_MAX + 1]; /* "": everybody */
};

struct message_granted {
    uint32_t serial;  /* of the wish, or of what is to be erased */
    int32_t error;    /* 0, or a negative errno */
    int64_t until_us; /* of an exception */
    char words[512];  /* what went wrong */
};

struct message_role_status {
    int32_t pid; /* 0: away */
    uint32_t n_starts;
    int64_t since_us;
    struct message_state state;
    bool is_wanted; /* false: the configuration has no use for it */
};

struct message_status {
    int64_t started_us;
    uint32_t serial; /* of the policy in force */
    uint32_t n_children, n_held, n_not_assigned;
    bool rules_in_force, observe_only;
    char writer[16];
    struct message_role_status roles[ROLE_COUNT];
};

/* Reads a datagram record by record. */
struct message_reader {
    struct reader in;
    uint8_t from, to; /* bit of the sender's role, and of the receiver's */
    bool is_wrong;    /* a record did not fit; nothing more comes */
};

struct message {
    enum message_type type;
    struct bytes body;
};

struct message_reader message_reader_of(struct bytes datagram, enum role from, enum role to);

/* The next record; false at the end, or where is_wrong. */
bool message_next(struct message_reader *r, struct message *ret_message);

/* The body as a struct of that size, which stands at its beginning; what follows it is *ret_rest
 * (may be NULL). False: it is shorter. */
bool message_copy(const struct message *m, void *to, size_t size, struct bytes *ret_rest);

/**
 * message_observation_write() - an observation of a connection, as bytes
 * @ret: holds MESSAGE_OBSERVATION_MAX bytes; the length is returned
 */
enum { MESSAGE_OBSERVATION_MAX = 2048 };
size_t message_observation_write(connection_id id, const struct observation *o, bool is_answer,
                                 uint8_t *ret);

/* The same back; strings point into the body. False: it is none, or says what no observation can:
 * a letter that no name has, a category that there is not, a moment outside of any calendar. */
bool message_observation_read(struct bytes body, connection_id *ret_id, struct observation *ret,
                              bool *ret_is_answer);

/* What MESSAGE_GUESS says; *ret_name holds REVERSE_HOST_MAX + 1 bytes, "" where nobody knows.
 * False: that is no address, or no host name in lower case. */
bool message_guess_read(struct bytes body, struct ip *ret_ip, char *ret_name);
