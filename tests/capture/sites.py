#!/usr/bin/env python3
"""sites.py SCRATCH - writes what the servers of the made-up internet need.

In SCRATCH: addresses (one a line), dnsmasq.conf, caddy.json, and names (`DOMAIN SAN`, one a line, for
the certificates). backend.py reads the tables from here. Sites with a face have an address each; what
pages embed shares a few, as content networks do, so that an address alone tells nothing.
"""
import json
import pathlib
import sys

# First parties: domain -> what a page of it asks again and again while it is used.
SITES = {
    "roblox.com": ["https://www.roblox.com/presence", "https://gamejoin.roblox.com/join",
                   "https://c0.rbxcdn.com/asset"],
    "youtube.com": ["https://www.youtube.com/stats", "https://r1.googlevideo.com/part",
                    "https://r2.googlevideo.com/part"],
    "discord.com": ["https://discord.com/messages", "https://gateway.discord.gg/typing",
                    "https://cdn.discordapp.com/picture"],
    "whatsapp.com": ["https://web.whatsapp.com/messages", "https://mmg.whatsapp.net/media"],
    "tiktok.com": ["https://www.tiktok.com/feed", "https://v16.tiktokcdn.com/clip"],
    "instagram.com": ["https://www.instagram.com/feed", "https://scontent.cdninstagram.com/p"],
    "wikipedia.org": ["https://en.wikipedia.org/page", "https://upload.wikimedia.org/picture"],
    "khanacademy.org": ["https://www.khanacademy.org/exercise", "https://cdn.kastatic.org/step"],
    "scratch.mit.edu": ["https://scratch.mit.edu/project", "https://assets.scratch.mit.edu/sprite"],
    "character.ai": ["https://character.ai/turn", "https://neo.character.ai/turn"],
    "ome.tv": ["https://ome.tv/next", "https://chat.ome.tv/signal"],
    "fandom.com": ["https://minecraft.fandom.com/wiki", "https://static.fandom.com/picture"],
    "childline.org.uk": ["https://www.childline.org.uk/chat"],
    "tinder.com": ["https://tinder.com/card", "https://api.tinder.com/like"],
    "commerzbank.de": ["https://www.commerzbank.de/"],
}
# What a first party's pages load once.
EMBEDDED = {
    "roblox.com": ["css.rbxcdn.com", "js.rbxcdn.com", "www.googletagmanager.com"],
    "youtube.com": ["i.ytimg.com", "fonts.gstatic.com", "googleads.g.doubleclick.net"],
    "discord.com": ["media.discordapp.net", "sentry.io"],
    "whatsapp.com": ["static.whatsapp.net"],
    "tiktok.com": ["lf16.ttwstatic.com", "connect.facebook.net"],
    "instagram.com": ["static.cdninstagram.com", "connect.facebook.net"],
    "wikipedia.org": ["meta.wikimedia.org"],
    "khanacademy.org": ["fonts.googleapis.com", "www.googletagmanager.com"],
    "scratch.mit.edu": ["cdn.scratch.mit.edu", "www.google-analytics.com"],
    "character.ai": ["characterai.io", "fonts.googleapis.com"],
    "ome.tv": ["mc.yandex.ru", "googleads.g.doubleclick.net"],
    "childline.org.uk": ["cdn.childline.org.uk", "fonts.googleapis.com"],
    "tinder.com": ["images-ssl.gotinder.com"],
}
# The page with fifty frames: advertising, counting, and buttons of platforms that Mia never used.
FRAMES = """ad.doubleclick.net securepubads.g.doubleclick.net pagead2.googlesyndication.com
    tpc.googlesyndication.com www.googleadservices.com www.google-analytics.com
    region1.google-analytics.com www.googletagmanager.com www.googletagservices.com ib.adnxs.com
    acdn.adnxs.com c.amazon-adsystem.com aax.amazon-adsystem.com bidder.criteo.com static.criteo.net
    fastlane.rubiconproject.com eus.rubiconproject.com hbopenbid.pubmatic.com ads.pubmatic.com
    htlb.casalemedia.com ssum.casalemedia.com cdn.taboola.com trc.taboola.com widgets.outbrain.com
    log.outbrain.com sb.scorecardresearch.com secure.quantserve.com pixel.quantserve.com
    dpm.demdex.net match.adsrvr.org js.adsrvr.org x.bidswitch.net sync.mathtag.com
    pixel.rubiconproject.com us-u.openx.net rtb.openx.net ap.lijit.com prebid.media.net
    contextual.media.net cdn.hotjar.com script.hotjar.com bat.bing.com www.facebook.com
    connect.facebook.net platform.twitter.com syndication.twitter.com www.reddit.com
    www.pinterest.com open.spotify.com player.twitch.tv""".split()
# Others that clients of the family ask for by themselves, or with tools.
OTHERS = """onlyfans.com bet365.com deb.debian.org detectportal.firefox.com accounts.google.com
    clients2.google.com update.googleapis.com www.google.com push.services.mozilla.com
    firefox.settings.services.mozilla.com""".split()
HTTP3 = ["www.youtube.com", "r1.googlevideo.com", "r2.googlevideo.com", "i.ytimg.com",
         "discord.com", "www.instagram.com", "www.facebook.com"]
CLAIMED = 250  # the address that a tool claims a name for; no answer ever gave it
N_SHARED = 6  # addresses of what is embedded


def host_of(url):
    return url.split("/")[2]


def all_hosts():
    hosts = set(FRAMES) | set(OTHERS) | set(HTTP3)
    for site, polls in SITES.items():
        hosts |= {site, "www." + site} | {host_of(url) for url in polls}
        hosts |= set(EMBEDDED.get(site, []))
    return sorted(hosts)


def addresses():
    """{host: number}: the last part of 10.9.8.N and fd09:8::N."""
    numbers, own = {}, 10
    owners = {}
    for site in SITES:
        owners[site] = own
        own += 1
    for host in all_hosts():
        site = next((s for s in SITES if host == s or host.endswith("." + s)), None)
        if site:
            numbers[host] = owners[site]
        else:
            numbers[host] = 200 + sum(host.encode()) % N_SHARED
    for polls in SITES.values():  # hosts used like first parties have addresses of their own
        for url in polls:
            if numbers[host_of(url)] >= 200:
                numbers[host_of(url)] = own
                own += 1
    return numbers


def site_numbers(site):
    """The numbers of all that a page of this site asks again and again."""
    numbers = addresses()
    return {numbers[host_of(url)] for url in SITES[site]} | {numbers[site]}


def write(scratch):
    numbers = addresses()
    every = sorted(set(numbers.values()) | {CLAIMED})
    (scratch / "addresses").write_text("".join(f"10.9.8.{n} fd09:8::{n:x}\n" for n in every))
    dns = ["no-resolv", "no-hosts", "local=/#/", "local-ttl=300", "listen-address=10.9.0.2",
           "bind-interfaces", "no-daemon", "pid-file="]
    for host, n in numbers.items():
        dns += [f"address=/{host}/10.9.8.{n}", f"address=/{host}/fd09:8::{n:x}"]
    dns += [f"dns-rr={host},65,00010000010006026833026832" for host in HTTP3]
    (scratch / "dnsmasq.conf").write_text("\n".join(dns) + "\n")
    (scratch / "names").write_text("".join(f"{host}\n" for host in numbers))
    proxy = {"handler": "reverse_proxy", "upstreams": [{"dial": "127.0.0.1:8000"}]}
    server = {"automatic_https": {"disable": True}, "routes": [{"handle": [proxy]}]}


    def listen(port):  # by address, so that an answer over UDP comes from where the question went
        return [f"10.9.8.{n}:{port}" for n in every] + [f"[fd09:8::{n:x}]:{port}" for n in every]

    certificates = [{"certificate": f"{scratch}/certs/{host}.crt", "key": f"{scratch}/leaf.key"}
                    for host in numbers]
    (scratch / "caddy.json").write_text(json.dumps({
        "admin": {"disabled": True},
        "logging": {"logs": {"default": {"level": "ERROR"}}},
        "apps": {
            "http": {"servers": {
                "plain": {**server, "listen": listen(80)},
                "tls": {**server, "listen": listen(443), "protocols": ["h1", "h2", "h3"],
                        "tls_connection_policies": [{}]}}},
            "tls": {"certificates": {"load_files": certificates}}}}, indent=1))


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]))
