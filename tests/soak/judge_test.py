#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The judge of a soak sees what grows, and nothing where nothing does."""
import random
import sys
import unittest

sys.dont_write_bytecode = True

import judge
import plot


def run(heap=0.0, handles=0.0, threads=0.0, seconds=120, lives=15, noise=4000, spikes=0.0, parts=1):
    """A made-up run that grows by so much a life."""
    chosen, made = random.Random(7), []
    for _ in range(parts):
        part = []
        for second in range(seconds):
            n = second * lives
            warm_up = min(second, 8) * 5000
            stray = 10**6 if chosen.random() < spikes else 0
            memory = int(350_000 + warm_up + heap * n + chosen.uniform(-noise, noise) + stray)
            part.append(judge.Row(second, n + 1, memory + 10**7, memory, 248 * n, int(45 + handles * n + chosen.randrange(3)),
                                  int(12 + threads * n + chosen.randrange(2)), second % 17 == 16))
        made.append(part)
    return made


def faults(own=None, real=None, bare=None):
    runs = {'own': own or run(), 'real': real or run(), 'bare': bare or run()}
    return [(verdict.kind, verdict.quantity) for verdict in judge.verdicts(runs) if not verdict.holds]


class Judge(unittest.TestCase):
    def test_is_content_with_noise(self):
        self.assertEqual(faults(), [])

    def test_is_content_with_stray_rows(self):
        self.assertEqual(faults(own=run(spikes=0.1)), [])

    def test_is_content_with_pages_that_are_committed_once(self):
        grown = [row._replace(private=row.private + (row.seconds >= 60) * 10**6) for row in run()[0]]
        self.assertEqual(faults(own=[grown]), [])

    def test_does_not_take_threads_for_memory(self):
        rows = [judge.read_row(f'{n} {15 * n + 1} {15 * 10**6 + (n >= 60) * 2 * 1_030_000} 350000 0 45 {12 + (n >= 60) * 2} {n % 17 // 16}')
                for n in range(120)]
        self.assertEqual(faults(own=[rows]), [])

    def test_shows_what_is_less_than_nothing(self):
        plot.text({'own': [[row._replace(private=row.private - 10**8) for row in run()[0]]]})

    def test_sees_less_in_a_longer_run(self):
        self.assertEqual(faults(own=run(heap=12)), [])
        self.assertEqual(faults(own=run(heap=12, seconds=1800)), [('own', 'heap')])

    def test_sees_a_small_block_a_life(self):
        self.assertEqual(faults(own=run(heap=32)), [('own', 'heap')])

    def test_sees_pages(self):
        self.assertEqual(faults(own=run(heap=4096)), [('own', 'heap'), ('own', 'private')])

    def test_sees_a_handle_in_a_hundred_lives(self):
        self.assertEqual(faults(own=run(handles=0.01)), [('own', 'handles')])

    def test_sees_a_thread_in_a_hundred_lives(self):
        self.assertEqual(faults(own=run(threads=0.01)), [('own', 'threads')])

    def test_does_not_mind_threads_that_are_there_for_work(self):
        rows = [row._replace(threads=row.threads + (not row.rested) * row.lives // 50) for row in run()[0]]
        self.assertEqual(faults(own=[rows]), [])

    def test_takes_away_what_the_platform_leaves_by_itself(self):
        self.assertEqual(faults(real=run(heap=3000, handles=1.5, threads=0.5, lives=3),
                                bare=run(heap=3000, handles=1.5, threads=0.5, lives=3)), [])

    def test_sees_what_a_session_leaves_beyond_it(self):
        self.assertEqual(faults(real=run(heap=4000, handles=2, threads=0.5, lives=3),
                                bare=run(heap=3000, handles=1.5, threads=0.5, lives=3)),
                         [('real less bare', 'heap'), ('real less bare', 'handles')])

    def test_does_not_count_from_one_process_to_the_next(self):
        self.assertEqual(faults(real=run(handles=1.5, lives=3, parts=3), bare=run(handles=1.5, lives=3)), [])

    def test_does_not_pass_what_it_has_not_seen(self):
        self.assertEqual(len(faults(own=run(seconds=3))), 4)


if __name__ == '__main__':
    unittest.main()
