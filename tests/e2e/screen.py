# SPDX-License-Identifier: MIT
"""The windows of an X display, and what is to be seen in them."""
import ctypes
import subprocess

X11 = ctypes.CDLL('libX11.so.6')
X11.XOpenDisplay.restype = ctypes.c_void_p
X11.XDefaultRootWindow.restype = ctypes.c_ulong

# Xlib's own handler ends the process. A window may go at any time: what is asked of it then fails, and returns so.
ON_ERROR = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda _display, _error: 0)
X11.XSetErrorHandler(ON_ERROR)


class Screen:
    """What a window manager does with windows."""

    def __init__(self, display):
        self._display = ctypes.c_void_p(X11.XOpenDisplay(display.encode()))
        if not self._display:
            raise OSError(f'there is no display {display}')
        self._root = ctypes.c_ulong(X11.XDefaultRootWindow(self._display))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        X11.XCloseDisplay(self._display)

    def window(self, title):
        """The top-level window whose title contains `title`; LookupError when there is none."""
        root, parent, children, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
        if not X11.XQueryTree(self._display, self._root, ctypes.byref(root), ctypes.byref(parent),
                              ctypes.byref(children), ctypes.byref(count)):
            raise OSError('the windows of the display can\'t be listed')
        windows = [children[i] for i in range(count.value)]
        if children:
            X11.XFree(children)
        for window in windows:
            if title in self._title(window):
                return window
        raise LookupError(f'no window is called {title}')

    def _title(self, window):
        name = ctypes.c_char_p()
        if not X11.XFetchName(self._display, ctypes.c_ulong(window), ctypes.byref(name)):
            return ''
        title = name.value.decode('utf-8', 'replace')
        X11.XFree(name)
        return title

    def place(self, window, left, top, width, height):
        X11.XMoveResizeWindow(self._display, ctypes.c_ulong(window), left, top, width, height)
        X11.XSync(self._display, False)


def look(display, left, top, width, height, filters='null'):
    """What is seen there now, as 8-bit grey, after ffmpeg's `filters`."""
    command = ['ffmpeg', '-nostdin', '-loglevel', 'error', '-f', 'x11grab', '-draw_mouse', '0', '-video_size', f'{width}x{height}',
               '-i', f'{display}+{left},{top}', '-frames:v', '1', '-vf', f'{filters},format=gray', '-f', 'rawvideo', '-']
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
