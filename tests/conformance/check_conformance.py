#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Keeps docs/conformance.md in step with the tests.

A test names its requirements on the line above it: `// session R17`, `// session R4 O5`; so may the class of a suite.
What Wine's own session makes of the tests stands in docs/conformance-peer.txt, which `./dev test --peer` writes.

Usage: check_conformance.py ROOT [--update]. Fails where the page differs from these; --update rewrites the state and the
peer's column of each row, the figures above the table, and takes tests that are no more out of the peer's file. A row
that no test covers keeps its reason ("not yet: …", "no test: …"), and so does one that tests cover in part ("in part: …").
"""
import collections
import pathlib
import re
import sys

sys.dont_write_bytecode = True  # the folder belongs to the repository

import peer_results

TAG = re.compile(r"^\s*// session ((?:[RO]\d+[ ,]*)+)$")
TEST = re.compile(r"^\s*(?:class (\w+)|TEST(?:_F|_P)?\((\w+), ?(\w+)|INSTANTIATE_TYPED_TEST_SUITE_P\((\w+), (\w+))")
ROW = re.compile(r"^\| ([RO]\d+) \| ([^|]*) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|(?: ([^|]*) \|)?$")
FIGURES = re.compile(r"^Of \d+ requirements, this session meets .*$")
PROGRAMS = re.compile(r"^Of \d+ stories of real programs .*$")
ALL = [f"R{n}" for n in range(1, 195)] + [f"O{n}" for n in range(1, 32)]


def name_of(test):
    """As in the page: "Suite.Name"; "Suite.*" of a class."""
    suite, name = [part for part in test.groups() if part] + ([] if test[2] or test[4] else ["*"])
    return f"{suite}.{name}"


def tagged_tests(root):
    """The names of the tests of each requirement, and what is wrong with the tags."""
    tests, wrong = {id_: set() for id_ in ALL}, []
    for path in sorted((root / "tests").rglob("*.cpp")):
        tags = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if tag := TAG.match(line):
                tags += re.findall(r"[RO]\d+", tag[1])
            elif tags and (test := TEST.match(line)):
                for id_ in tags:
                    if id_ in tests:
                        tests[id_].add(name_of(test))
                    else:
                        wrong.append(f"{path.relative_to(root)}:{number}: there is no {id_}")
                tags = []
            elif tags and not line.strip().startswith("//"):
                wrong.append(f"{path.relative_to(root)}:{number}: a tag without a test")
                tags = []
    return tests, wrong


def tests_in(folder):
    """The names of all tests there."""
    return {name_of(test) for path in sorted(folder.glob("*.cpp"))
            for line in path.read_text(encoding="utf-8").splitlines() if (test := TEST.match(line)) and not test[1]}


def state_of(old, tests):
    """What this session does: the reason for what is missing, if any, and the tests there are."""
    reason = re.match(r"(?:not yet|in part|no test): [^;]*", old)
    names = ", ".join(sorted(tests))
    if not names:
        return reason[0].replace("in part:", "not yet:") if reason else "not yet"
    if reason and reason[0].startswith("in part"):
        return f"{reason[0].strip()}; {names}"
    return f"done: {names}"


def peer_state_of(tests, suite, peer):
    """What the peer does: yes, in part or no, with what became of the tests; a dash where none could be put to it."""
    covering = {one for one in suite for name in tests if one == name or (name.endswith(".*") and one.startswith(name[:-1]))}
    outcomes = sum((peer[name] for name in covering if name in peer), collections.Counter())
    del outcomes["not applicable"]
    if not outcomes:
        return "not run" if covering - peer.keys() else "–"
    if outcomes["pass"] == outcomes.total():
        return "yes"
    return f"{'in part' if outcomes['pass'] else 'no'}: {peer_results.text_of(outcomes)}"


def figures_of(states, peer_states):
    """The sentence above the table."""
    def count(column, word):
        return sum(state.startswith(word) for state in column)
    asked = len(peer_states) - count(peer_states, "–") - count(peer_states, "not run")
    return (f"Of {len(ALL)} requirements, this session meets {count(states, 'done')}, and {count(states, 'in part')} in part; "
            f"Wine 8's, of the {asked} that its interfaces let the same tests ask of it, "
            f"{count(peer_states, 'yes')}, and {count(peer_states, 'in part')} in part.")


def programs_of(programs, peer):
    """The sentence on the programs, below."""
    good = sorted(name for name in programs if name in peer and peer_state_of({name}, programs, peer) == "yes")
    return (f"Of {len(programs)} stories of real programs (`tests/programs`), which run as they are on both, Wine 8's session "
            f"plays {len(good)}{': ' if good else ''}{', '.join(good)}.")


def main():
    root = pathlib.Path(sys.argv[1])
    page, peer_file = root / "docs" / "conformance.md", root / "docs" / "conformance-peer.txt"
    tests, wrong = tagged_tests(root)
    suite, programs = (tests_in(root / "tests" / folder) for folder in ("conformance", "programs"))
    peer = peer_results.read(peer_file)
    wrong += [f"{peer_file.name}: there is no test {name}" for name in sorted(peer.keys() - suite - programs)]

    lines, seen, states, peer_states = [], [], [], []
    for line in page.read_text(encoding="utf-8").splitlines():
        if row := ROW.match(line):
            id_, level, what, reference, old, old_peer = row.groups()
            seen.append(id_)
            states.append(state_of(old, tests.get(id_, set())))
            peer_states.append(peer_state_of(tests.get(id_, set()), suite, peer))
            for was, is_ in ((old, states[-1]), (old_peer, peer_states[-1])):
                if was != is_:
                    wrong.append(f"{id_}: the page says \"{was}\", the tests \"{is_}\"")
            line = f"| {id_} | {level} | {what} | {reference} | {states[-1]} | {peer_states[-1]} |"
        lines.append(line)
    for pattern, sentence in ((FIGURES, figures_of(states, peer_states)), (PROGRAMS, programs_of(programs, peer))):
        at = next(i for i, line in enumerate(lines) if pattern.match(line))
        if lines[at] != sentence:
            wrong.append(f"the page says \"{lines[at]}\", the tests \"{sentence}\"")
            lines[at] = sentence
    wrong += [f"{id_} has no row" for id_ in ALL if id_ not in seen]
    wrong += [f"{id_} has {seen.count(id_)} rows" for id_ in sorted(set(seen)) if seen.count(id_) > 1]

    if "--update" in sys.argv[2:]:
        page.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        peer_results.write(peer_file, {name: peer[name] for name in peer.keys() & (suite | programs)})
        return 0
    print("\n".join(wrong) or f"{sum(bool(t) for t in tests.values())} of {len(ALL)} requirements have tests")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
