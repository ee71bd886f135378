# SPDX-License-Identifier: MIT
"""Whether what a process holds stays flat over the lives of its sessions.

A run is a list of parts, one for each process that it took; a part is a list of Row, one a second or so. The slope of a
quantity is the median of the slopes between pairs of rows of the same part (Theil and Sen), which a third of stray rows
does not move, in units a life. The first rows of a part are warm-up, and only those after a rest count: while there is work, a
pool keeps as many threads as it ever needed at once, which is more on a busy machine and the longer it runs.
"""
import statistics
from typing import NamedTuple

WARM_UP = 10.0         # seconds, or a fifth of a part where that is less
PAIRS = 200_000        # at most so many pairs are looked at
BLOCK, CONTENT = 256, 248  # bytes that a work item of Wine's takes in all, and without its header
STACK = 1_000_000          # bytes, about, private to each thread

# What a quantity may grow by in a life, and once in a run, by kind of run. `own` grows by nothing: what it may once is a
# thread of the platform's pools, or pages that a heap commits, which weigh less the longer the run. `real` less `bare` has
# the noise of those pools twice.
LIMITS = {'own': {'heap': (8, 16_000), 'private': (128, 2_000_000), 'handles': (0.001, 3), 'threads': (0.001, 2)},
          'real': {'heap': (256, 0), 'handles': (0.1, 0), 'threads': (0.1, 0)}}
UNITS = {'heap': 'bytes', 'private': 'bytes', 'handles': 'handles', 'threads': 'threads'}


class Row(NamedTuple):
    seconds: float
    lives: int
    private: int   # bytes, less what the platform leaves of its work items, and less the stacks of the threads
    heap: int      # bytes in use, less the same
    items: int     # that, bytes
    handles: int
    threads: int
    rested: bool  # the pools have let go of the threads that they don't need


def read_row(line):
    seconds, lives, private, heap, items, handles, threads, rested = line.split()
    platform = int(items) * BLOCK // CONTENT + int(threads) * STACK
    return Row(float(seconds), int(lives), int(private) - platform, int(heap), int(items), int(handles), int(threads),
               rested == '1')


def warm(part):
    """The rows behind the warm-up, each after a rest."""
    until = part[0].seconds + min(WARM_UP, (part[-1].seconds - part[0].seconds) / 5) if part else 0
    return [row for row in part if row.rested and row.seconds >= until]


def slope(parts, quantity):
    """Growth a life; None where there are too few rows to tell."""
    slopes = []
    for part in parts:
        rows = warm(part)
        # Near neighbours say little about a trend: a pair is at least a third of the part apart.
        least = max(1, len(rows) // 3)
        pairs = len(rows) ** 2 // 2
        step = 1 + pairs * len(parts) // PAIRS
        for i in range(0, len(rows), step):
            for later in rows[i + least:]:
                if later.lives > rows[i].lives:
                    slopes.append((getattr(later, quantity) - getattr(rows[i], quantity)) / (later.lives - rows[i].lives))
    return statistics.median(slopes) if len(slopes) >= 10 else None


class Verdict(NamedTuple):
    kind: str
    quantity: str
    growth: float  # a life
    limit: float

    @property
    def holds(self):
        return self.growth is not None and self.growth <= self.limit

    def __str__(self):
        grown = 'too few figures to tell' if self.growth is None else f'{self.growth:+.4g} {UNITS[self.quantity]} a life'
        return f'{"ok  " if self.holds else "FAIL"}  {self.kind} {self.quantity}: {grown}, limit {self.limit:.3g}'


def verdicts(runs):
    """Of `own`, and of `real` less `bare`."""
    found = []
    lives = sum(part[-1].lives for part in runs['own'] if part) or 1
    for quantity, (limit, once) in LIMITS['own'].items():
        found.append(Verdict('own', quantity, slope(runs['own'], quantity), limit + once / lives))
    for quantity, (limit, _) in LIMITS['real'].items():
        real, bare = slope(runs['real'], quantity), slope(runs['bare'], quantity)
        found.append(Verdict('real less bare', quantity, None if real is None or bare is None else real - bare, limit))
    return found
