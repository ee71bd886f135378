# SPDX-License-Identifier: MIT
"""What Wine's own session made of the conformance tests: the file that run_peer.py writes and check_conformance.py reads.

One line a test, in order of their names: "Suite.Name: 3 pass, 1 hang", since a test may have several cases.
"""
import collections
import re

OUTCOMES = ('pass', 'fail', 'crash', 'hang', 'not applicable')
HEAD = """\
# What Wine 8's own session (mf.dll) makes of tests/conformance and tests/programs: the cases of each test, by outcome.
# Written by `./dev test --peer`. A case that does not pass at once is given a second try, with sources that tell of
# their end only when asked for a sample behind it, since that session notices no other end. One that takes over 20 s,
# or 35 s of a program, hangs.
"""


def test_of(case):
    """The test of a case, as check_conformance.py names it: without its parameter; a typed suite by its two names."""
    suite, name = case.split('.')
    parts = suite.split('/')
    if len(parts) == 3:
        return f'{parts[0]}.{parts[1]}'
    return f'{parts[-1]}.{name.split("/")[0]}'


def text_of(outcomes):
    return ', '.join(f'{outcomes[outcome]} {outcome}' for outcome in OUTCOMES if outcomes[outcome])


def read(path):
    """{test: Counter of outcomes}; empty where there is no such file."""
    results = {}
    if path.exists():
        for line in path.read_text(encoding='utf-8').splitlines():
            if not line.startswith('#'):
                test, outcomes = line.split(': ')
                results[test] = collections.Counter({what: int(count) for count, what in
                                                     re.findall(r'(\d+) ([a-z ]+)', outcomes)})
    return results


def write(path, results):
    lines = [f'{test}: {text_of(outcomes)}\n' for test, outcomes in sorted(results.items())]
    path.write_text(HEAD + ''.join(lines), encoding='utf-8', newline='\n')
