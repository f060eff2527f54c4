/*
 * What the store says to its database, each prepared once.
 */
#include "store/store_state.h"

static const char *const sql[STATEMENT_COUNT] = {
    [INSERT_VISIT] =
        "INSERT INTO visits(child, day, first_us, host, is_embedded, last_us, utc_offset_s, site,"
        " platform, categories, evidence, is_machinery, up_bytes, down_bytes, n_flows)"
        " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)"
        " ON CONFLICT DO UPDATE SET last_us=max(last_us, excluded.last_us),"
        " evidence=max(evidence, excluded.evidence), categories=excluded.categories,"
        " platform=excluded.platform, is_machinery=excluded.is_machinery,"
        " up_bytes=max(up_bytes, excluded.up_bytes),"
        " down_bytes=max(down_bytes, excluded.down_bytes), n_flows=max(n_flows, excluded.n_flows)",
    [INSERT_CONNECTION] = "INSERT INTO connections(child, day, evidence, nameless, n)"
                          " VALUES(?1,?2,?3,?4,?5) ON CONFLICT DO UPDATE SET n=n+excluded.n",
    [INSERT_PERIOD] = "INSERT INTO periods(child, from_us, to_us, utc_offset_s) VALUES(?1,?2,?3,?4)"
                      " ON CONFLICT DO UPDATE SET to_us=max(to_us, excluded.to_us)",
    [SELECT_PERIODS_TOUCHED] = "SELECT min(from_us), max(to_us) FROM periods"
                               " WHERE child=?1 AND from_us<=?3 AND to_us>=?2",
    [DELETE_PERIODS_TOUCHED] = "DELETE FROM periods WHERE child=?1 AND from_us<=?3 AND to_us>=?2",
    [INSERT_PLATFORM_FIRST] = "INSERT INTO platform_firsts(child, platform, day) VALUES(?1,?2,?3)"
                              " ON CONFLICT DO UPDATE SET day=excluded.day WHERE excluded.day<day",
    [INSERT_SITE_FIRST] = "INSERT INTO site_firsts(child, site, day) VALUES(?1,?2,?3)"
                          " ON CONFLICT DO UPDATE SET day=excluded.day WHERE excluded.day<day",
    [SELECT_CHILDREN] = "SELECT name FROM children ORDER BY name",
    [SELECT_VISITS] =
        "SELECT host, site, platform, categories, first_us, last_us, utc_offset_s, up_bytes,"
        " down_bytes, n_flows, evidence, is_embedded, is_machinery FROM visits"
        " WHERE child=?1 AND day>=?2 AND day<?3 ORDER BY day, first_us",
    [SELECT_DAYS] = "SELECT min(a), max(b) FROM ("
                    "SELECT (SELECT min(day) FROM visits WHERE child=c.id) a,"
                    " (SELECT max(day) FROM visits WHERE child=c.id) b FROM children c"
                    " WHERE ?1 IS NULL OR c.name=?1 UNION ALL "
                    "SELECT (SELECT min(day) FROM connections WHERE child=c.id),"
                    " (SELECT max(day) FROM connections WHERE child=c.id) FROM children c"
                    " WHERE ?1 IS NULL OR c.name=?1)",
    [SELECT_PLATFORM_FIRSTS] = "SELECT p.name, f.day FROM platform_firsts f"
                               " JOIN platforms p ON p.id=f.platform WHERE f.child=?1",
    [SELECT_SITE_FIRSTS] = "SELECT s.name, f.day FROM site_firsts f"
                           " JOIN sites s ON s.id=f.site WHERE f.child=?1",
    [SELECT_CONNECTIONS] = "SELECT evidence, nameless, sum(n) FROM connections"
                           " WHERE child=?1 AND day>=?2 AND day<?3 GROUP BY evidence, nameless",
    [SELECT_PERIODS] = "SELECT from_us, to_us FROM periods"
                       " WHERE child=?1 AND from_us<?3 AND to_us>?2 ORDER BY from_us",
    [INSERT_ALERT] =
        "INSERT INTO alerts(child, when_us, utc_offset_s, kind, platform, site, category, gap,"
        " count, rule) VALUES(nullif(?1,0),?2,?3,?4,?5,?6,?7,?8,?9,?10)"
        " ON CONFLICT DO UPDATE SET count=excluded.count, told_us=NULL"
        " WHERE excluded.count>count",
    [UPDATE_ALERT_TOLD] = "UPDATE alerts SET told_us=?2 WHERE told_us IS NULL AND (?1=0 OR id=?1)",
    [SELECT_ALERTS] =
        "SELECT id, child, when_us, utc_offset_s, kind, platform, site, category, gap, count, rule,"
        " told_us FROM alerts WHERE when_us>=?1 AND (?2=0 OR child=?2)"
        " AND (?3=0 OR told_us IS NULL) ORDER BY when_us, id",
    [INSERT_GAP] = "INSERT INTO gaps(from_us, kind, to_us, utc_offset_s, n_lost)"
                   " VALUES(?1,?2,?3,?4,?5) ON CONFLICT DO UPDATE SET"
                   " to_us=max(to_us, excluded.to_us), n_lost=max(n_lost, excluded.n_lost)",
    [SELECT_GAPS] = "SELECT from_us, kind, to_us, utc_offset_s, n_lost FROM gaps"
                    " WHERE from_us<?2 AND to_us>?1 ORDER BY from_us, kind",
    [UPDATE_BLOCK] =
        "UPDATE blocks SET n=min(n+?7, 4294967295) WHERE (child, day, when_us, site, rule,"
        " is_embedded) = (SELECT child, day, when_us, site, rule, is_embedded FROM blocks"
        " WHERE child=?1 AND day=?2 AND when_us<=?3 AND when_us>?3-?8 AND site=?4 AND rule=?5"
        " AND is_embedded=?6 ORDER BY when_us DESC LIMIT 1)",
    [INSERT_BLOCK] =
        "INSERT INTO blocks(child, day, when_us, site, rule, is_embedded, n, utc_offset_s, host,"
        " platform, categories, protocol, evidence) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,"
        "?13)",
    [SELECT_BLOCKS] = "SELECT when_us, site, rule, is_embedded, n, utc_offset_s, host, platform,"
                      " categories, protocol, evidence FROM blocks"
                      " WHERE child=?1 AND day>=?2 AND day<?3 ORDER BY day, when_us",
    [INSERT_GUESS] = "INSERT INTO guesses(child, day, site, n) VALUES(?1,?2,?3,?4)"
                     " ON CONFLICT DO UPDATE SET n=n+excluded.n",
    [SELECT_GUESSES] = "SELECT g.day, s.name, g.n FROM guesses g JOIN sites s ON s.id=g.site"
                       " WHERE g.child=?1 AND g.day>=?2 AND g.day<?3"
                       " ORDER BY g.day, g.n DESC, s.name",
    [UPDATE_LOOKUP] = "UPDATE lookups SET n=min(n+?6, 4294967295), to_us=max(to_us, ?5)"
                      " WHERE (child, from_us, uid, kind) = (SELECT child, from_us, uid, kind"
                      " FROM lookups WHERE child=?1 AND uid=?2 AND kind=?4 AND from_us<=?3"
                      " AND to_us>?3-?7 ORDER BY from_us DESC LIMIT 1)",
    [INSERT_LOOKUP] = "INSERT INTO lookups(child, uid, from_us, kind, to_us, n)"
                      " VALUES(?1,?2,?3,?4,?5,?6) ON CONFLICT DO UPDATE SET n=n+excluded.n,"
                      " to_us=max(to_us, excluded.to_us)",
    [SELECT_LOOKUPS] = "SELECT uid, kind, from_us, to_us, n FROM lookups"
                       " WHERE child=?1 AND to_us>=?2 ORDER BY to_us DESC, from_us DESC",
    [SELECT_CHILD] = "SELECT id FROM children WHERE name=?1",
    [SELECT_PLATFORM] = "SELECT id FROM platforms WHERE name=?1",
    [SELECT_SITE] = "SELECT id FROM sites WHERE name=?1",
    [SELECT_HOST] = "SELECT id FROM hosts WHERE name=?1",
    [SELECT_RULE] = "SELECT id FROM rules WHERE name=?1",
    [INSERT_CHILD] = "INSERT INTO children(name) VALUES(?1)",
    [INSERT_PLATFORM] = "INSERT INTO platforms(name) VALUES(?1)",
    [INSERT_SITE] = "INSERT INTO sites(name) VALUES(?1)",
    [NAME_CHILD] = "SELECT name FROM children WHERE id=?1",
    [NAME_PLATFORM] = "SELECT name FROM platforms WHERE id=?1",
    [NAME_SITE] = "SELECT name FROM sites WHERE id=?1",
    [NAME_HOST] = "SELECT name FROM hosts WHERE id=?1",
    [NAME_RULE] = "SELECT name FROM rules WHERE id=?1",
    [INSERT_HOST] = "INSERT INTO hosts(name) VALUES(?1)",
    [INSERT_RULE] = "INSERT INTO rules(name) VALUES(?1)",
};

sqlite3_stmt *store_statement(struct store *s, enum statement which, int *ret_rc)
{
    sqlite3_stmt **at = &s->statements[which];

    *ret_rc = SQLITE_OK;
    if (!*at)
        *ret_rc = sqlite3_prepare_v3(s->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT, at, NULL);
    else
        sqlite3_reset(*at);
    return *ret_rc == SQLITE_OK ? *at : NULL;
}
