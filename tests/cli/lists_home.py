"""lists_home — a home whose lists are fetched from a real server of HTTPS, good and bad.

Imported by a test that is called with KINDWARD BLOCKLISTS. nginx serves what is in `www` under a
certificate of an authority that is made here; what it cannot do by itself (a file that is cut off, one
that never ends) comes from a small server behind it. 77 where there is no nginx or openssl.

    with served():      both servers run; what failed decides how the test ends
        source("good", "good.txt")
        check("it is new", update()["lists"]["good"]["outcome"] == "new")
"""
import contextlib
import http.server
import io
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import threading
import time

from ports import dead_port, free_port

KINDWARD, BLOCKLISTS = sys.argv[1], pathlib.Path(sys.argv[2])
UNIT = pathlib.Path(__file__).parents[2] / "packaging" / "systemd" / "kindward-lists.service"
failures = 0


def find(program):
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


if not find("nginx") or not find("openssl"):
    print("there is no nginx or no openssl here")
    sys.exit(77)

home = pathlib.Path(tempfile.mkdtemp())
home.chmod(0o755)
www, kept, config, shipped = (home / name for name in ("www", "kept", "config", "blocklists"))
for folder in (www, config / "sources.d", shipped / "sources.d"):
    folder.mkdir(parents=True)
shutil.copy(BLOCKLISTS / "platforms.tsv", shipped)
shutil.copytree(BLOCKLISTS / "starter", shipped / "starter")


def check(what, is_so, more=""):
    global failures
    print(("ok: " if is_so else "FAILED: ") + what, more if not is_so else "")
    failures += not is_so


def names(prefix, n):
    return "".join(f"{prefix}{i}.test-list.net\n" for i in range(n))


# What the server behind nginx sends. CUT_AT: where it ends the file /cut; None: it sends all, as it
# always does of /whole.
CUT = names("cut", 20000).encode()
behind_state = {"cut_at": 100000, "ranges": []}


class Behind(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/unasked":
            self.send_response(304)
            self.end_headers()
            return
        if self.path == "/endless":
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"endless.test-list.net\n" * 1000)
            except OSError:
                return
        begin, code = 0, 200
        asked = self.headers.get("Range")
        behind_state["ranges"].append(asked)
        if asked and self.headers.get("If-Range") == '"cut"':
            begin, code = int(asked.removeprefix("bytes=").rstrip("-")), 206
        end = behind_state["cut_at"] if self.path == "/cut" else None
        self.send_response(code)
        self.send_header("Content-Type", "text/plain")
        self.send_header("ETag", '"cut"')
        self.send_header("Content-Length", str(len(CUT) - begin))
        if code == 206:
            self.send_header("Content-Range", f"bytes {begin}-{len(CUT) - 1}/{len(CUT)}")
        self.end_headers()
        self.wfile.write(CUT[begin:end])
        self.wfile.flush()
        self.close_connection = True

    def log_message(self, *_):
        pass


behind = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Behind)
behind.daemon_threads = True
threading.Thread(target=behind.serve_forever, daemon=True).start()


def openssl(*words):
    subprocess.run([find("openssl"), *words], check=True, cwd=home, capture_output=True)


def certificate(name, host, authority):
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
            f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={host}")
    (home / f"{name}.ext").write_text(f"subjectAltName=DNS:{host}\n")
    openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{authority}.pem", "-CAkey",
            f"{authority}.key", "-CAcreateserial", "-days", "2", "-extfile", f"{name}.ext", "-out",
            f"{name}.pem")


for authority in ("ours", "other"):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
            "2", "-keyout", f"{authority}.key", "-out", f"{authority}.pem", "-subj",
            f"/CN={authority}", "-addext", "basicConstraints=critical,CA:TRUE")
certificate("good", "localhost", "ours")
certificate("stranger", "localhost", "other")
certificate("misnamed", "elsewhere.test", "ours")

good, stranger, misnamed, plain = (free_port() for _ in range(4))
dead = dead_port()


def server(port, cert, inside):
    return f"""server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {home}/{cert}.pem;
        ssl_certificate_key {home}/{cert}.key; root {www}; default_type text/plain; {inside} }}\n"""


(home / "nginx.conf").write_text(
    ("user root;\n" if os.geteuid() == 0 else "") + f"""
daemon off; pid {home}/nginx.pid; error_log {home}/nginx.err; worker_processes 1;
events {{ worker_connections 100; }}
http {{ access_log {home}/access.log; types {{ text/html html; image/png png; }}
    client_body_temp_path {home}/t1; proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3;
    uwsgi_temp_path {home}/t4; scgi_temp_path {home}/t5;
""" + server(good, "good", f"""
        location /slow {{ limit_rate 200; }}
        location /behind/ {{ proxy_buffering off; proxy_http_version 1.1;
            proxy_pass http://127.0.0.1:{behind.server_port}/; }}
        location /to-plain {{ return 302 http://localhost:{plain}/good.txt; }}
        location /round {{ return 302 https://localhost:{good}/round; }}
        location /moved {{ return 302 https://localhost:{good}/good.txt; }}""")
    + server(stranger, "stranger", "") + server(misnamed, "misnamed", "")
    + f"server {{ listen 127.0.0.1:{plain}; root {www}; }} }}\n")

(www / "good.txt").write_text("# a list\n" + names("good", 100))
(www / "shrink.txt").write_text(names("shrink", 100))


def archive(path, files):
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


archive(www / "folder.tar.gz", {"adult/domains": names("folder", 50).encode(),
                                "adult/urls": b"page.test-list.net/one/page\n",
                                "adult/usage": b"black\n", "../../escape": b"escape.test-list.net\n"})


def source(name, path, folder=shipped, port=good, category="gambling"):
    (folder / "sources.d" / f"{name}.source").write_text(
        f"[Source]\nname={name}\nurl=https://localhost:{port}/{path}\ncategory={category}\non=true\n")


def unit_bounds():
    """The capabilities that the unit leaves an update, as setpriv takes them."""
    line = next(line for line in UNIT.read_text().splitlines() if line.startswith("CapabilityBoundingSet="))
    return ",".join(["-all", *("+" + word.lower().removeprefix("cap_") for word in line.partition("=")[2].split())])


def as_the_unit(deed, folder):
    """What gives an update no more than the unit does, once there is the folder that
    systemd-tmpfiles makes for that."""
    if deed != "update" or os.geteuid() != 0 or not folder.exists() or not find("setpriv"):
        return []
    return ["setpriv", "--bounding-set", unit_bounds(), "--inh-caps", "-all"]


def command(deed, *words, folder=kept):
    folders = ["--lists", str(folder)]
    if deed not in ("rollback", "diff"):
        folders += ["--blocklists", str(shipped), "--config", str(config)]
    if deed in ("update", "rollback"):
        folders += ["--account", "nobody"]
    if deed == "update":
        folders += ["--ca", str(home / "ours.pem"), "--most-mb", "4"]
    return [*as_the_unit(deed, folder), KINDWARD, "lists", deed, *folders, *words]


def run(deed, *words, code=None, folder=kept):
    done = subprocess.run(command(deed, *words, folder=folder), capture_output=True, text=True)
    if code is not None:
        check(f"lists {deed} {' '.join(words)} ends with {code}", done.returncode == code,
              f"{done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done


def update(*words, code=0):
    done = run("update", "--format", "json", *words, code=code)
    return json.loads(done.stdout) if done.stdout else {"lists": {}}


def update_that_loses(name):
    """One for which the disk loses what was fetched of a list after it was found good, and before it is
    compiled: between both the update reads what comes with Kindward, where it waits for us here."""
    pipe, lost = shipped / "starter" / "waits", kept / "partial" / f"{name}.text"
    os.mkfifo(pipe)
    with subprocess.Popen(command("update", "--format", "json"), stdout=subprocess.PIPE, text=True) as process:
        end = None
        while end is None and process.poll() is None:
            try:
                end = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
            except OSError: # nobody reads there yet
                time.sleep(0.02)
        check(f"{name} was fetched, and is not compiled yet", end is not None and lost.exists())
        if lost.exists():
            lost.write_bytes(bytes(lost.stat().st_size))
        pipe.unlink()
        if end is not None:
            os.close(end)
        said = process.communicate()[0]
        check("it ends with 3", process.returncode == 3, process.returncode)
        return json.loads(said) if said else {"lists": {}}


def means(name):
    done = subprocess.run([KINDWARD, "why", "--catalogue", str(kept / "current" / "catalogue"),
                           "--config", str(config), name], capture_output=True, text=True)
    return "gambling" in done.stdout.partition("categories:")[2].partition("\n")[0]


def why(name):
    return subprocess.run([KINDWARD, "why", "--config", str(config), name], text=True, capture_output=True,
                          env={**os.environ, "KINDWARD_LISTS": str(kept)})


@contextlib.contextmanager
def served():
    """Both servers, for as long as that lasts; then the home is put away, and the test ends."""
    with subprocess.Popen([find("nginx"), "-p", str(home), "-c", str(home / "nginx.conf")],
                          stderr=subprocess.DEVNULL) as nginx:
        try:
            for _ in range(200):
                try:
                    socket.create_connection(("127.0.0.1", good), 1).close()
                    break
                except OSError:
                    time.sleep(0.05)
            yield
        finally:
            nginx.terminate()
            behind.shutdown()
            shutil.rmtree(home, ignore_errors=True)
    print(f"{failures} failed")
    sys.exit(failures > 0)
