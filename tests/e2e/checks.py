# SPDX-License-Identifier: MIT
"""The checks, by group. Each group is a function of (tally, media folder, scratch folder)."""
import math
import os
import statistics
import subprocess

import broken_files
import picture
import rig
import screen
import sound

CLIP_SECONDS, CLIP_HZ = 4.0, 440.0
SWEEP_SECONDS = 8.0
FORMATS = ('wav', 'mp3', 'm4a', 'mp4', 'avi', 'webm', 'wmv', 'mkv')
WITH_PICTURE = ('mp4', 'avi', 'webm', 'wmv', 'mkv')
FIRST_FRAME = {'mkv': 0.021, 'wmv': 0.043}  # seconds, where the file begins its picture later for the sake of the sound


def self_test(tally, _media, _scratch):
    """The instruments themselves, on signals that are known."""
    signal = sound.silence(0.3) + sound.tone(440, 1.0) + sound.silence(0.035) + sound.tone(440, 0.5) + sound.silence(0.2)
    found = sound.stretches(signal)
    tally.check('self-test: a gap of 35 ms parts two stretches', len(found) == 2, f'{len(found)} stretches')
    tally.near('self-test: a tone lasts', found[0].length, 1.0, 0.002)
    tally.near('self-test: a gap lasts', sound.longest_gap(signal, sound.Stretch(0.3, 1.835)), 0.035, 0.002)
    tally.near('self-test: a tone has', sound.frequency(sound.tone(440, 1.0)), 440, 0.1, 'Hz')
    tally.near('self-test: two per cent off is seen as', sound.frequency(sound.tone(448.8, 1.0)), 448.8, 0.1, 'Hz')
    tally.near('self-test: a tone of half the height has', sound.level(sound.tone(440, 1.0)), -9.03, 0.05, 'dB')
    jumped = sound.sweep(0, 2) + sound.silence(0.010) + sound.sweep(6, 7)
    stretch = sound.stretches(jumped)[0]
    jump = sound.Sweep.jump(jumped, stretch)
    tally.check('self-test: a jump is found', jump is not None, str(jump))
    tally.check('self-test: where there is none, none is found',
                sound.Sweep.jump(sound.sweep(1, 3), sound.Stretch(0, 2)) is None)
    tally.near('self-test: the sweep begins at', sound.Sweep.first_place(jumped, stretch), 0.0, 0.010)
    tally.near('self-test: the sweep ends at', sound.Sweep.last_place(jumped, stretch), 7.0, 0.010)
    tally.near('self-test: the jump leaves from', jump.left_from, 2.0, 0.015)
    tally.near('self-test: the jump leads to', jump.led_to, 6.0, 0.015)
    for what, broken, slip in (('is missing', sound.sweep(0, 1) + sound.sweep(1.01, 2), 0.010),
                               ('comes twice', sound.sweep(0, 1) + sound.sweep(0.99, 2), -0.010),
                               ('is silent', sound.sweep(0, 1) + sound.silence(0.010) + sound.sweep(1, 2), -0.010),
                               ('is sound', sound.sweep(0, 2), 0.0)):
        tally.near(f'self-test: where what follows {what}, the sweep slips by', sound.Sweep.slip(broken, 1.0), slip, 0.001)
    tally.check('self-test: frame numbers are read as they are written',
                all(picture.read_number(picture.write_number(n)) == n for n in (0, 1, 99, 0x5555, 0xffff)))
    wide = bytes(2 * picture.WIDTH * (picture.HEIGHT - picture.STRIP_HEIGHT)) + bytes(
        sample for sample in picture.write_number(77) for _ in range(2))
    tally.check('self-test: a picture that fills a wider area is read', picture.read_filling(wide, 640, 240) == 77)
    tally.check('self-test: one that does not fill it is not', picture.read_filling(wide, 320, 480) != 77)
    looks = [(0, None), (1, 7), (2, None), (3, 8), (4, None)]
    tally.check('self-test: only looks between numbers count as unreadable', picture.sort_looks(looks)[1] == [2])
    tally.check('self-test: grey is no number', picture.read_number(b'\x80' * picture.WIDTH * picture.STRIP_HEIGHT) is None)


def formats(tally, media, _scratch):
    """Each format is heard whole and seen in time."""
    for extension in FORMATS:
        name = f'clip.{extension}'
        done = rig.play(os.path.join(media, name), watch=extension in WITH_PICTURE)
        ended = done.exit_code == 0
        tally.check(f'{name} plays to its end', ended, f'exit {done.exit_code} after {done.seconds:.1f} s {done.errors.strip()}')
        check_tone(tally, name, done)
        if extension in WITH_PICTURE:
            check_picture(tally, name, done)


def check_tone(tally, name, done):
    heard = sound.stretches(done.samples, longest_gap=0.5)
    if not tally.check(f'{name} is heard in one piece', len(heard) == 1, f'{len(heard)} stretches'):
        return
    tally.near(f'{name} is heard for', heard[0].length, CLIP_SECONDS, 0.030)
    gap = sound.longest_gap(done.samples, heard[0])
    tally.check(f'{name} has no gap over 20 ms', gap <= 0.020, f'{gap * 1000:.1f} ms')
    middle = done.samples[round((heard[0].begin + 0.2) * sound.RATE):round((heard[0].end - 0.2) * sound.RATE)]
    tally.near(f'{name} sounds at', sound.frequency(middle), CLIP_HZ, CLIP_HZ / 100, 'Hz', 2)


def check_picture(tally, name, done):
    """The frame on the screen against the clock at the time of the look."""
    distances = []
    for wall, number in done.frames:
        position = done.position_at(wall)
        if position is not None and 0.2 <= position < CLIP_SECONDS - 0.1:
            distances.append(number - int(position * picture.FRAME_RATE))
    if not tally.check(f'{name} shows readable frame numbers', len(distances) >= 50, f'{len(distances)} looks'):
        return
    check_readable(tally, name, done)
    worst = max(distances, key=abs)
    tally.check(f'{name}: picture and clock differ by at most 2 frames', abs(worst) <= 2,
                f'worst {worst:+d}, median {statistics.median(distances):+g}')
    seen = len({number for _, number in done.frames})
    tally.check(f'{name} shows most frames', seen >= 0.7 * CLIP_SECONDS * picture.FRAME_RATE, f'{seen} of 100 (looking starts late)')


def check_readable(tally, name, done):
    """From the first frame to the last nothing black or torn is seen."""
    seen = [f'{wall - done.frames[0][0]:.2f} s' for wall in done.unreadable]
    tally.check(f'{name} is readable at every look', not seen,
                f'{len(seen)} of {len(seen) + len(done.frames)} looks are not' + (f', at {", ".join(seen[:8])}' if seen else ''))


def make_sweep(scratch):
    path = os.path.join(scratch, 'sweep.wav')
    subprocess.run(['ffmpeg', '-nostdin', '-loglevel', 'error', '-y', '-f', 'lavfi', '-i',
                    f'aevalsrc={sound.Sweep.expression()}:s=44100:d={SWEEP_SECONDS:g}:c=stereo', path], check=True)
    return path


def seeking(tally, media, scratch):
    """Sound and picture go on where a seek leads."""
    sweep = make_sweep(scratch)
    done = rig.play(sweep, '--seek', '5')
    heard = sound.stretches(done.samples)
    tally.check('started at 5 s, it plays to its end', done.exit_code == 0, f'exit {done.exit_code} {done.errors.strip()}')
    if tally.check('started at 5 s, it is heard in one piece', len(heard) == 1, f'{len(heard)} stretches'):
        tally.near('started at 5 s, it sounds from', sound.Sweep.first_place(done.samples, heard[0]), 5.0, 0.050)
        tally.near('started at 5 s, it is heard for', heard[0].length, SWEEP_SECONDS - 5, 0.030)

    for target, at in ((6.0, 2.0), (1.0, 2.0)):
        label = f'a seek from {at:g} s to {target:g} s'
        done = rig.play(sweep, '--seek', f'{target:g}@{at:g}', '--stop-at', '7.5' if target > at else '3')
        heard = sound.stretches(done.samples, longest_gap=1.0)
        tally.check(f'{label} plays to its stop', done.exit_code == 0, f'exit {done.exit_code} {done.errors.strip()}')
        if not tally.check(f'{label}: something is heard', len(heard) == 1, f'{len(heard)} stretches'):
            continue
        jump = sound.Sweep.jump(done.samples, heard[0])
        if not tally.check(f'{label} is heard as one jump', jump is not None, str(jump)):
            continue
        tally.near(f'{label} leaves from', jump.left_from, at, 0.150)
        tally.near(f'{label} goes on from', jump.led_to, target, 0.050)


    seeking_in_picture(tally, os.path.join(media, 'clip.mp4'))


def seeking_in_picture(tally, film):
    """The picture goes on where a seek leads, with the clock."""
    label = 'a seek in the picture from 1 s to 3 s'
    done = rig.play(film, '--seek', '3@1', watch=True)
    tally.check(f'{label} plays to its end', done.exit_code == 0, f'exit {done.exit_code} {done.errors.strip()}')
    at = next((i for i in range(1, len(done.frames)) if done.frames[i][1] - done.frames[i - 1][1] > picture.FRAME_RATE), None)
    if not tally.check(f'{label} is seen as a jump', at is not None, f'{len(done.frames)} looks'):
        return
    check_readable(tally, label, done)
    tally.near(f'{label} leads to', done.frames[at][1] / picture.FRAME_RATE, 3.0, 2 / picture.FRAME_RATE)
    distances = []
    for wall, number in done.frames[at:]:
        position = done.position_at(wall)
        if position is not None and 3.0 <= position < CLIP_SECONDS - 0.1:
            distances.append(number - int(position * picture.FRAME_RATE))
    worst = max(distances, key=abs, default=None)
    tally.check(f'{label}: picture and clock differ by at most 2 frames afterwards',
                len(distances) >= 20 and abs(worst) <= 2, f'worst {worst} of {len(distances)} looks')


def parts(tally, media, scratch):
    """A part of a file is played to the sample."""
    sweep = make_sweep(scratch)
    for begin, end in ((2.0, 3.5), (0.0, 1.234)):
        label = f'the part from {begin:g} s to {end:g} s'
        done = rig.play(sweep, '--from', f'{begin:g}', '--until', f'{end:g}')
        heard = sound.stretches(done.samples)
        tally.check(f'{label} plays to its end', done.exit_code == 0, f'exit {done.exit_code} {done.errors.strip()}')
        if tally.check(f'{label} is heard in one piece', len(heard) == 1, f'{len(heard)} stretches'):
            tally.near(f'{label} is heard for', heard[0].length, end - begin, 0.005)
            tally.near(f'{label} begins at', sound.Sweep.first_place(done.samples, heard[0]), begin, 0.010)
            tally.near(f'{label} ends at', sound.Sweep.last_place(done.samples, heard[0]), end, 0.010)


def queue(tally, media, scratch):
    """Several files play one after the other, as if they were one."""
    for rate in (48000, 44100):  # as the device plays it, and as it does not
        pieces, cut = split_sweep(scratch, rate, 1.25, 2.5), 1.25
        label = f'a sound of {rate} Hz that is cut in two'
        done = rig.play(*pieces)
        heard = sound.stretches(done.samples)
        tally.check(f'{label} plays to its end', done.exit_code == 0, f'exit {done.exit_code} {done.errors.strip()}')
        if tally.check(f'{label} is heard in one piece', len(heard) == 1, f'{len(heard)} stretches'):
            tally.near(f'{label} is heard for', heard[0].length, 2.5, 0.010)
            around = sound.Stretch(heard[0].begin + cut - 0.1, heard[0].begin + cut + 0.1)
            gap = sound.longest_gap(done.samples, around)
            tally.check(f'{label} has no gap over 2 ms at the seam', gap <= 0.002, f'{gap * 1000:.2f} ms')
            tally.near(f'{label} slips at the seam by', sound.Sweep.slip(done.samples, heard[0].begin + cut), 0.0, 0.002, digits=4)
            tally.near(f'{label} ends at', sound.Sweep.last_place(done.samples, heard[0]), 2.5, 0.010)

    for second in ('mp4', 'avi'):  # of which one goes on on the same renderer, and the other needs it set up anew
        label = f'a film in mp4 and one in {second}'
        done = rig.play(os.path.join(media, 'clip.mp4'), os.path.join(media, f'clip.{second}'), watch=True)
        tally.check(f'{label} play to their end', done.exit_code == 0, f'exit {done.exit_code} {done.errors.strip()}')
        seam = next((i for i in range(1, len(done.frames)) if done.frames[i][1] < done.frames[i - 1][1] - 50), None)
        if tally.check(f'{label} are seen', seam is not None, f'{len(done.frames)} looks'):
            check_readable(tally, label, done)
            tally.check(f'{label}: the last frame of the first is followed by the first of the second',
                        done.frames[seam - 1][1] >= 97 and done.frames[seam][1] <= 2,
                        f'{done.frames[seam - 1][1]} is followed by {done.frames[seam][1]}')
            numbers = [number for _, number in done.frames]
            back = sum(0 < after < before for part in (numbers[:seam], numbers[seam:]) for before, after in zip(part, part[1:]))
            tally.check(f'{label}: no frame comes out of order', back == 0, f'{back} steps back')  # 0: black, after the end


def split_sweep(scratch, rate, cut, end):
    """Two files, of which the second goes on where the first ends."""
    paths = []
    for begin, stop in ((0, cut), (cut, end)):
        paths.append(os.path.join(scratch, f'sweep-{rate}-{begin:g}.wav'))
        subprocess.run(['ffmpeg', '-nostdin', '-loglevel', 'error', '-y', '-f', 'lavfi', '-i',
                        f'aevalsrc={sound.Sweep.expression()}:s={rate}:d={end:g}:c=stereo', '-af',
                        f'atrim=start_sample={round(begin * rate)}:end_sample={round(stop * rate)}', paths[-1]], check=True)
    return paths


def keys(tally, media, scratch):
    """Keys in the terminal do what --help says."""
    if not rig.has_terminals():
        return tally.leave_out('keys', 'the machine gives no pseudo terminal (is /dev/pts mounted?)')
    said = {}

    def sweep_keys(player):
        player.wait_for_state('playing', 0.5)
        player.press(' ')
        said['space'] = player.wait_for_state('paused')
        player.press(' ')
        said['space again'] = player.wait_for_state('playing')
        player.press('\x1b[C')
        said['right'] = player.wait_for_command('start')
        player.wait_for_event('MESessionStarted')
        player.press('\x1b[D')
        said['left'] = player.wait_for_command('start')
        player.wait_for_event('MESessionStarted')
        player.press('s')
        said['s'] = player.wait_for_state('stopped')
        player.press('q')

    done = rig.play(make_sweep(scratch), meddle=sweep_keys, keys=True)
    for key, what in (('space', 'pauses'), ('space again', 'goes on'), ('s', 'stops')):
        tally.check(f'{key} {what}', said[key] is not None, str(said[key]))
    for key, step in (('right', 5), ('left', -5)):
        record = said[key]
        if tally.check(f'the {key} arrow seeks', record is not None and 'target' in record, str(record)):
            tally.near(f'the {key} arrow seeks by', record['target'] - record['position'], max(step, -record['position']), 0.050)
    ended = done.of_type('summary')
    tally.check('q closes', done.exit_code == 0 and ended and ended[0]['result'] == 'closed', f'exit {done.exit_code}, {ended}')

    def volume_keys(player):
        for second, key in ((0.5, 'm'), (1.0, 'm'), (1.5, '-----'), (2.0, '+++'), (2.5, 'q')):
            player.wait_for_state('playing', second)
            player.press(key)

    done = rig.play(os.path.join(media, 'clip.wav'), meddle=volume_keys, keys=True)
    heard = sound.stretches(done.samples, longest_gap=0.1)
    if tally.check('m parts the sound in two', len(heard) == 2, f'{len(heard)} stretches'):
        tally.near('m silences it for', heard[1].begin - heard[0].end, 0.5, 0.200)
        full, low, middle = (sound.level(done.samples[round(begin * sound.RATE):round((begin + 0.2) * sound.RATE)])
                             for begin in (heard[0].begin + 0.1, heard[1].begin + 0.75, heard[1].begin + 1.25))
        tally.near('- five times is lower by', full - low, 6.02, 0.5, 'dB')
        tally.near('+ three times after it is lower by', full - middle, 1.94, 0.5, 'dB')

    rates = []

    def rate_keys(player):
        rates.clear()
        for key in (']', '[', '['):
            player.wait_for_state('playing', 0.3)
            player.press(key)
            rates.append(player.wait_for_event('MESessionRateChanged'))
        player.press('\x1b')  # Esc

    done = rig.play(os.path.join(media, 'clip.mp4'), '--no-audio', listen=False, meddle=rate_keys, keys=True)
    found = [record and record['value'] for record in rates]
    tally.check('] and [ go to rates 1.5, 1 and 0.5', [float(value or 0) for value in found] == [1.5, 1, 0.5], f'{found}')
    tally.check('Esc closes', done.exit_code == 0 and done.of_type('summary')[0]['result'] == 'closed', f'exit {done.exit_code}')


def is_near(number, position):
    """Whether a frame seen within a quarter of a second of this position may have this number."""
    return number is not None and abs(number - position * picture.FRAME_RATE) <= 6


def window(tally, media, _scratch):
    """The picture fills its window, whatever becomes of that. (Wine 8's renderer does not keep its proportions.)"""
    if not rig.has_terminals():
        return tally.leave_out('window', 'the machine gives no pseudo terminal (is /dev/pts mounted?)')
    film = os.path.join(media, 'clip.mp4')
    display = rig.setting('DISPLAY')
    looks = []

    def resize(player, label, left, top, width, height):
        with screen.Screen(display) as desktop:
            desktop.place(desktop.window('clip.mp4'), left, top, width, height)
        area = player.wait_for(lambda r: r['type'] == 'window' and (r['width'], r['height']) == (width, height))
        for _ in range(10):  # until it is drawn, on a busy machine
            player.pass_time(0.3)
            clock = player.wait_for(lambda r: r['type'] == 'position')
            number = picture.read_filling(screen.look(display, left, top, width, height), width, height)
            if is_near(number, clock['position']):
                break
        looks.append((label, area, clock['position'], number))

    def while_paused(player):
        looks.clear()
        player.wait_for_state('paused')
        resize(player, 'paused, in a wider window', 60, 40, 700, 360)
        resize(player, 'paused, in a narrower window', 10, 90, 240, 400)
        player.press(' ')
        player.wait_for_state('playing', 1.5)
        resize(player, 'playing, in a larger window', 300, 200, 640, 480)
        player.press('q')

    done = rig.play(film, '--pause-at', '1', '--pause-for', '20', listen=False, meddle=while_paused, keys=True)
    tally.check('a film in a window that changes plays on', done.exit_code == 0, f'exit {done.exit_code} {done.errors.strip()}')
    tally.check('all of its sizes are looked at', len(looks) == 3, f'{len(looks)}')
    for label, area, position, number in looks:
        tally.check(f'{label}, the player knows its size', area is not None)
        tally.check(f'{label}, the picture fills it', is_near(number, position),
                    f'frame {number}, the clock at {int(position * picture.FRAME_RATE)}')


def pausing(tally, _media, scratch):
    """A pause is silent and loses nothing; a stop ends the sound."""
    sweep = make_sweep(scratch)
    done = rig.play(sweep, '--pause-at', '1.5', '--pause-for', '1', '--stop-at', '3')
    heard = sound.stretches(done.samples, longest_gap=0.3)
    if tally.check('a pause parts the sound in two', len(heard) == 2 and done.exit_code == 0, f'{len(heard)} stretches'):
        quiet = done.samples[round((heard[0].end + 0.005) * sound.RATE):round((heard[1].begin - 0.005) * sound.RATE)]
        before = sound.Sweep.last_place(done.samples, heard[0])
        after = sound.Sweep.first_place(done.samples, heard[1])
        tally.check('a pause is silent', sound.peak(quiet) < 0.001, f'peak {sound.peak(quiet):.5f}')
        tally.near('a pause of 1 s is silent for', heard[1].begin - heard[0].end, 1.0, 0.150)
        tally.near('a pause at 1.5 s begins at', before, 1.5, 0.150)
        tally.near('a pause loses', after - before, 0.0, 0.050)
        tally.near('stopped at 3 s, the sound ends at', sound.Sweep.last_place(done.samples, heard[1]), 3.0, 0.150)
    paused = [r['position'] for r in done.of_type('position') if r['state'] == 'paused']
    tally.check('the clock stands while paused', paused and max(paused) == min(paused), f'{len(paused)} readings')


def transport(tally, media, _scratch):
    """Each format pauses, goes on and seeks, in sound and picture."""
    pause_at, pause_for, seek_at, seek_to = 0.8, 0.6, 1.5, 2.5
    for extension in FORMATS:
        name = f'clip.{extension}, paused at {pause_at:g} s and sought at {seek_at:g} s'
        done = rig.play(os.path.join(media, f'clip.{extension}'), '--pause-at', str(pause_at), '--pause-for', str(pause_for),
                        '--seek', f'{seek_to:g}@{seek_at:g}', watch=extension in WITH_PICTURE)
        tally.check(f'{name} plays to its end', done.exit_code == 0, f'exit {done.exit_code} {done.errors.strip()}')
        heard = sound.stretches(done.samples, longest_gap=0.3)
        if tally.check(f'{name} is heard in two pieces', len(heard) == 2, f'{len(heard)} pieces'):
            tally.near(f'{name} is silent for', heard[1].begin - heard[0].end, pause_for, 0.200)
            tally.near(f'{name} is heard before the pause for', heard[0].length, pause_at, 0.150)
            # The sound alone, without what a busy machine puts between its pieces.
            after = sum(piece.length for piece in sound.stretches(done.samples) if piece.begin >= heard[1].begin)
            tally.near(f'{name} is heard after it for', after, seek_at - pause_at + CLIP_SECONDS - seek_to, 0.200)
        paused = [r for r in done.of_type('position') if r['state'] == 'paused']
        stood = paused and len({r['position'] for r in paused}) == 1
        tally.check(f'{name}: the clock stands while paused', stood, f'{len(paused)} readings')
        if extension in WITH_PICTURE:
            if stood:
                check_transport_in_picture(tally, name, done, paused, seek_to)
            check_scrubbing(tally, os.path.join(media, f'clip.{extension}'), FIRST_FRAME.get(extension, 0))


def check_transport_in_picture(tally, name, done, paused, seek_to):
    """The picture stands in the pause, on the frame of the clock, and is with the clock behind the seek."""
    settled = paused[0]['wall'] + 0.1
    stood = {number for wall, number in done.frames if settled <= wall <= paused[-1]['wall']}
    at = int(paused[0]['position'] * picture.FRAME_RATE)
    tally.check(f'{name}: the picture stands while paused', len(stood) == 1 and abs(min(stood) - at) <= 2,
                f'frames {sorted(stood)}, the clock at {at}')
    jump = next((i for i, (_, number) in enumerate(done.frames) if number >= seek_to * picture.FRAME_RATE - 2), None)
    if not tally.check(f'{name}: the picture follows the seek', jump is not None, f'{len(done.frames)} looks'):
        return
    distances = []
    for wall, number in done.frames[jump:]:
        position = done.position_at(wall)
        if position is not None and seek_to <= position < CLIP_SECONDS - 0.1:
            distances.append(number - int(position * picture.FRAME_RATE))
    middle = statistics.median(distances) if distances else None
    tally.check(f'{name}: picture and clock differ by at most 2 frames behind the seek',
                len(distances) >= 20 and abs(middle) <= 2, f'median {middle} of {len(distances)} looks')


def check_scrubbing(tally, film, first_frame):
    """Exactly the frames asked for are shown, one after the other."""
    wanted = [25, 75, 50]
    times = ','.join(f'{(frame + 0.5) / picture.FRAME_RATE + first_frame:.3f}' for frame in wanted)
    done = rig.play(film, '--scrub', times, '--pause-for', '0.4', watch=True)
    name = os.path.basename(film)
    tally.check(f'{name} is scrubbed through', done.exit_code == 0, f'exit {done.exit_code} {done.errors.strip()}')
    numbers = [number for _, number in done.frames if number != 0]  # black, before and after
    shown = [number for i, number in enumerate(numbers) if i == 0 or numbers[i - 1] != number]
    tally.check(f'{name} scrubbed shows the frames asked for and no other', shown == wanted, f'frames {shown}')


def volume(tally, media, _scratch):
    """The volume that is asked for is the one that is heard."""
    clip = os.path.join(media, 'clip.wav')
    levels = {}
    for options in ((), ('--volume', '0.5'), ('--volume', '0.1'), ('--mute',)):
        done = rig.play(clip, *options)
        levels[options] = sound.level(done.samples)
        tally.check(f'with {" ".join(options) or "the full volume"} a file plays to its end without a word',
                    done.exit_code == 0 and 'volume' not in done.errors, f'exit {done.exit_code} {done.errors.strip()}')
    full = levels[()]
    tally.near('half the volume is lower by', full - levels['--volume', '0.5'], 6.02, 0.3, 'dB')
    tally.near('a tenth of the volume is lower by', full - levels['--volume', '0.1'], 20.0, 0.5, 'dB')
    tally.check('a muted file is silent', levels['--mute',] < -80, f'{levels["--mute",]:.1f} dB')

def rates(tally, media, _scratch):
    """At another rate the picture runs as fast as it should, and the sound is left out; frame by frame, each is the one asked for."""
    for extension, rate in [('mp4', 0.5), ('mp4', 4)] + [(extension, 2) for extension in WITH_PICTURE]:
        check_rate(tally, os.path.join(media, f'clip.{extension}'), f'clip.{extension} at rate {rate:g}', rate)
    check_steps(tally, os.path.join(media, 'clip.mp4'), 'clip.mp4 frame by frame')
    done = rig.play(os.path.join(media, 'clip.wav'), '--rate', '2', listen=False)
    tally.check('sound alone at rate 2 is nothing to play, and is said to be', done.exit_code == 4 and 'no rate but 1' in done.errors,
                f'exit {done.exit_code}, {done.errors.strip()}')


def check_rate(tally, film, label, rate):
    done = rig.play(film, '--rate', f'{rate:g}', watch=True)
    tally.check(f'{label} plays to its end', done.exit_code == 0, f'exit {done.exit_code} {done.errors.strip()}')
    tally.check(f'{label} is said to be silent', done.errors.count('no rate but 1') == 1, done.errors.strip())
    tally.check(f'{label} is silent', sound.peak(done.samples) < 0.001, f'peak {sound.peak(done.samples):.5f}')
    seen = [(wall, number) for wall, number in done.frames if 10 <= number <= 90]
    if not tally.check(f'{label} shows frame numbers', len(seen) >= 20, f'{len(seen)} looks'):
        return
    check_readable(tally, label, done)
    # A frame is seen up to one look late at either end.
    speed = (seen[-1][1] - seen[0][1]) / picture.FRAME_RATE / (seen[-1][0] - seen[0][0])
    tally.near(f'{label} runs at', speed, rate, rate * 0.06, '', 3)
    distances = [number - done.position_at(wall, rate) * picture.FRAME_RATE for wall, number in seen
                 if done.position_at(wall, rate) is not None]
    # A machine that can't keep up for a moment leaves frames out afterwards, so not every look counts.
    allowed = 2 * max(rate, 1) + 1  # 80 ms, and the frame on which the look falls
    typical = statistics.quantiles(map(abs, distances), n=4)[2] if len(distances) >= 20 else math.inf
    tally.check(f'{label}: at three of four looks picture and clock differ by at most {allowed:g} frames', typical <= allowed,
                f'{typical:.1f}, worst {max(distances, key=abs, default=0):+.1f} of {len(distances)} looks')


def check_steps(tally, film, label):
    """Each frame is the one asked for, or the next, and the clock stands at it."""
    asked = [1.03, 2.51, None, 0.31]  # in the middle of a frame; None: the next one
    done = rig.play(film, '--scrub', ','.join('+' if time is None else f'{time:g}' for time in asked), '--pause-for', '0.4', watch=True)
    tally.check(f'{label} is shown to its end', done.exit_code == 0, f'exit {done.exit_code} {done.errors.strip()}')
    complete = [record['wall'] for record in done.events('MESessionScrubSampleComplete')]
    if not tally.check(f'{label}: each frame is said to be complete', len(complete) == len(asked), f'{len(complete)} of {len(asked)}'):
        return
    shown = [sorted({number for wall, number in done.frames if begin + 0.16 <= wall <= begin + 0.36}) for begin in complete]
    expected = [[25], [62], [63], [7]]
    tally.check(f'{label}: exactly the frames asked for are shown', shown == expected, f'{shown}, not {expected}')
    stands = [record['position'] for record in done.events('MESessionScrubSampleComplete')]
    tally.check(f'{label}: the clock stands where it was asked to', [stands[0], stands[1], stands[3]] == [1.03, 2.51, 0.31], f'{stands}')
    strays = sorted({number for _, number in done.frames} - {0} - {number for one in expected for number in one})
    tally.check(f'{label}: no other frame is shown', not strays, f'{strays}')


def failures(tally, media, scratch):
    """Each failure has an exit code of its own and one sentence."""
    text = os.path.join(scratch, 'letter.txt')
    with open(text, 'w', encoding='utf-8') as file:
        file.write('Dear reader, this is no media file.\n' * 50)
    clip = os.path.join(media, 'clip.wav')
    for what, code, word, arguments in (
            ('a file that is not there', 3, 'no such file', [os.path.join(scratch, 'nothing.mp4')]),
            ('a text', 3, 'not a media file', [text]),
            ('an http address', 3, 'http', ['http://localhost:9/clip.mp4']),
            ('an option that makes no sense', 2, 'no time', [clip, '--seek', 'soon']),
            ('sound alone, left out', 4, 'nothing', [clip, '--no-audio'])):
        done = rig.play(*arguments, listen=False)
        lines = done.errors.strip().splitlines()
        tally.check(f'{what} gives exit code {code} and one sentence',
                    done.exit_code == code and len(lines) == 1 and word in lines[0], f'exit {done.exit_code}, {lines}')

    film = os.path.join(media, 'clip.mp4')
    for what, word, environment in (('sound device', 'no sound device', {'PULSE_SERVER': 'unix:/nonexistent'}),
                                    ('display', 'no display', {'DISPLAY': None})):
        done = rig.play(film, '--stop-at', '0.5', listen=False, environment=environment)
        said = [line for line in done.errors.splitlines() if line.startswith('caesura-play')]
        tally.check(f'without a {what} it plays on and says so', done.exit_code == 0 and len(said) == 1 and word in said[0],
                    f'exit {done.exit_code}, {said}')


GROUPS = {'self-test': self_test, 'failures': failures, 'broken': broken_files.broken, 'formats': formats, 'seeking': seeking, 'parts': parts,
          'queue': queue, 'volume': volume, 'keys': keys, 'window': window, 'pausing': pausing, 'transport': transport, 'rates': rates}
