# SPDX-License-Identifier: MIT
"""What a recording says: where there is sound, at which frequency, and where it breaks. Standard library only."""
import array
import dataclasses
import math
import statistics

RATE = 48000
WINDOW = 120  # samples: 2.5 ms, longer than one period of 400 Hz, so that a tone has a peak in each
LOUD = 0.05   # of full scale: below this it is silence


@dataclasses.dataclass
class Stretch:
    """A stretch of sound, in seconds from the start of the recording."""
    begin: float
    end: float

    @property
    def length(self):
        return self.end - self.begin


@dataclasses.dataclass
class Jump:
    """A seek as it was heard: places in seconds of the file, and the time between in seconds."""
    left_from: float
    led_to: float
    took: float


def from_stereo(raw):
    """The left channel of 16-bit little-endian stereo, as an array of 16-bit numbers."""
    samples = array.array('h')
    samples.frombytes(raw[:len(raw) // 4 * 4])
    return samples[::2]


def peak(samples):
    """0 to 1."""
    return max(max(samples), -min(samples)) / 32768 if samples else 0.0


def level(samples, window=RATE // 10):
    """The loudest tenth of a second, in dB of full scale; -120 for silence."""
    squares = [sum(s * s for s in samples[at:at + window]) / window for at in range(0, len(samples) - window, window)]
    return 10 * math.log10(max(max(squares, default=0) / 32768 ** 2, 1e-12))


def stretches(samples, longest_gap=0.020):
    """The stretches of sound that are apart by more than `longest_gap` seconds; the ends are exact to a sample."""
    threshold = int(LOUD * 32768)
    found = []
    for start in range(0, len(samples), WINDOW):
        piece = samples[start:start + WINDOW]
        if max(piece) < threshold and min(piece) > -threshold:
            continue
        loud = [i for i, s in enumerate(piece) if abs(s) >= threshold]
        begin, end = (start + loud[0]) / RATE, (start + loud[-1] + 1) / RATE
        if found and begin - found[-1].end <= longest_gap:
            found[-1].end = end
        else:
            found.append(Stretch(begin, end))
    return found


def longest_gap(samples, stretch):
    """The longest time without sound inside a stretch, in seconds."""
    inside = samples[round(stretch.begin * RATE):round(stretch.end * RATE)]
    pieces = stretches(inside, longest_gap=0.0)
    return max((b.begin - a.end for a, b in zip(pieces, pieces[1:])), default=0.0)


def rising_crossings(samples):
    """Where the signal crosses zero upwards, in samples, with a fraction."""
    return [i + a / (a - b) for i, (a, b) in enumerate(zip(samples, samples[1:])) if a < 0 <= b]


def frequency(samples):
    """Hz, from the zero crossings; 0 when there are fewer than two."""
    crossings = rising_crossings(samples)
    if len(crossings) < 2 or crossings[-1] == crossings[0]:
        return 0.0
    return (len(crossings) - 1) * RATE / (crossings[-1] - crossings[0])


class Sweep:
    """A tone whose frequency rises steadily, so that each piece of it tells its place: 400 Hz + 300 Hz a second."""
    BASE, SLOPE = 400.0, 300.0

    @classmethod
    def expression(cls):
        """For ffmpeg's aevalsrc."""
        return f'0.5*sin(2*PI*({cls.BASE:.0f}*t+{cls.SLOPE / 2:.0f}*t*t))'

    @classmethod
    def place(cls, samples, middle, width=0.030):
        """Seconds into the sweep of what sounds around `middle` (seconds into the recording)."""
        piece = samples[round((middle - width / 2) * RATE):round((middle + width / 2) * RATE)]
        return (frequency(piece) - cls.BASE) / cls.SLOPE

    @classmethod
    def first_place(cls, samples, stretch):
        """Seconds into the sweep where a stretch of sound begins."""
        return cls.place(samples, stretch.begin + 0.030) - 0.030

    @classmethod
    def last_place(cls, samples, stretch):
        """Seconds into the sweep where a stretch of sound ends."""
        return cls.place(samples, stretch.end - 0.030) + 0.030

    @classmethod
    def slip(cls, samples, at, width=0.030, step=0.005):
        """How many seconds of the sweep are left out (or, below 0, are late or come twice) at `at` in the recording."""
        def offset(side):
            middles = [at + side * (2 * width + i * step) for i in range(40)]
            return statistics.median(cls.place(samples, middle, width) - middle for middle in middles)
        return offset(1) - offset(-1)

    @classmethod
    def jump(cls, samples, stretch, width=0.030, step=0.005):
        """The one place where the sweep does not go on by itself, or None when it does, or when there are several."""
        count = int((stretch.length - 2 * width) / step)
        middles = [stretch.begin + width + i * step for i in range(count)]
        offsets = [cls.place(samples, at, width) - at for at in middles]
        before, after = statistics.median(offsets[:20]), statistics.median(offsets[-20:])
        if abs(after - before) < 0.3:
            return None
        first = [at for at, offset in zip(middles, offsets) if abs(offset - before) < 0.012]
        second = [at for at, offset in zip(middles, offsets) if abs(offset - after) < 0.012]
        if first[-1] > second[0] or len(first) + len(second) < 0.8 * len(offsets):
            return None
        left, landed = first[-1] + width / 2, second[0] - width / 2
        return Jump(left + before, landed + after, max(0.0, landed - left))


def tone(hz, seconds, level=0.5):
    """For self-tests."""
    return array.array('h', (round(level * 32767 * math.sin(2 * math.pi * hz * i / RATE))
                             for i in range(round(seconds * RATE))))


def sweep(begin, end, level=0.5):
    """For self-tests: the piece of Sweep between two of its places."""
    def value(i):
        t = begin + i / RATE
        return round(level * 32767 * math.sin(2 * math.pi * (Sweep.BASE * t + Sweep.SLOPE / 2 * t * t)))
    return array.array('h', map(value, range(round((end - begin) * RATE))))


def silence(seconds):
    return array.array('h', bytes(2 * round(seconds * RATE)))
