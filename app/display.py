"""Whether a window can be shown; asked before Qt is, which aborts the whole program where none can."""

from __future__ import annotations

import ctypes
import os
import sys

X11_LIBRARIES = ("libxcb.so.1", "libxcb-cursor.so.0")
"""Libraries that Qt's X11 plugin loads and that a fresh Debian lacks."""

_SCREENS = ("", "xcb", "wayland")


def obstacle() -> str:
    """Why no window can be shown, in a few words; empty if one can."""
    if not sys.platform.startswith("linux") or _platform() not in _SCREENS or os.environ.get("WAYLAND_DISPLAY"):
        return ""
    if not os.environ.get("DISPLAY"):
        return "There is no display"
    for library in X11_LIBRARIES:
        try:
            ctypes.CDLL(library)
        except OSError:
            return f"Qt needs {library}, of the system packages that the README names"
    return "" if x_server_answers() else f"The display {os.environ['DISPLAY']} does not answer"


def x_server_answers() -> bool:
    """Whether the X server that DISPLAY names lets us connect."""
    xcb = ctypes.CDLL(X11_LIBRARIES[0])
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    answers = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return answers


def _platform() -> str:
    return os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
