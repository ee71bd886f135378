#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""End to end: real files through caesura-play under Wine, listened to and looked at.

    tests/e2e/run.py [GROUP...]     self-test, failures, broken, formats, seeking, parts, queue, volume, keys, window,
                                    pausing, transport, rates; without any, all of them

The environment says where things are: CAESURA_PLAY (caesura-play.exe, beside a registered caesura.dll), CAESURA_WINE,
WINEPREFIX, PULSE_SERVER, CAESURA_SINK_MONITOR (the null sink's monitor), DISPLAY, CAESURA_MEDIA (the clips of
`tools/make-media FOLDER tests`). The last line is `N passed, N failed`.
"""
import os
import sys
import tempfile

sys.dont_write_bytecode = True  # the folder belongs to the repository

import checks
import tally


def main(names):
    unknown = [name for name in names if name not in checks.GROUPS]
    if unknown:
        raise SystemExit(f'tests/e2e: no group {unknown[0]}; there are {", ".join(checks.GROUPS)}')
    count = tally.Tally()
    with tempfile.TemporaryDirectory(prefix='caesura-e2e-') as scratch:
        for name, group in checks.GROUPS.items():
            if not names or name in names:
                try:
                    group(count, os.environ.get('CAESURA_MEDIA', ''), scratch)
                except Exception as error:  # a broken instrument is a failed check, and the others go on
                    count.check(f'{name} runs through', False, repr(error))
    return count.summary()


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
