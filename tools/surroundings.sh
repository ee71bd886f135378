# SPDX-License-Identifier: MIT
# Sourced by ./dev: what a Windows program needs around it (a Wine prefix, a sound server, a display). What is started
# here is ended here, by process id.

wine=/usr/lib/wine/wine64 # Debian's `wine` script would talk about 32-bit packages
prefix=$build/wineprefix
run_folder=''             # short, since the path of a socket may not exceed 108 bytes
declare -a started=()     # process ids

export WINEPREFIX=$prefix
# No .NET, no HTML; and a program that crashes ends instead of waiting for a debugger.
export WINEDEBUG=${WINEDEBUG:--all} WINEDLLOVERRIDES=${WINEDLLOVERRIDES:-mscoree,mshtml,winedbg.exe=} WINELOADER=$wine
# Wine reads file names and arguments in the locale's encoding.
[[ $(locale charmap 2>/dev/null) == UTF-8 ]] || export LC_ALL=C.UTF-8

make_run_folder() {
  [[ -n $run_folder ]] || run_folder=$(mktemp -d "${TMPDIR:-/tmp}/caesura.XXXXXX")
}

# wait_until COMMAND...: up to 10 s.
wait_until() {
  local i
  for ((i = 0; i < 200; i++)); do
    "$@" && return
    sleep 0.05
  done
  return 1
}

# private_sound: a PulseAudio of our own whose only sink is null; its monitor is what is heard.
private_sound() {
  make_run_folder
  export PULSE_SERVER=unix:$run_folder/sound PULSE_COOKIE=$run_folder/cookie
  # A session of its own, so that Ctrl-C in the terminal does not end it before the player.
  HOME=$run_folder XDG_RUNTIME_DIR=$run_folder setsid pulseaudio -n --daemonize=no --exit-idle-time=-1 \
    --use-pid-file=no --log-level=error -L "module-null-sink sink_name=caesura rate=48000" \
    -L "module-native-protocol-unix socket=$run_folder/sound auth-anonymous=1" \
    >"$run_folder/sound.log" 2>&1 </dev/null 8>&- &
  started+=($!)
  wait_until test -S "$run_folder/sound" || die "the sound server does not start: $(<"$run_folder/sound.log")"
}

# private_screen: an Xvfb of our own.
private_screen() {
  make_run_folder
  [[ -d /tmp/.X11-unix ]] || mkdir -m 1777 /tmp/.X11-unix 2>/dev/null || true
  setsid Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp -noreset +extension GLX \
    3>"$run_folder/display" >"$run_folder/screen.log" 2>&1 </dev/null 8>&- &
  started+=($!)
  wait_until test -s "$run_folder/display" || die "Xvfb does not start: $(<"$run_folder/screen.log")"
  DISPLAY=:$(<"$run_folder/display")
  export DISPLAY
}

have_sound() {
  local runtime=${XDG_RUNTIME_DIR:-/run/user/$EUID}
  [[ -n ${PULSE_SERVER:-} || -S $runtime/pulse/native ]] || compgen -G '/dev/snd/pcm*p' >/dev/null
}

# prepare_prefix FOLDER: a Wine prefix, made once.
prepare_prefix() {
  export WINEPREFIX=$1
  [[ -e $WINEPREFIX/.ready ]] && return
  say "making a Wine prefix"
  rm -rf "$WINEPREFIX"
  mkdir -p "$WINEPREFIX"
  env -u DISPLAY "$wine" wineboot --init </dev/null >/dev/null 2>"$WINEPREFIX/boot.log" 8>&- ||
    die "Wine does not start: $(<"$WINEPREFIX/boot.log")"
  timeout 60 wineserver -w || true
  touch "$WINEPREFIX/.ready"
}

# end_wine: waits for the services of the current prefix to end, which they do when the last program has ended.
end_wine() { timeout 5 wineserver -w 2>/dev/null || wineserver -k 2>/dev/null || true; }

# copy_prefix FROM TO: files that Wine never changes in place are linked, the registry is copied.
copy_prefix() {
  rm -rf "$2"
  mkdir -p "$(dirname "$2")"
  cp -al "$1" "$2"
  local file
  for file in "$1"/*.reg; do
    cp --remove-destination "$file" "$2/"
  done
}

# leave_surroundings: ends what was started and gives the terminal back as it was.
leave_surroundings() {
  local pid
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${started[@]}"; do wait "$pid" 2>/dev/null || true; done
  started=()
  [[ -z $run_folder ]] || rm -rf "$run_folder"
  run_folder=
}

# windows_path PATH: as a program under Wine opens it. Addresses and Windows paths stay as they are.
windows_path() {
  if [[ $1 == *://* || ($1 =~ ^[A-Za-z]:[\\/] && ! -e $1) ]]; then
    printf '%s' "$1"
  else
    local absolute
    absolute=$(realpath -m -- "$1")
    printf 'Z:%s' "${absolute//\//\\}"
  fi
}
