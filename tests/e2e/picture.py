# SPDX-License-Identifier: MIT
"""What the screen shows: frame numbers read from the clips of tools/make-media, each with the time it was seen."""
import re
import subprocess
import threading

FRAME_RATE = 25
BLOCKS, BLOCK, STRIP_HEIGHT = 16, 20, 32
WIDTH, HEIGHT = BLOCKS * BLOCK, 240


def read_number(strip):
    """The number in the 16 blocks of the lowest 32 lines (8-bit grey), or None where a block is neither dark nor light."""
    number = 0
    for block in range(BLOCKS):
        total = count = 0
        for y in range(8, STRIP_HEIGHT - 8):
            begin = y * WIDTH + block * BLOCK + 5
            total += sum(strip[begin:begin + BLOCK - 10])
            count += BLOCK - 10
        mean = total / count
        if 90 < mean < 165:
            return None
        number = number * 2 + (mean > 127)
    return number


def write_number(number):
    """For self-tests: the strip that shows `number`."""
    line = b''.join((b'\xeb' if number >> (BLOCKS - 1 - b) & 1 else b'\x10') * BLOCK for b in range(BLOCKS))
    return line * STRIP_HEIGHT


def read_filling(grey, width, height):
    """The number in a picture that fills an area of this size, or None."""
    rows = [int((y + 0.5) * height / HEIGHT) * width for y in range(HEIGHT - STRIP_HEIGHT, HEIGHT)]
    columns = [int((x + 0.5) * width / WIDTH) for x in range(WIDTH)]
    return read_number(bytes(grey[row + column] for row in rows for column in columns))


def sort_looks(looks):
    """The looks that showed a number, and the times of those between the first and the last of them that did not."""
    frames = [(time, number) for time, number in looks if number is not None]
    unreadable = [time for time, number in looks if number is None and frames and frames[0][0] < time < frames[-1][0]]
    return frames, unreadable


class Grabber:
    """Looks at the strip of a window 50 times a second until it is stopped.

    frames: [(seconds since 1970, number)]; unreadable: the times of the looks between the first and the last of them that
    showed no number, such as a black or a torn picture.
    """

    def __init__(self, display, left, top):
        self.frames = []
        self.unreadable = []
        command = ['ffmpeg', '-nostdin', '-loglevel', 'info', '-nostats', '-copyts', '-f', 'x11grab', '-draw_mouse', '0',
                   '-framerate', '50', '-video_size', f'{WIDTH}x{STRIP_HEIGHT}',
                   '-i', f'{display}+{left},{top + HEIGHT - STRIP_HEIGHT}', '-vf', 'format=gray,showinfo',
                   '-vsync', 'passthrough', '-f', 'rawvideo', '-']
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._strips, self._times = [], []
        self._threads = [threading.Thread(target=self._read_strips), threading.Thread(target=self._read_times)]
        for thread in self._threads:
            thread.start()

    def _read_strips(self):
        while len(strip := self._process.stdout.read(WIDTH * STRIP_HEIGHT)) == WIDTH * STRIP_HEIGHT:
            self._strips.append(strip)

    def _read_times(self):
        for line in self._process.stderr:
            # x11grab stamps in microseconds since 1970; pts_time has too few digits.
            if found := re.search(rb' pts: *([0-9]+) ', line):
                self._times.append(int(found[1]) / 1e6)

    def stop(self):
        self._process.terminate()
        for thread in self._threads:
            thread.join()
        self._process.wait()
        looks = [(time, read_number(strip)) for time, strip in zip(self._times, self._strips)]
        self.frames, self.unreadable = sort_looks(looks)
