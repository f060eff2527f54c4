#!/usr/bin/env python3
"""backend.py - every site of the made-up internet, behind caddy, on 127.0.0.1:8000.

A page loads what its site embeds and then asks its site for something small again and again, as
people scroll, write and play do; retime.py stretches the quiet between. /idle opens a web socket on
which the server pings, and does nothing else. /frames holds fifty frames of fifty hosts.
"""
import base64
import hashlib
import http.server
import json
import random
import socketserver
import time

import sites

PING_EACH_S = 0.3
SCRIPT = """
const [own, ...others] = %s;
function get(url, how) {
  return fetch(url, {mode: 'no-cors', cache: 'no-store', credentials: 'include', ...how});
}
async function ask(i) {
  try {
    await get(own, i %% 4 ? {} : {method: 'POST', body: 'x'.repeat(40 + Math.random() * 80)});
    if (others.length && i %% 3 == 0) await get(others[i / 3 %% others.length]);
  } catch (e) { }
  setTimeout(ask, 550 + Math.random() * 400, i + 1);
}
ask(0);
"""
IDLE = "const socket = new WebSocket('wss://' + location.host + '/socket');"


class Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, body, kind="text/plain"):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(body)

    def socket(self):
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        self.wfile.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\n"
                          f"Sec-WebSocket-Accept: {accept}\r\n\r\n").encode())
        self.close_connection = True
        try:
            while True:
                time.sleep(PING_EACH_S)
                self.wfile.write(b"\x89\x04ping")  # RFC 6455 section 5.5.2
        except OSError:
            pass

    def page(self, site):
        parts = [f"<!doctype html><title>{site}</title><p>A page made for a test capture."]
        if self.path == "/frames":
            parts += [f'<iframe src="https://{host}/frame"></iframe>' for host in sites.FRAMES]
        for i, host in enumerate(sites.EMBEDDED.get(site, [])):
            parts.append(f'<img alt="" src="https://{host}/{i}.png">' if i % 2
                         else f'<script async src="https://{host}/{i}.js"></script>')
        script = IDLE if self.path == "/idle" else SCRIPT % json.dumps(sites.SITES[site])
        parts.append(f"<script>{script}</script>")
        self.answer("".join(parts).encode(), "text/html")

    def do_GET(self):
        host = self.headers.get("Host", "").split(":")[0]
        site = next((s for s in sites.SITES if host == s or host.endswith("." + s)), None)
        if self.path == "/socket":
            self.socket()
        elif site and self.path in ("/", "/idle", "/frames"):
            self.page(site)
        elif self.path.endswith(".js"):
            self.answer(b"// made for a test capture\n", "text/javascript")
        elif self.path.endswith(".png") or self.path == "/frame":
            self.answer(b"", "text/html")
        else:
            self.answer(random.randbytes(random.randrange(320, 480)))

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(random.randbytes(300))


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 256


if __name__ == "__main__":
    Server(("127.0.0.1", 8000), Site).serve_forever()
