#!/usr/bin/env python3
"""includes.py order|headers SOURCE BUILD - what the folders may include, tried with the compiler.

order    in each folder, with the flags that the build compiles it with, a file that includes a
         header of each other folder: it has to compile where the order of the house allows it and
         the build names it, and must not compile where the order does not allow it
headers  each header of each folder compiles alone, with the build's warnings as errors
"""
import json
import pathlib
import shlex
import subprocess
import sys

# Who may include whom: the table of the order, as docs/architecture.md tells it. A folder that the
# table does not know fails the test, so that it is put in.
ORDER = {
    "base": [],
    "wire": ["base"],
    "flow": ["base", "wire"],
    "catalogue": ["base"],
    "policy": ["base", "catalogue"],
    "store": ["base", "catalogue", "policy"],
    "insight": ["base", "catalogue", "policy", "store"],
    "capture": ["base", "wire"],
    "firewall": ["base"],
    "bus": ["base", "catalogue", "policy", "store"],
    "daemon": ["base", "wire", "flow", "catalogue", "policy", "store", "insight", "capture",
               "firewall", "bus"],
    "report": ["base", "catalogue", "policy", "store", "insight"],
    "live": ["base", "catalogue", "policy", "store", "insight", "report"],
    "lists": ["base", "catalogue", "policy"],
    "doctor": ["base", "wire", "catalogue", "policy", "store", "insight", "firewall", "report",
               "live", "lists"],
    "setup": ["base", "wire", "catalogue", "policy", "store", "insight", "firewall", "report", "live",
              "lists", "doctor"],
    "cli": ["base", "wire", "flow", "catalogue", "policy", "store", "insight", "capture", "firewall",
            "daemon", "report", "live", "doctor", "setup", "lists"],
    "mail": ["base", "catalogue", "policy", "store", "insight", "report"],
    "notify": ["base", "catalogue", "policy", "store", "insight", "report"],
}
# What has to compile, so that a build in which nothing compiles does not pass for one in order.
ALLOWED_AND_TRIED = [("wire", "base"), ("flow", "wire"), ("policy", "catalogue")]


def folders(source):
    """{name: path} of the folders that have code."""
    found = {}
    for parent in ("agent", "ui"):
        for path in sorted((source / parent).iterdir()):
            if path.is_dir() and any(path.glob("*.c")):
                found[path.name] = path
    return found


def compile_flags(source, build):
    """{folder: [compiler and flags of each target that has files of the folder]}"""
    flags = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"])
        try:
            parent, folder, _ = path.relative_to(source).parts
        except ValueError:
            continue
        if parent not in ("agent", "ui"):
            continue
        words = shlex.split(entry["command"])
        if words[0].endswith("ccache"):
            words = words[1:]
        words = words[:words.index("-o")]
        if words not in flags.setdefault(folder, []):
            flags[folder].append(words)
    return flags


def compiles(words, text):
    """Whether `text` is good C with these flags, and what the compiler says."""
    result = subprocess.run(words + ["-fsyntax-only", "-Werror", "-x", "c", "-"], input=text,
                            text=True, capture_output=True, check=False)
    return result.returncode == 0, result.stderr


def check_order(found, flags):
    wrong, n_tried = [], 0
    for folder, path in found.items():
        if folder not in ORDER:
            wrong.append(f"{path}: the order of the house does not know this folder")
            continue
        for other, other_path in found.items():
            headers = sorted(h.name for h in other_path.glob("*.h"))
            if other == folder or not headers:
                continue
            text = f'#include "{other}/{headers[0]}"\n'
            good = any(compiles(words, text)[0] for words in flags.get(folder, []))
            n_tried += 1
            if good and other not in ORDER[folder]:
                wrong.append(f"{folder}/ can include {other}/{headers[0]}, and must not")
            if not good and (folder, other) in ALLOWED_AND_TRIED:
                wrong.append(f"{folder}/ cannot include {other}/{headers[0]}, and should")
    return wrong, n_tried


def check_headers(found, flags):
    wrong, n_tried = [], 0
    for folder, path in found.items():
        for header in sorted(path.glob("*.h")):
            said = "no target compiles this folder"
            for words in flags.get(folder, []):
                good, said = compiles(words, f'#include "{folder}/{header.name}"\n')
                if good:
                    break
            else:
                wrong.append(f"{header} does not compile alone:\n{said}")
            n_tried += 1
    return wrong, n_tried


def main(what, source, build):
    source, build = pathlib.Path(source).resolve(), pathlib.Path(build).resolve()
    found, flags = folders(source), compile_flags(source, build)
    found = {name: path for name, path in found.items() if name in flags}
    wrong, n_tried = {"order": check_order, "headers": check_headers}[what](found, flags)
    print("\n".join(wrong))
    print(f"{n_tried} tried in {len(found)} folders, {len(wrong)} wrong")
    return 1 if wrong or n_tried == 0 else 0


sys.exit(main(*sys.argv[1:4]))
