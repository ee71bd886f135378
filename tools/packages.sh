# SPDX-License-Identifier: MIT
# Sourced by ./dev: what each job needs of Debian, and how it gets there. Looking is quick (no package database), since
# every run of ./dev looks.

# Group, what shows that the package is there (a command or a file), package.
package_table() {
  local lib=/usr/lib/x86_64-linux-gnu
  cat <<END
build   cmake                                          cmake
build   ninja                                          ninja-build
build   x86_64-w64-mingw32-g++-posix                   g++-mingw-w64-x86-64-posix
build   widl                                           wine64-tools
build   /usr/include/wine/wine/windows/mfidl.idl       libwine-dev
build   /usr/include/spdlog/spdlog.h                   libspdlog-dev
build   /usr/include/fmt/core.h                        libfmt-dev
build   /usr/src/googletest/googletest/CMakeLists.txt  googletest
build   ffmpeg                                         ffmpeg
wine    /usr/lib/wine/wine64                           wine64
wine    wine                                           wine
play    $lib/gstreamer-1.0/libgsttypefindfunctions.so  gstreamer1.0-plugins-base
play    $lib/gstreamer-1.0/libgstisomp4.so             gstreamer1.0-plugins-good
play    $lib/gstreamer-1.0/libgstvideoparsersbad.so    gstreamer1.0-plugins-bad
play    $lib/gstreamer-1.0/libgstasf.so                gstreamer1.0-plugins-ugly
play    $lib/gstreamer-1.0/libgstlibav.so              gstreamer1.0-libav
play    $lib/libGL.so.1                                libgl1
play    $lib/dri/swrast_dri.so                         libgl1-mesa-dri
play    $lib/libXcomposite.so.1                        libxcomposite1
play    $lib/libXcursor.so.1                           libxcursor1
play    $lib/libXfixes.so.3                            libxfixes3
play    $lib/libXi.so.6                                libxi6
play    $lib/libXrandr.so.2                            libxrandr2
play    $lib/libXrender.so.1                           libxrender1
media   ffmpeg                                         ffmpeg
media   /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf  fonts-dejavu-core
sound   pulseaudio                                     pulseaudio
sound   pactl                                          pulseaudio-utils
screen  Xvfb                                           xvfb
test    g++                                            g++
test    clang++                                        clang
test    ld.lld                                         lld
test    /usr/lib/llvm-14/lib/clang/14.0.6/lib/linux/libclang_rt.asan-x86_64.a  libclang-rt-14-dev
test    /usr/lib/llvm-14/lib/clang/14.0.6/lib/linux/libclang_rt.fuzzer-x86_64.a  libclang-rt-14-dev
test    /usr/lib/python3.11/dataclasses.py             python3
END
}

# missing_packages GROUP...: the packages that are not there, one a line.
missing_packages() {
  local group what package
  while read -r group what package; do
    [[ " $* " == *" $group "* ]] || continue
    if [[ $what == /* ]]; then
      [[ -e $what ]] || echo "$package"
    else
      command -v "$what" >/dev/null || echo "$package"
    fi
  done < <(package_table)
}

# need GROUP...: installs what is missing, or names it and ends the script.
need() {
  local missing as_root=()
  missing=$(missing_packages "$@" | sort -u | tr '\n' ' ')
  [[ -n $missing ]] || return 0

  if ! command -v apt-get >/dev/null; then
    die "missing, and there is no apt-get here to install them (Debian 12 has them): $missing"
  elif ((EUID != 0)); then
    as_root=(sudo)
    if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || { [[ -t 0 ]] && sudo -v; }; }; then
      die "missing, and only root may install them: $missing"$'\n'"  apt-get install --no-install-recommends $missing"
    fi
  fi

  say "installing: $missing"
  # The update may fail for one repository of several; whether the packages can be had is for the install to say.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update >&2 || say "apt-get update failed; trying anyway"
  # shellcheck disable=SC2086  # a list of packages
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install --yes --no-install-recommends -o Dpkg::Use-Pty=0 $missing >&2 || true
  hash -r
  missing=$(missing_packages "$@" | sort -u | tr '\n' ' ')
  [[ -z $missing ]] || die "apt-get could not install (is there a network?): $missing"
}
