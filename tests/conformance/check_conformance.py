#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares docs/conformance.md with the tags of the tests: a comment such as `// session R17 O8` above a TEST,
or above the class of a suite.

Usage: check_conformance.py ROOT [--update]. Fails where the table and the tests differ; --update rewrites the state of
each row. A row that no test covers keeps its reason ("not yet: …", "no test: …"), and so does one that tests cover in part
("in part: …").
"""
import pathlib
import re
import sys

TAG = re.compile(r"^\s*// session ((?:[RO]\d+[ ,]*)+)$")
TEST = re.compile(r"^\s*(?:class (\w+)|TEST(?:_F|_P)?\((\w+), ?(\w+)|INSTANTIATE_TYPED_TEST_SUITE_P\((\w+), (\w+))")
ROW = re.compile(r"^\| ([RO]\d+) \| ([^|]*) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$")
ALL = [f"R{n}" for n in range(1, 195)] + [f"O{n}" for n in range(1, 32)]


def tagged_tests(root):
    """The names of the tests of each requirement, and what is wrong with the tags."""
    tests, wrong = {id_: set() for id_ in ALL}, []
    for path in sorted((root / "tests").rglob("*.cpp")):
        tags = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if tag := TAG.match(line):
                tags += re.findall(r"[RO]\d+", tag[1])
            elif tags and (test := TEST.match(line)):
                suite, name = [part for part in test.groups() if part] + ([] if test[2] or test[4] else ["*"])
                for id_ in tags:
                    if id_ in tests:
                        tests[id_].add(f"{suite}.{name}")
                    else:
                        wrong.append(f"{path.relative_to(root)}:{number}: there is no {id_}")
                tags = []
            elif tags and not line.strip().startswith("//"):
                wrong.append(f"{path.relative_to(root)}:{number}: a tag without a test")
                tags = []
    return tests, wrong


def state_of(old, tests):
    """The last column: the reason for what is missing, if any, and the tests there are."""
    reason = re.match(r"(?:not yet|in part|no test): [^;]*", old)
    names = ", ".join(sorted(tests))
    if not names:
        return reason[0].replace("in part:", "not yet:") if reason else "not yet"
    if reason and reason[0].startswith("in part"):
        return f"{reason[0].strip()}; {names}"
    return f"done: {names}"


def main():
    root = pathlib.Path(sys.argv[1])
    page = root / "docs" / "conformance.md"
    tests, wrong = tagged_tests(root)
    lines, seen = [], []
    for line in page.read_text(encoding="utf-8").splitlines():
        if row := ROW.match(line):
            id_, level, what, reference, old = row.groups()
            seen.append(id_)
            new = state_of(old, tests.get(id_, set()))
            if new != old:
                wrong.append(f"{id_}: the page says \"{old}\", the tests \"{new}\"")
            line = f"| {id_} | {level} | {what} | {reference} | {new} |"
        lines.append(line)
    wrong += [f"{id_} has no row" for id_ in ALL if id_ not in seen]
    wrong += [f"{id_} has {seen.count(id_)} rows" for id_ in sorted(set(seen)) if seen.count(id_) > 1]

    if "--update" in sys.argv[2:]:
        page.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        return 0
    print("\n".join(wrong) or f"{sum(bool(t) for t in tests.values())} of {len(ALL)} requirements have tests")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
