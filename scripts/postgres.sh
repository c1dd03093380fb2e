#!/usr/bin/env bash
# A private PostgreSQL server for tests: own folder, free port, loopback only, nothing kept.
#
#   scripts/postgres.sh run COMMAND…   runs the command with the server up, and stops it afterwards
#   scripts/postgres.sh start          prints `export …` lines: eval "$(scripts/postgres.sh start)"
#   scripts/postgres.sh stop           stops the server that `start` exported
#
# The command finds the server's address in VESTIBULE_TEST_POSTGRES. Without PostgreSQL this fails: a run
# that left half of the tests out must not look like one that passed.
set -euo pipefail

die() { printf 'postgres: %s\n' "$*" >&2; exit 1; }

find_programs() { # the newest installed version's folder
  local folder
  folder=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1 || true)
  [ -n "$folder" ] || folder=$(dirname "$(command -v initdb || true)" 2>/dev/null)
  [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] ||
    die "PostgreSQL is not installed, and the tests must run on it. Get it with: sudo apt-get install postgresql"
  printf '%s\n' "$folder"
}

# PostgreSQL refuses to run as root, so root hands the work to the account that its package made.
unprivileged() {
  if [ "$(id -u)" = 0 ]; then
    id postgres >/dev/null 2>&1 || die "root may not run PostgreSQL, and there is no account 'postgres' to run it as"
    setpriv --reuid=postgres --regid=postgres --init-groups --reset-env -- "$@"
  else
    "$@"
  fi
}

# A port that nothing answers on. Another program may take it before we do; `start` then tries the next.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  printf '%s\n' "$port"
}

start() { # sets: folder port
  local programs
  programs=$(find_programs)
  folder=$(mktemp -d /tmp/vestibule-postgres.XXXXXX)
  if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
  chmod 0700 "$folder"
  cd "$folder"
  unprivileged "$programs/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync \
    >"/tmp/${folder##*/}.initdb" 2>&1 || { cat "/tmp/${folder##*/}.initdb" >&2; die "initdb failed"; }
  rm -f "/tmp/${folder##*/}.initdb"
  for _ in 1 2 3 4 5; do
    port=$(free_port)
    if unprivileged "$programs/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 30 -s start -o "\
        -c listen_addresses=127.0.0.1 -p $port -c unix_socket_directories=$folder -c max_connections=300 \
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"; then
      return 0
    fi
  done
  cat "$folder/log" >&2
  die "the server did not start"
}

stop() { # stop FOLDER
  local programs
  case $1 in /tmp/vestibule-postgres.*) ;; *) die "not a folder that 'start' made: $1" ;; esac
  [ -d "$1" ] || return 0
  programs=$(find_programs)
  (cd "$1" && unprivileged "$programs/pg_ctl" -D "$1/data" -m immediate -s stop) || true
  rm -rf "$1"
}

run() {
  local here=$PWD
  trap 'stop "${folder:-/tmp/vestibule-postgres.none}"' EXIT
  trap 'exit 130' INT TERM HUP
  start
  cd "$here"
  VESTIBULE_TEST_POSTGRES=postgres://postgres@127.0.0.1:$port "$@"
}

case ${1:-} in
  run) shift; [ $# -gt 0 ] || die "run what?"; run "$@" ;;
  start)
    start
    printf 'export VESTIBULE_TEST_POSTGRES=postgres://postgres@127.0.0.1:%s\n' "$port"
    printf 'export VESTIBULE_TEST_POSTGRES_FOLDER=%s\n' "$folder"
    ;;
  stop) stop "${VESTIBULE_TEST_POSTGRES_FOLDER:?start exported no server into this shell}" ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
