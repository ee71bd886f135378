#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lives sessions for a long time, and says whether what the processes hold stays flat.

    tests/soak/run.py PROGRAM SECONDS PLOT.svg

PROGRAM is caesura_soak.exe, CAESURA_WINE what runs it. Wine's media source now and then corrupts the memory of its
GStreamer side, with a session and without: a process with the platform's components that ends so is counted, and another
goes on; a session with the tests' own may not end so.
"""
import concurrent.futures
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # the folder belongs to the repository

import judge
import plot

KINDS = ('own', 'real', 'bare')
PATIENCE = 60  # seconds more than it was given: it hangs
CORRUPT = re.compile(r'double free or corruption|(free|munmap_chunk)\(\): invalid|malloc(_consolidate)?\(\): \w+|corrupted \S+')
ROW = re.compile(r'\d+\.\d( \d+){7}')  # among what the platform says


def live(program, kind, seconds):
    """(parts, the signals that ended a process, what went wrong)."""
    begun, parts, signals = time.monotonic(), [], []
    while True:
        offset = time.monotonic() - begun
        left = seconds - offset
        if parts and left < 5:
            return parts, signals, ''
        command = [os.environ['CAESURA_WINE'], program, kind, f'{left:.1f}']
        # No pipes: Wine's services, which the first of its processes starts, would keep them open behind its end.
        with tempfile.TemporaryFile('w+', errors='replace') as stdout, \
                tempfile.TemporaryFile('w+', errors='replace') as stderr:
            try:
                code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr,
                                      timeout=left + PATIENCE).returncode
            except subprocess.TimeoutExpired:
                return parts, signals, f'it hung for {PATIENCE} s'
            said, errors = (file.seek(0) or file.read() for file in (stdout, stderr))
        rows = [judge.read_row(line) for line in said.splitlines() if ROW.fullmatch(line)]
        parts.append([row._replace(seconds=row.seconds + offset) for row in rows])
        if code == 0:
            return parts, signals, ''
        corrupt = CORRUPT.search(errors)  # Wine makes an exit code of what glibc ends a process with
        if (code > 0 and not corrupt) or kind == 'own' or not rows:
            return parts, signals, f'it ended with code {code}: {errors.strip()[-400:]}'
        signals.append(corrupt[0] if corrupt else signal.Signals(-code).name)


def main(program, seconds, picture):
    with concurrent.futures.ThreadPoolExecutor(len(KINDS)) as pool:
        done = dict(zip(KINDS, pool.map(lambda kind: live(program, kind, float(seconds)), KINDS)))
    runs = {kind: parts for kind, (parts, _, _) in done.items()}
    with open(picture, 'w', encoding='utf-8') as file:
        file.write(plot.svg(runs))
    print(plot.text(runs))
    failed = 0
    for kind, (_, signals, wrong) in done.items():
        if wrong:
            failed += 1
            print(f'FAIL  {kind} lives on: {wrong}')
        for name in signals:
            print(f'left out: {kind}: {name}; another process went on')
    found = judge.verdicts(runs)
    for verdict in found:
        failed += not verdict.holds
        print(verdict)
    print(f'figure: minutes: {float(seconds) / 60:g}')
    for kind, parts in runs.items():
        rows = [row for part in parts for row in judge.warm(part)]
        if rows:
            print(f'figure: {plot.NAMES[kind]}, lives: {sum(part[-1].lives for part in parts if part)}')
            for quantity, scale, unit in (('heap', 1e6, ' MB'), ('handles', 1, ''), ('threads', 1, '')):
                values = [getattr(row, quantity) / scale for row in rows]
                print(f'figure: … {quantity} at rest after the warm-up, at most, at the end: '
                      f'{values[0]:.4g}{unit}, {max(values):.4g}{unit}, {values[-1]:.4g}{unit}')
    for verdict in found:
        print(f'figure: growth of {verdict.quantity}, {verdict.kind}: '
              + ('unknown' if verdict.growth is None else f'{verdict.growth:+.3g} {judge.UNITS[verdict.quantity]} a life'))
    for kind, (_, signals, _) in done.items():
        if kind != 'own':  # that would have failed
            print(f'figure: ended by a crash, {plot.NAMES[kind]}: {len(signals)}')
    return 1 if failed else 0


if __name__ == '__main__':
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    sys.exit(main(*sys.argv[1:]))
