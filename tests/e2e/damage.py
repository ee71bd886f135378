# SPDX-License-Identifier: MIT
"""Damaged copies of a file: empty, cut short, with flipped bits. The same each time."""
import random

# What an index, or the table that a format has in its place, begins with.
INDEXES = {'mp4': b'moov', 'm4a': b'moov', 'mkv': b'\x1c\x53\xbb\x6b', 'webm': b'\x1c\x53\xbb\x6b', 'avi': b'idx1',
           'wmv': bytes.fromhex('90080033b1e5cf1189f400a0c90349cb'), 'mp3': b'Info', 'wav': b'data'}
HEADER = 4096  # bytes


def flipped(data, seed, first, last, count):
    """`count` bits of the bytes from `first` on, before `last`."""
    chosen, changed = random.Random(seed), bytearray(data)
    for _ in range(count):
        changed[chosen.randrange(first, min(last, len(data)))] ^= 1 << chosen.randrange(8)
    return bytes(changed)


def damaged(data, extension):
    """Each damage as (what it is, the bytes)."""
    index = data.rfind(INDEXES[extension])
    if index < 0:
        raise ValueError(f'no index in the {extension}')
    yield 'empty', b''
    for what, end in (('in its signature', 6), ('in its header', 60), ('in its index', index + 20),
                      ('in the middle', len(data) // 2), ('before its last byte', len(data) - 1)):
        yield f'cut {what}', data[:end]
    for seed in range(4):
        yield f'with 6 flipped bits in its header, seed {seed}', flipped(data, seed, 0, HEADER, 6)
    for seed in range(4):
        yield f'with 60 flipped bits, seed {seed}', flipped(data, seed, 0, len(data), 60)
    for seed in range(2):
        yield f'with 600 flipped bits behind its header, seed {seed}', flipped(data, seed, HEADER, len(data), 600)
