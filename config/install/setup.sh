#!/usr/bin/env bash
# Brings this folder to where a command can run, then runs it:
#   bash config/install/setup.sh PROFILE [-- COMMAND ARGUMENTS…]
# PROFILE  modules   npm packages only
#          built     npm packages and build; agency is the same
#          demo      those, and what makes the demo richer; goes on without it (`--pcsc` turns it into demo-pcsc)
#          demo-pcsc the demo with the real pcscd and a virtual card
#          run       a real terminal
#          drill     packages, build and a C compiler (a library that remembers what was synced)
#          test      everything the tests need
# Does only what is missing, says what it does (on the error stream, so that a command's own output stays clean) and
# takes well under a second when nothing is missing. The command replaces this shell, so a signal reaches it directly.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

say() { printf 'set-up: %s\n' "$*" >&2; }
stop() {
  say "$*"
  exit 1
}

profile=${1:-}
[ $# -eq 0 ] || shift
[ "${1:-}" != -- ] || shift
command=("$@")
if [ "$profile" = demo ]; then
  for argument in "$@"; do [ "$argument" != --pcsc ] || profile=demo-pcsc; done
fi

# What a profile needs (it stops without) and wants (it goes on without), as names of Debian packages.
needed=() wanted=()
case $profile in
  modules | built | agency) ;;
  demo) wanted=(libpcsclite-dev fonts-hanazono) ;;
  demo-pcsc) needed=(libpcsclite-dev pcscd vsmartcard-vpcd) wanted=(fonts-hanazono) ;;
  drill) needed=(g++) ;;
  run) needed=(libpcsclite-dev pcscd) wanted=(fonts-hanazono) ;;
  test)
    needed=(g++ openssl libpcsclite-dev pcscd vsmartcard-vpcd fonts-hanazono chromium socat tesseract-ocr tesseract-ocr-chi-sim)
    ;;
  *) stop "usage: bash config/install/setup.sh modules|built|agency|demo|demo-pcsc|run|drill|test [-- command …]" ;;
esac

# What is lost without it, told when a wanted package cannot be had.
without() {
  case $1 in
    libpcsclite-dev) echo 'no PC/SC card reader (the built-in reader still works)' ;;
    fonts-hanazono) echo 'names with very rare characters cannot be printed' ;;
    python3 | make | g++) echo 'the database library cannot be compiled if no ready one is found' ;;
    *) echo "this needs $1" ;;
  esac
}

any() { local one; for one; do [ ! -e "$one" ] || return 0; done; return 1; }

# Is what this package brings here? Asked of the machine, not of dpkg: other systems have the same under other names.
have() {
  case $1 in
    python3 | make | socat | chromium | openssl) command -v "$1" ;;
    g++) command -v g++ || command -v c++ ;;
    tesseract-ocr) command -v tesseract ;;
    tesseract-ocr-chi-sim) any /usr/share/tesseract-ocr/*/tessdata/chi_sim.traineddata /usr/share/tessdata/chi_sim.traineddata ;;
    libpcsclite-dev) [ "$(uname)" = Darwin ] || any /usr/include/PCSC/winscard.h /usr/local/include/PCSC/winscard.h ;;
    pcscd) command -v pcscd || any /usr/sbin/pcscd /usr/local/sbin/pcscd ;;
    vsmartcard-vpcd) any /usr/lib/pcsc/drivers/serial/libifdvpcd.so /usr/lib/*/pcsc/drivers/serial/libifdvpcd.so ;;
    fonts-hanazono) any /usr/share/fonts/truetype/hanazono/HanaMinA.ttf ;;
  esac >/dev/null 2>&1
}

# --- Node -----------------------------------------------------------------------------------------------------------
command -v node >/dev/null || stop 'Node 20.19 or newer is needed and none was found.' \
  "Install Node 20 (or 22, 24) from nodejs.org or with a version manager; Debian 12's own package is 18, which is too old."
node_version=$(node -p process.versions.node)
IFS=. read -r major minor _ <<<"$node_version"
if [ "$major" -lt 20 ] || { [ "$major" -eq 20 ] && [ "$minor" -lt 19 ]; }; then
  stop "Node 20.19 or newer is needed; this is $node_version." \
    "Install Node 20 (or 22, 24) from nodejs.org or with a version manager; Debian 12's own package is 18, which is too old."
fi
command -v npm >/dev/null || stop 'npm is needed and was not found. It comes with Node from nodejs.org.'

# One set-up at a time in this folder; the lock goes with the shell.
mkdir -p .cache
if command -v flock >/dev/null; then
  exec 9>.cache/setup.lock
  flock -n 9 || {
    say 'another set-up runs in this folder; waiting for it'
    flock 9
  }
fi

# --- Debian packages ------------------------------------------------------------------------------------------------
as_root=() no_packages='' lists_fresh=''
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Acquire::Retries=2 "$@" >&2; }

can_install() {
  [ -z "$no_packages" ] || return 1
  if ! command -v apt-get >/dev/null; then
    no_packages='there is no apt-get on this system'
  elif [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
      no_packages='this user is not root and there is no sudo'
    elif sudo -n true 2>/dev/null; then
      as_root=(sudo -n)
    elif [ -t 0 ]; then
      as_root=(sudo)
    else
      no_packages='this user is not root and sudo asks for a password'
    fi
  fi
  [ -z "$no_packages" ]
}

# Package lists are fetched only when they are empty or too old to install from.
install_packages() {
  say "installing Debian packages: $*"
  apt install --no-install-recommends "$@" && return
  if [ -z "$lists_fresh" ]; then
    say 'fetching the package lists'
    lists_fresh=yes
    apt update || say 'the package lists could not be fetched'
    apt install --no-install-recommends "$@" && return
  fi
  [ $# -gt 1 ] || return 1
  local one failed=0
  for one; do install_packages "$one" || failed=1; done
  return "$failed"
}

ensure() {
  local kind=$1 missing=() one
  shift
  for one; do have "$one" || missing+=("$one"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  if can_install; then install_packages "${missing[@]}" || true; fi
  for one in "${missing[@]}"; do
    have "$one" && continue
    local reason=${no_packages:-the package could not be installed}
    [ "$kind" = wanted ] || stop "the Debian package $one is missing ($reason). Install it and start again."
    say "going on without $one ($reason): $(without "$one")."
  done
}

ensure needed ${needed[@]+"${needed[@]}"}
ensure wanted ${wanted[@]+"${wanted[@]}"}

# --- npm packages ---------------------------------------------------------------------------------------------------
packages() { node config/install/state.mjs packages; }
compilers() { ensure wanted python3 make g++; }

# npm install follows the lock file too; where something is installed already it saves compiling again.
bring_in_line() { npm install --no-save --no-progress --loglevel=error >&2; }

state=$(packages)
case $state in
  *' install '*)
    compilers
    if [ -d node_modules ]; then
      say 'bringing the npm packages in line with the lock file'
      bring_in_line || true
      state=$(packages)
    fi
    ;;
esac
case $state in
  *' install '*)
    say 'installing npm packages (two native ones are compiled: some minutes on a small machine)'
    npm ci --no-progress --loglevel=error >&2 ||
      # A registry without the packages of other platforms makes npm refuse a lock file; installing still follows it.
      { say 'once more, without asking for every platform' && bring_in_line; } ||
      stop 'the npm packages could not be installed; the lines above say why.'
    state=$(packages)
    ;;
esac
case $state in
  *' sqlite '*)
    compilers
    say 'compiling better-sqlite3 for this Node'
    npm rebuild better-sqlite3 --loglevel=error >&2 || true
    state=$(packages)
    ;;
esac
case $state in
  *' sqlite '* | *' install '*) stop 'the npm packages are not complete; remove node_modules and start again.' ;;
esac
case $state in
  *' smartcard '*)
    if have libpcsclite-dev; then
      compilers
      say 'compiling the PC/SC binding'
      # npm drops an optional package that did not compile; then it has to be fetched again, not only rebuilt.
      if [ -d node_modules/smartcard ]; then
        npm rebuild smartcard --loglevel=error >&2 || true
      else
        bring_in_line || true
      fi
      state=$(packages)
    fi
    case "$state$profile" in
      *' smartcard 'demo-pcsc | *' smartcard 'run | *' smartcard 'test) stop 'the PC/SC binding (npm package smartcard) could not be compiled.' ;;
      *' smartcard 'demo) say 'the PC/SC binding is not there: the demo uses its built-in card reader.' ;;
    esac
    ;;
esac

# --- build ----------------------------------------------------------------------------------------------------------
if [ "$profile" != modules ] && [ "$(node config/install/state.mjs build)" != fresh ]; then
  say 'building'
  if ! node config/install/build.mjs >&2; then
    # The tests report it as a failure among others.
    [ "$profile" = test ] || stop 'the build failed; the lines above say where.'
    say 'the build failed; the tests go on with what there is.'
  fi
fi

if [ ${#command[@]} -gt 0 ]; then
  exec 9>&-
  exec "${command[@]}"
fi
say "ready ($profile)"
