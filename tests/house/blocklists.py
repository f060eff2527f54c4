"""blocklists — what our lists, platforms and subscriptions have to say of themselves.

usage: blocklists.py SOURCE_DIR
"""
import configparser
import datetime
import pathlib
import re
import sys

LISTS = pathlib.Path(sys.argv[1]) / "blocklists"
SUFFIXES = pathlib.Path("/usr/share/publicsuffix/public_suffix_list.dat")
SOURCED = "stranger-chat ai-companion messaging social livestream bypass never-recorded".split()
CATEGORIES = set("""adult gambling dating stranger-chat messaging social ai-companion forums livestream
    video games self-harm hate-violence drugs-weapons piracy bypass malware-phishing ads-trackers
    education other""".split())
FORMATS = set("hosts plain wildcard abp dnsmasq unbound rpz bind squidguard v2fly clash csv json hashed".split())
KINDS = set("""messaging social anon-qa stranger-chat ai-companion ai-chatbot forums image-board livestream
    video games dating adult vpn web-proxy search education marketplace music file-host other""".split())
KEYS = "name home url licence format category on checked note".split()
wrong = []


def say(where, what):
    wrong.append(f"{where}: {what}")


def is_date(text):
    try:
        return datetime.date.fromisoformat(text) >= datetime.date(2025, 1, 1)
    except ValueError:
        return False


def public_suffixes():
    """Those of registries; a company's own (github.io) may be listed."""
    if not SUFFIXES.exists():
        return {"com", "org", "net", "co.uk", "com.au", "de", "fr"}
    text = SUFFIXES.read_text().split("===BEGIN PRIVATE DOMAINS===")[0]
    return {line.strip() for line in text.splitlines() if line.strip() and not line.startswith("//")}


def check_platforms(suffixes):
    owner, ids, names, rules = {}, set(), set(), set()
    path = LISTS / "platforms.tsv"
    for n, line in enumerate(path.read_text().splitlines(), 1):
        where = f"{path.name}, line {n}"
        if line.startswith("#below "):
            rules.add(tuple(line.split()[1:]))
        if line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 12:
            say(where, f"has {len(cells)} columns, not 12")
            continue
        name, kind, domains, age, age_source, facts, dated = (
            cells[1], cells[2], cells[3], cells[6], cells[7], cells[10], cells[11])
        if cells[0] in ids or name.lower() in names:
            say(where, "its id or name was used before")
        ids.add(cells[0])
        names.add(name.lower())
        if kind not in KINDS:
            say(where, f"{kind} is no kind")
        if (age != "0") != bool(age_source):
            say(where, "an age needs its source, and a source its age")
        if not facts or not is_date(dated):
            say(where, "its facts need a source and a date")
        for domain in domains.split():
            if domain in owner:
                say(where, f"{domain} belongs to {owner[domain]} already")
            if domain in suffixes:
                say(where, f"{domain} is a public suffix")
            owner[domain] = cells[0]
    used = set()
    for domain, platform in owner.items():
        labels = domain.split(".")
        for i in range(1, len(labels)):
            above = owner.get(".".join(labels[i:]), platform)
            if above != platform:
                used.add((platform, above))
    for rule in used ^ rules:
        say(path.name, f"#below {' '.join(rule)}: " + ("has no use" if rule in rules else "is missing"))
    if len(ids) < 300:
        say(path.name, f"only {len(ids)} platforms")
    for card in (LISTS / "cards").glob("*.md"):
        if card.stem not in ids:
            say(card.name, "there is no such platform")
    return len(ids)


def check_starter(suffixes):
    countries, total = set(), 0
    for path in sorted((LISTS / "starter").glob("*.list")):
        seen = set()
        for n, line in enumerate(path.read_text().splitlines(), 1):
            where = f"{path.name}, line {n}"
            if not line or line.startswith("#"):
                continue
            name, _, note = line.partition(" # ")
            if name in seen:
                say(where, f"{name} is here twice")
            if name in suffixes or "." not in name:
                say(where, f"{name} is a public suffix")
            seen.add(name)
            total += 1
            if path.stem.split(".")[0] not in SOURCED:
                continue
            source, _, dated = note.rpartition("; ")
            if not source or not is_date(dated):
                say(where, f"{name} needs a source and a date: NAME # SOURCE; YYYY-MM-DD")
            country = re.match("([A-Z]{2}), help for children; ", note)
            if country:
                countries.add(country[1])
    if len(countries) < 30:
        say("never-recorded.list", f"help lines of only {len(countries)} countries")
    return total, len(countries)


def check_sources():
    urls = set()
    paths = sorted((LISTS / "sources.d").glob("*.source"))
    for path in paths:
        file = configparser.ConfigParser(interpolation=None, delimiters=("=",))
        file.read_string(path.read_text())
        if file.sections() != ["Source"] or sorted(file["Source"]) != sorted(KEYS):
            say(path.name, f"has to have one group, Source, with {' '.join(KEYS)}")
            continue
        s = file["Source"]
        if s["url"] in urls or not s["url"].startswith("https://") or not s["home"].startswith("https://"):
            say(path.name, "url and home are https://, and each url is there once")
        urls.add(s["url"])
        if s["format"] not in FORMATS or s["category"] not in CATEGORIES or s["on"] not in ("true", "false"):
            say(path.name, "its format, category or on= is none")
        if s["on"] == "true" and ("NC" in s["licence"] or not s["licence"]):
            say(path.name, "a licence that forbids some use cannot be on by default")
        if not is_date(s["checked"]) or not all(s[k] for k in KEYS):
            say(path.name, "every key needs a value, and checked= a date")
    if len(paths) < 25:
        say("sources.d", f"only {len(paths)} lists")
    return len(paths)


suffix_set = public_suffixes()
n_platforms = check_platforms(suffix_set)
n_names, n_countries = check_starter(suffix_set)
n_sources = check_sources()
print("\n".join(wrong))
print(f"{n_platforms} platforms, {n_names} names, {n_countries} countries, {n_sources} sources, {len(wrong)} wrong")
sys.exit(bool(wrong))
