# SPDX-License-Identifier: MIT
"""Runs the player under Wine while its sound is recorded and its picture is looked at."""
import dataclasses
import json
import os
import pty
import subprocess
import termios
import threading
import time

import picture
import sound


def setting(name):
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f'tests/e2e: {name} is not set; run this through ./dev test')
    return value


@dataclasses.dataclass
class Playback:
    """What came of one run of the player."""
    exit_code: int
    records: list        # the JSON lines
    errors: str          # standard error
    seconds: float       # from start to exit
    samples: object      # the left channel of what was heard
    frames: list         # what was seen, see picture.Grabber
    unreadable: list     # when nothing readable was seen in between

    def of_type(self, kind):
        return [r for r in self.records if r['type'] == kind]

    def events(self, name):
        return [r for r in self.of_type('event') if r['event'] == name]

    def position_at(self, wall, rate=1):
        """The clock at a time of day, from the nearest record while playing; None where it was not playing."""
        known = []
        for record in self.of_type('position'):
            if record['state'] != 'playing' or record['position'] is None:
                continue
            if known and record['position'] < known[-1]['position']:
                break  # the clock is back at 0: the end, of which the player has not heard yet
            known.append(record)
        if not known:
            return None
        nearest = min(known, key=lambda r: abs(r['wall'] - wall))
        distance = wall - nearest['wall']
        return nearest['position'] + distance * rate if abs(distance) <= 0.25 else None


class Running:
    """A player at work, for a check that meddles with it: it sees what the player says, and presses keys."""

    def __init__(self, records, terminal):
        self._records, self._terminal, self._seen = records, terminal, 0

    def wait_for(self, holds, seconds=10):
        """The next record for which `holds`, behind the one that was found last; None where none comes in time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            while self._seen < len(self._records):
                self._seen += 1
                if holds(self._records[self._seen - 1]):
                    return self._records[self._seen - 1]
            time.sleep(0.01)
        return None

    def wait_for_state(self, state, position=0.0):
        """… that tells of this state at this position or behind it."""
        return self.wait_for(lambda r: r['type'] == 'position' and r['state'] == state and (r['position'] or 0) >= position)

    def wait_for_command(self, command):
        return self.wait_for(lambda r: r['type'] == 'command' and r['command'] == command)

    def wait_for_event(self, event):
        return self.wait_for(lambda r: r['type'] == 'event' and r['event'] == event)

    def pass_time(self, seconds):
        """What is said meanwhile has been seen."""
        time.sleep(seconds)
        self._seen = len(self._records)

    def press(self, keys):
        """As a terminal sends them."""
        os.write(self._terminal, keys.encode())


class Recorder:
    """Records the null sink's monitor. Made, it records already."""

    def __init__(self):
        command = ['parec', '--latency-msec=10', '-d', setting('CAESURA_SINK_MONITOR'), '--raw', '--format=s16le',
                   f'--rate={sound.RATE}', '--channels=2']
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self._data = bytearray()
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        if not self._begun.wait(10):
            self.stop()
            raise SystemExit('tests/e2e: nothing comes from the monitor of the null sink')

    def _read(self):
        while data := self._process.stdout.read1(65536):
            self._data += data
            self._begun.set()

    def stop(self):
        self._process.terminate()
        self._thread.join()
        self._process.wait()
        return sound.from_stereo(bytes(self._data))


def has_terminals():
    """Whether the machine gives pseudo terminals: not where /dev/pts is missing."""
    try:
        for end in pty.openpty():
            os.close(end)
    except OSError:
        return False
    return True


def open_terminal():
    """Both ends of a terminal of the usual size; what is shown in it is thrown away."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (25, 80))

    def drain():
        try:
            while os.read(ours, 4096):
                pass
        except OSError:  # the other end is closed
            pass

    threading.Thread(target=drain, daemon=True).start()
    return ours, theirs


HUNG = 1000       # for an exit code: it had to be killed
MOST_CRASHES = 2  # of Wine or a native library, in one run of the tests
crashes = 0


def play(file, *options, **ways):
    """play_once, and once more where a signal ended the player: what the player or caesura.dll do wrong Wine turns into an
    exception and an exit code, so a signal is a crash of Wine itself or of a native library. Seen about once in 1,000 runs,
    when threads end while the process does. It is said, and too many count. So `meddle` may be called twice: it begins by
    forgetting what it has seen."""
    global crashes
    done = play_once(file, *options, **ways)
    if done.exit_code >= 0 or crashes == MOST_CRASHES:
        return done
    crashes += 1
    print(f'noted: signal {-done.exit_code} ended the player of {os.path.basename(file)} {" ".join(options)}, which said last: '
          f'{done.records[-1] if done.records else "nothing"}', flush=True)
    return play_once(file, *options, **ways)


def play_once(file, *options, listen=True, watch=False, timeout=40, environment=None, meddle=None, keys=False):
    """Plays a file with --json; listens and looks on demand. `environment` replaces variables, None takes one away.
    `meddle` is called with a Running when the player has begun; with `keys`, that has a terminal to press them in."""
    changed = {**os.environ, **(environment or {})}
    changed = {name: value for name, value in changed.items() if value is not None}
    terminal, keyboard = open_terminal() if keys else (None, None)
    recorder = Recorder() if listen else None
    grabbers, records, errors = [], [], []
    begun = time.monotonic()
    player = subprocess.Popen([setting('CAESURA_WINE'), setting('CAESURA_PLAY'), file, '--json', *options],
                              stdin=keyboard or subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              start_new_session=keys, env=changed, text=True, encoding='utf-8', errors='replace')

    def read_records():
        for line in player.stdout:
            record = json.loads(line)
            records.append(record)
            if watch and record['type'] == 'window' and not grabbers:
                grabbers.append(picture.Grabber(setting('DISPLAY'), record['left'], record['top']))

    threads = [threading.Thread(target=read_records),
               threading.Thread(target=lambda: errors.extend(player.stderr))]
    for thread in threads:
        thread.start()
    try:
        if keys:
            os.close(keyboard)
        if meddle:
            meddle(Running(records, terminal))
        player.wait(timeout)
    except subprocess.TimeoutExpired:
        pass
    finally:
        hangs = player.poll() is None
        if hangs:
            player.kill()
            player.wait()
    seconds = time.monotonic() - begun
    if keys:
        os.close(terminal)
    for grabber in grabbers:
        grabber.stop()
    # What the server still holds is heard as well.
    time.sleep(0.4)
    samples = recorder.stop() if recorder else None
    for thread in threads:
        thread.join(5)
    frames = [frame for grabber in grabbers for frame in grabber.frames]
    unreadable = [time for grabber in grabbers for time in grabber.unreadable]
    return Playback(HUNG if hangs else player.returncode, records, ''.join(errors), seconds, samples, frames, unreadable)
