#!/usr/bin/env python3
"""count.py RESULTS BROKEN - one closing line for tests/run.

RESULTS is a folder of the JUnit files that ctest wrote, one for each build; BROKEN is how many other
things went wrong. A cmocka program counts as its functions, any other test as one. Prints which
tests were skipped and why (the line `skipped: WHY` of the test), which failed, and then the counts.
Exits with 0 only if nothing failed.
"""
import collections
import pathlib
import re
import sys
import xml.etree.ElementTree as tree

DONE = re.compile(r"^\[       OK \]", re.M)
WRONG = re.compile(r"^\[  FAILED  \] (?!tests: |\d+ test)(\S+)", re.M)
LEFT_OUT = re.compile(r"^\[  SKIPPED \] (?!tests: |\d+ test)(\S+)", re.M)
WHY = re.compile(r"^\s*(?:\S+: )?skipped: (.*)$", re.M | re.I)


def main(results, n_broken):
    n_passed, n_failed, reasons = 0, n_broken, collections.Counter()
    failures, left_out = [], []
    for file in sorted(pathlib.Path(results).glob("*.xml")):
        for case in tree.parse(file).iter("testcase"):
            name = f"{file.stem}: {case.get('name')}"
            said = case.findtext("system-out") or ""
            why = WHY.findall(said) or ["it does not say why"]
            status = case.get("status")
            functions_left_out = set(LEFT_OUT.findall(said))
            if status == "run":
                n_passed += len(DONE.findall(said)) or (0 if functions_left_out else 1)
            elif status in ("notrun", "disabled"):
                said_by_ctest = case.find("skipped")
                message = said_by_ctest.get("message") if said_by_ctest is not None else ""
                if status == "notrun" and not message.startswith("SKIP"):
                    n_failed += 1
                    failures.append(f"{name}: did not start: {message}")
                    continue
                reasons[why[0]] += 1
                left_out.append(f"{name}: {why[0]}")
            else:
                wrong = set(WRONG.findall(said))
                n_passed += len(DONE.findall(said))
                n_failed += len(wrong) or 1
                failures.append(f"{name}: {', '.join(sorted(wrong)) or 'failed'}")
            for i, function in enumerate(sorted(functions_left_out)):
                reason = why[min(i, len(why) - 1)]
                reasons[reason] += 1
                left_out.append(f"{name}: {function}: {reason}")
    for line in left_out:
        print("skipped ", line)
    for line in failures:
        print("FAILED  ", line)
    n_skipped = sum(reasons.values())
    because = "; ".join(f"{n} × {why}" if n > 1 else why for why, n in reasons.most_common())
    print(f"{n_passed} tests passed, {n_failed} failed, {n_skipped} skipped"
          + (f" ({because})" if because else ""))
    return 1 if n_failed or not n_passed else 0


sys.exit(main(sys.argv[1], int(sys.argv[2])))
