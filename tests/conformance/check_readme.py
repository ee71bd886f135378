#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares README.md's block of C++ with samples/play_sound.cpp, which is compiled: they are the same but for the licence line.

Usage: check_readme.py ROOT.
"""
import difflib
import pathlib
import re
import sys


def main():
    root = pathlib.Path(sys.argv[1])
    blocks = re.findall(r"^```cpp\n(.*?)^```$", (root / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    if len(blocks) != 1:
        print(f"README.md has {len(blocks)} blocks of C++ in place of one")
        return 1
    licence, sample = (root / "samples" / "play_sound.cpp").read_text(encoding="utf-8").split("\n", 1)
    if not licence.startswith("// SPDX-License-Identifier:"):
        print("samples/play_sound.cpp does not begin with its licence")
        return 1
    difference = list(difflib.unified_diff(sample.splitlines(), blocks[0].splitlines(), "samples/play_sound.cpp", "README.md",
                                           lineterm=""))
    print("\n".join(difference) or "README.md shows samples/play_sound.cpp")
    return 1 if difference else 0


if __name__ == "__main__":
    sys.exit(main())
