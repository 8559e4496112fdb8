# Shell functions that the scripts share. Sourced, not run.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }
die() { say "$(basename "$0"): $*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# The first of the paths that can be executed, or nothing.
first_executable() {
  local candidate
  for candidate in "$@"; do
    if [ -x "$candidate" ]; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

can_apt() {
  have apt-get && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

# Installs Debian packages without starting the services that come with them.
apt_install() {
  local sudo=() policy=/usr/sbin/policy-rc.d made=no log
  [ "$(id -u)" = 0 ] || sudo=(sudo -n)
  say "installing with apt-get: $*"
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee "$policy" >/dev/null
    "${sudo[@]}" chmod +x "$policy"
    made=yes
  fi
  log=$(mktemp)
  local status=0
  {
    "${sudo[@]}" apt-get -q update &&
      "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends "$@"
  } >"$log" 2>&1 || status=$?
  [ "$made" = no ] || "${sudo[@]}" rm -f "$policy"
  [ "$status" = 0 ] || tail -n 20 "$log" >&2
  rm -f "$log"
  return "$status"
}
