# SPDX-License-Identifier: MIT
"""The windows of an X display, and what is to be seen in them."""
import ctypes
import subprocess

X11 = ctypes.CDLL('libX11.so.6')
X11.XOpenDisplay.restype = ctypes.c_void_p
X11.XDefaultRootWindow.restype = ctypes.c_ulong


class Screen:
    """What a window manager does with windows."""

    def __init__(self, display):
        self._display = ctypes.c_void_p(X11.XOpenDisplay(display.encode()))
        self._root = ctypes.c_ulong(X11.XDefaultRootWindow(self._display))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        X11.XCloseDisplay(self._display)

    def window(self, title):
        """The top-level window whose title contains `title`, or None."""
        root, parent, children, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
        X11.XQueryTree(self._display, self._root, ctypes.byref(root), ctypes.byref(parent), ctypes.byref(children),
                       ctypes.byref(count))
        windows = [children[i] for i in range(count.value)]
        X11.XFree(children)
        return next((window for window in windows if title in self._title(window)), None)

    def _title(self, window):
        name = ctypes.c_char_p()
        X11.XFetchName(self._display, ctypes.c_ulong(window), ctypes.byref(name))
        return (name.value or b'').decode('utf-8', 'replace')

    def place(self, window, left, top, width, height):
        X11.XMoveResizeWindow(self._display, ctypes.c_ulong(window), left, top, width, height)
        X11.XSync(self._display, False)


def look(display, left, top, width, height, filters='null'):
    """What is seen there now, as 8-bit grey, after ffmpeg's `filters`."""
    command = ['ffmpeg', '-nostdin', '-loglevel', 'error', '-f', 'x11grab', '-draw_mouse', '0', '-video_size', f'{width}x{height}',
               '-i', f'{display}+{left},{top}', '-frames:v', '1', '-vf', f'{filters},format=gray', '-f', 'rawvideo', '-']
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
