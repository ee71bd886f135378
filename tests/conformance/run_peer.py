#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds Wine's own session to the conformance suite and the real programs: each case in a process of its own, which may
crash or hang.

    run_peer.py BIN RESULTS LOGS PREFIX... [--filter TEXT]

BIN is the folder of caesura_conformance_tests.exe and caesura_programs_tests.exe, RESULTS the file from which check_conformance.py writes the page's column, LOGS a
folder for what the cases that do not pass wrote, each PREFIX a Wine prefix for one case at a time. With a filter only the
tests with that text in their names are run, and the others keep what the file says. The environment says where Wine is
(CAESURA_WINE). The last line sums up.
"""
import argparse
import collections
import os
import pathlib
import queue
import re
import signal
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True  # the folder belongs to the repository

import peer_results

# The programs of tests, and how long one case of theirs may take, in seconds.
PROGRAMS = {'caesura_conformance_tests.exe': 20, 'caesura_programs_tests.exe': 35}
# What does not pass may have had bad luck, or only miss the end of a source that tells of it unasked: a second try.
TRIES = ({}, {'CAESURA_ENDS_WHEN_ASKED': '1'})


class Runner:
    def __init__(self, bin_folder, logs):
        self._bin, self._logs = bin_folder, logs
        self._wine = os.environ['CAESURA_WINE']

    def _start(self, program, prefix, *options, **environment):
        environment = {**os.environ, 'WINEPREFIX': prefix, 'CAESURA_PEER': '1', **environment}
        return subprocess.Popen([self._wine, os.path.join(self._bin, program), '--gtest_color=no', *options],
                                env=environment, cwd=self._bin, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, start_new_session=True)

    def cases(self, program, prefix):
        """The full names of all cases that are not switched off."""
        text = self._start(program, prefix, '--gtest_list_tests').communicate(timeout=120)[0].decode(errors='replace')
        suite, found = None, []
        for line in text.replace('\r', '').splitlines():
            line = line.split('  # ')[0].rstrip()
            if re.fullmatch(r'[\w/]+\.', line):
                suite = line
            elif suite and re.fullmatch(r'  [\w/]+', line) and 'DISABLED_' not in line:
                found.append(suite + line.strip())
        return found

    def run(self, program, prefix, case, environment):
        """What one try gives: pass, fail, crash, hang or "not applicable"."""
        process = self._start(program, prefix, f'--gtest_filter={case}', **environment)
        hung = False
        try:
            text = process.communicate(timeout=PROGRAMS[program])[0]
        except subprocess.TimeoutExpired:
            hung = True
            os.killpg(process.pid, signal.SIGKILL)
            text = process.communicate()[0]
        text = text.decode(errors='replace').replace('\r', '')
        if hung:
            outcome = 'hang'
        elif f'[  SKIPPED ] {case}' in text:
            outcome = 'not applicable'
        elif f'[  FAILED  ] {case}' in text:
            outcome = 'fail'
        else:  # a process that ends badly after its test has passed has crashed as well
            outcome = 'pass' if f'[       OK ] {case}' in text and process.returncode == 0 else 'crash'
        log = self._logs / (case.replace('/', '-') + '.log')
        log.unlink(missing_ok=True)
        if outcome not in ('pass', 'not applicable'):
            log.write_text(text + f'\n{outcome}\n', encoding='utf-8')
        return outcome


def run_all(runner, prefixes, cases):
    """{test: Counter of outcomes} of {case: program}."""
    waiting, results, lock = queue.SimpleQueue(), collections.defaultdict(collections.Counter), threading.Lock()
    for item in cases.items():
        waiting.put(item)

    def work(prefix):
        while True:
            try:
                case, program = waiting.get_nowait()
            except queue.Empty:
                return
            for environment in TRIES:
                outcome = runner.run(program, prefix, case, environment)
                if outcome in ('pass', 'not applicable'):
                    break
            with lock:
                results[peer_results.test_of(case)][outcome] += 1
                print(f'{outcome:14} {case}', flush=True)

    threads = [threading.Thread(target=work, args=(prefix,)) for prefix in prefixes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('bin', type=os.path.abspath)
    parser.add_argument('results', type=pathlib.Path)
    parser.add_argument('logs', type=pathlib.Path)
    parser.add_argument('prefixes', nargs='+')
    parser.add_argument('--filter', default='')
    arguments = parser.parse_args()
    arguments.logs.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()

    runner = Runner(arguments.bin, arguments.logs)
    # The programs first, since they take longest.
    cases = {case: program for program in reversed(PROGRAMS) for case in runner.cases(program, arguments.prefixes[0])}
    wanted = [case for case in cases if arguments.filter in case]
    if not wanted:
        raise SystemExit(f'no conformance test has {arguments.filter} in its name')
    known = {peer_results.test_of(case) for case in cases}
    run = {peer_results.test_of(case) for case in wanted}
    # A test is run with all its parameters or not at all.
    results = run_all(runner, arguments.prefixes, {case: program for case, program in cases.items() if peer_results.test_of(case) in run})

    kept = {test: outcomes for test, outcomes in peer_results.read(arguments.results).items() if test in known}
    peer_results.write(arguments.results, {**kept, **results})
    total = sum(results.values(), collections.Counter())
    print(f'{peer_results.text_of(total)} of {total.total()} cases in {time.monotonic() - begun:.0f} s')


if __name__ == '__main__':
    main()
