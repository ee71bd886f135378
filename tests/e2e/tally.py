# SPDX-License-Identifier: MIT
"""One line a check, with the figure that was measured; and the count at the end."""


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, claim, holds, measured=''):
        """`claim` is a sentence about what must be; `measured` is what was."""
        self.passed, self.failed = self.passed + bool(holds), self.failed + (not holds)
        print(f'{"ok  " if holds else "FAIL"}  {claim}' + (f': {measured}' if measured else ''), flush=True)
        return holds

    def near(self, claim, value, wanted, tolerance, unit='s', digits=3):
        return self.check(f'{claim} {wanted:g} {unit} within {tolerance:g}', abs(value - wanted) <= tolerance,
                          f'{value:.{digits}f} {unit}')

    def leave_out(self, what, reason):
        print(f'left out: {what}: {reason}', flush=True)

    def summary(self):
        print(f'{self.passed} passed, {self.failed} failed', flush=True)
        return 1 if self.failed else 0
