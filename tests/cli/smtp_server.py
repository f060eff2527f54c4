#!/usr/bin/env python3
"""A server of mail for one test, with the commands that a client needs (RFC 5321, 3207, 4954).

smtp_server.py FOLDER tls|starttls|plain

Listens on a free port of localhost and writes it to FOLDER/port; its certificate is FOLDER/server.pem.
Each line that a client says goes to FOLDER/said, with "tls " or "clear " in front; a message to
FOLDER/message. tls: from the first byte; starttls: when it is asked; plain: never.
"""
import pathlib
import socket
import ssl
import sys


def serve(client, folder, how, context):
    is_tls = how == "tls"
    if is_tls:
        client = context.wrap_socket(client, server_side=True)
    lines = client.makefile("rb")
    said = (folder / "said").open("ab", buffering=0)

    def say(words):
        client.sendall(words.encode() + b"\r\n")

    say("220 localhost ESMTP")
    while line := lines.readline():
        said.write((b"tls " if is_tls else b"clear ") + line)
        word = line.split(b" ")[0].strip().upper()
        if word == b"EHLO":
            more = ["250-localhost", "250-AUTH PLAIN"] + (
                ["250-STARTTLS"] if how == "starttls" and not is_tls else []) + ["250 8BITMIME"]
            say("\r\n".join(more))
        elif word == b"STARTTLS" and how == "starttls":
            say("220 go on")
            client = context.wrap_socket(client, server_side=True)
            lines, is_tls = client.makefile("rb"), True
        elif word == b"AUTH":
            if len(line.split()) < 3:
                say("334 ")
                said.write(b"tls AUTH PLAIN " + lines.readline())
            say("235 welcome")
        elif word == b"DATA":
            say("354 go on")
            with (folder / "message").open("wb") as out:
                while (line := lines.readline()) not in (b".\r\n", b""):
                    out.write(line)
            say("250 taken")
        elif word == b"QUIT":
            say("221 bye")
            break
        else:
            say("250 fine")
    client.close()


def main(folder, how):
    folder = pathlib.Path(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    with socket.create_server(("localhost", 0)) as listener:
        (folder / "port.new").write_text(str(listener.getsockname()[1]))
        (folder / "port.new").rename(folder / "port")
        while True:
            client, _ = listener.accept()
            client.settimeout(30)
            try:
                serve(client, folder, how, context)
            except (OSError, ssl.SSLError) as e:
                print(e, flush=True)


main(*sys.argv[1:])
