# SPDX-License-Identifier: MIT
"""Broken files of every format: the player ends in time, by itself, and says in one sentence which file is to blame.

A signal ends the player where Wine or GStreamer crash (see rig.play), here mostly when it has said all: that is listed, and
the file gets another try. An exception in ours ends the player with an exit code and without its summary.
"""
import concurrent.futures
import json
import os
import signal
import subprocess
import tempfile
import time

import damage
import rig

FORMATS = ('wav', 'mp3', 'm4a', 'mp4', 'avi', 'webm', 'wmv', 'mkv')
AT_ONCE = 8     # they mostly wait for the time to pass
PATIENCE = 60   # seconds; a clip lasts 4
TRIES = 3       # where the process is ended by a signal
SIZED = ('wav', 'mp3', 'avi')  # as long as what there is of the file: nothing is missed where it is cut
NO_FILE = 3     # exit codes of the player
STALLED = 6


def play(path):
    """One run of the player: (exit code or None where it hung, its summary or None, what it said, seconds)."""
    begun, code = time.monotonic(), None
    command = [rig.setting('CAESURA_WINE'), rig.setting('CAESURA_PLAY'), path, '--json']
    # No pipes: Wine's services, which the first of its processes starts, would keep them open behind the player's end.
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        try:
            code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr,
                                  timeout=PATIENCE).returncode
        except subprocess.TimeoutExpired:
            pass
        output, errors = (file.seek(0) or file.read() for file in (stdout, stderr))
    last = output.decode('utf-8', 'replace').strip().rpartition('\n')[2]
    summary = json.loads(last) if code is not None and last.startswith('{"type":"summary"') else None
    said = [line for line in errors.decode('utf-8', 'replace').splitlines() if line.startswith('caesura-play: ')]
    return code, summary, said, time.monotonic() - begun


def play_damaged(job):
    """(label, exit code, summary, sentences, seconds, what is to be listed)."""
    path, label, data = job
    with open(path, 'wb') as file:
        file.write(data)
    crashes = []
    while True:
        code, summary, said, seconds = play(path)
        if code is None or code >= 0 or len(crashes) == TRIES - 1:
            break
        crashes.append(f'{signal.Signals(-code).name} {"behind" if summary else "before"} the end of the player')
    os.unlink(path)
    return label, code, summary, said, seconds, crashes


def fault(name, label, code, summary, said):
    """What is wrong with such an end; nothing where nothing is."""
    if code is None:
        return f'it hangs for {PATIENCE} s'
    if code < 0:
        return f'ended {TRIES} times by {signal.Signals(-code).name}'
    if not summary or summary['exit'] != code:
        return 'it ended without a summary'
    if len(said) > 1 or any(name not in sentence for sentence in said):
        return 'it says something else than one sentence that names the file'
    if code != 0 and not said:
        return 'it fails without a sentence'
    if 'empty' in label and code != NO_FILE:
        return 'there is nothing to open'
    if 'cut in the middle' in label and not said and not name.endswith(SIZED):
        return 'half of it is missing, and it does not say so'
    return ''


def broken(tally, media, scratch):
    """Every format, damaged in every way."""
    jobs = []
    for extension in FORMATS:
        with open(os.path.join(media, f'clip.{extension}'), 'rb') as file:
            data = file.read()
        for number, (what, content) in enumerate(damage.damaged(data, extension)):
            jobs.append((os.path.join(scratch, f'broken-{number}.{extension}'), f'a {extension} {what}', content))
    figures = {'played to the end': 0, 'refused': 0, 'given up': 0, 'ended by a signal': 0}
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for job, (label, code, summary, said, seconds, crashes) in zip(jobs, pool.map(play_damaged, jobs)):
            wrong = fault(os.path.basename(job[0]), label, code, summary, said)
            tally.check(f'{label} ends well', not wrong, wrong or f'exit {code} after {seconds:.1f} s {"".join(said)}')
            if wrong:
                print('      said:', *said, sep='\n      ')
            for crash in crashes:
                print(f'noted: {label}: {crash}', flush=True)
            figures['ended by a signal'] += len(crashes)
            figures['played to the end' if code == 0 else 'given up' if code == STALLED else 'refused'] += 1
    print(f'figure: broken files: {len(jobs)}')
    for what, count in figures.items():
        print(f'figure: {what}: {count}')
