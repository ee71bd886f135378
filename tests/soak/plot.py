# SPDX-License-Identifier: MIT
"""The plot of a soak: an SVG, and a line a curve for a terminal."""
from xml.sax.saxutils import escape

PANELS = (('heap', 'in use in the heaps, less what the platform leaves of work items', 1e6, 'MB'),
          ('private', "private memory, less the same and the threads' stacks", 1e6, 'MB'), ('handles', 'handles', 1, ''), ('threads', 'threads', 1, ''))
COLOURS = {'own': '#1b6ca8', 'real': '#c0392b', 'bare': '#7f8c8d'}
NAMES = {'own': "sessions with the tests' own components", 'real': "sessions with the platform's components",
         'bare': "the platform's components without a session"}
LEFT, TOP, WIDTH, HEIGHT, GAP = 70, 60, 820, 130, 50
BARS = '▁▂▃▄▅▆▇█'


def svg(runs):
    longest = max((row.seconds for parts in runs.values() for part in parts for row in part), default=1)
    total = TOP + len(PANELS) * (HEIGHT + GAP)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 20}" height="{total}" font-family="sans-serif" '
           f'font-size="12"><rect width="100%" height="100%" fill="white"/>']
    for place, (kind, name) in enumerate(NAMES.items()):
        out.append(f'<text x="{LEFT + place * 280}" y="20" fill="{COLOURS[kind]}">{escape(name)}</text>')
    for number, (quantity, title, scale, unit) in enumerate(PANELS):
        top = TOP + number * (HEIGHT + GAP)
        most = max((getattr(row, quantity) for parts in runs.values() for part in parts for row in part), default=1) or 1
        out.append(f'<text x="{LEFT}" y="{top - 8}">{escape(title)}</text>')
        out.append(f'<rect x="{LEFT}" y="{top}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#bbb"/>')
        for share in (0, 0.5, 1):
            out.append(f'<text x="{LEFT - 6}" y="{top + HEIGHT * (1 - share) + 4:.0f}" text-anchor="end">'
                       f'{most * share / scale:.4g} {unit}</text>')
        for kind, parts in runs.items():
            for part in parts:
                points = ' '.join(f'{LEFT + WIDTH * row.seconds / longest:.1f},'
                                  f'{top + HEIGHT * (1 - getattr(row, quantity) / most):.1f}' for row in part)
                out.append(f'<polyline points="{points}" fill="none" stroke="{COLOURS[kind]}" stroke-width="1.5"/>')
        out.append(f'<text x="{LEFT}" y="{top + HEIGHT + 15}">0</text><text x="{LEFT + WIDTH}" y="{top + HEIGHT + 15}" '
                   f'text-anchor="end">{longest:.0f} s</text>')
    return '\n'.join(out) + '\n</svg>\n'


def text(runs, columns=50):
    lines = []
    for quantity, _, scale, unit in PANELS:
        for kind, parts in runs.items():
            values = [getattr(row, quantity) / scale for part in parts for row in part]
            if not values:
                continue
            shown = [values[i * len(values) // columns] for i in range(columns)] if len(values) > columns else values
            top = max(values) or 1
            bars = ''.join(BARS[max(0, min(len(BARS) - 1, int(value / top * len(BARS))))] for value in shown)
            lines.append(f'{quantity:8}{kind:6}{bars:{columns}} {values[0]:.4g} to {values[-1]:.4g}, at most {top:.4g} {unit}'.rstrip())
    return '\n'.join(lines)
