#!/usr/bin/env bash
# Makes this machine able to build (`build`) or to test (`test`) Vestibule. Called by every make target,
# so it must cost nothing when there is nothing to do: it only looks, and installs what is missing.
#
# System packages come through apt when we are root or may use sudo; otherwise the message names them.
# Rust and Node are used as found when they are new enough, else taken from the system's packages if
# those are, else the message says what is wanted, what was found and how to get it.
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:-build}
tools=$PWD/.cache/tools
mkdir -p "$tools/bin"
export PATH=$tools/bin:$PATH:$HOME/.cargo/bin
export DEBIAN_FRONTEND=noninteractive

rust_wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
node_wanted=20.19

say() { printf 'set-up: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# at_least WANTED FOUND: is version FOUND the same or newer?
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# The version found, or nothing.
rust_found() { ! has rustc || rustc --version | cut -d' ' -f2 | cut -d- -f1; }
node_found() { ! has node || node --version | tr -d v; }

# --- apt ------------------------------------------------------------------------------------------

apt_rights() { # prints the prefix for apt commands, or fails
  has apt-get || return 1
  if [ "$(id -u)" = 0 ]; then echo env; elif sudo -n true 2>/dev/null; then echo sudo -E; else return 1; fi
}

refresh_package_lists() {
  local as
  [ -z "${lists_fresh:-}" ] || return 0
  as=$(apt_rights) || return 0
  say "reading the system's package lists"
  $as apt-get update -qq || say "apt-get update failed; going on with the lists at hand"
  lists_fresh=1
}

apt_install() {
  local as
  as=$(apt_rights) || die "these system packages are missing: $*
  They can be installed with: sudo apt-get install $*
  (Neither root nor passwordless sudo with apt is at hand, so this was left to you.)"
  refresh_package_lists
  say "installing $*"
  $as apt-get install -y -qq --no-install-recommends "$@" >&2
}

apt_offers() { # the version apt would install, upstream part only; empty when there is none
  has apt-cache || return 0
  apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: \([0-9]*:\)\{0,1\}\([0-9][0-9.]*\).*/\2/p'
}

# --- system packages ------------------------------------------------------------------------------

has_chromium() {
  local name
  [ -z "${VESTIBULE_CHROMIUM:-}" ] || return 0
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if has "$name"; then return 0; fi
  done
  return 1
}

has_postgresql() {
  has initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

install_system_packages() {
  local missing=()
  { has cc && echo 'int main(void){return 0;}' | cc -x c - -o /dev/null 2>/dev/null; } || missing+=(gcc libc6-dev)
  [ -e /etc/ssl/certs/ca-certificates.crt ] || [ ! -e /etc/debian_version ] || missing+=(ca-certificates)
  if [ "$purpose" = test ]; then
    has_postgresql || missing+=(postgresql)
    has_chromium || missing+=(chromium fonts-dejavu-core)
    has ip || missing+=(iproute2)
  fi
  [ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}"
  if [ "$purpose" = test ] && ! has_chromium; then
    die "no Chromium found: install chromium or Google Chrome, or name its program in VESTIBULE_CHROMIUM."
  fi
}

# --- Rust -----------------------------------------------------------------------------------------

rust_is_enough() {
  local found
  found=$(rust_found)
  [ -n "$found" ] && at_least "$rust_wanted" "$found" && has cargo && has cargo-clippy && has cargo-fmt
}

# Ubuntu keeps newer compilers beside the default one, as rustc-1.NN with programs of their own folder.
newest_numbered_rust() {
  has apt-cache || return 0
  apt-cache search --names-only '^rustc-1\.[0-9]+$' | cut -d' ' -f1 | sort -V | tail -n 1 | cut -d- -f2
}

install_rust() {
  local number
  if has rustup; then
    die "Rust $rust_wanted or newer with clippy and rustfmt is wanted, found ${1:-none}.
  Get it with: rustup update stable && rustup component add clippy rustfmt"
  fi
  refresh_package_lists
  if at_least "$rust_wanted" "$(apt_offers rustc || true)" && [ -n "$(apt_offers rustc)" ]; then
    apt_install rustc cargo rust-clippy rustfmt
  elif [ -n "$(apt_offers rustc-web)" ] && at_least "$rust_wanted" "$(apt_offers rustc-web)"; then
    apt_install rustc-web cargo-web rust-web-clippy rustfmt-web
  else
    number=$(newest_numbered_rust)
    if [ -z "$number" ] || ! at_least "$rust_wanted" "$number"; then return 0; fi
    apt_install "rustc-$number" "cargo-$number" "rust-$number-clippy" "rustfmt-$number"
    ln -sf /usr/lib/rust-"$number"/bin/* "$tools/bin/"
  fi
}

check_rust() {
  local found
  if rust_is_enough; then return 0; fi
  found=$(rust_found)
  install_rust "$found"
  hash -r
  rust_is_enough || die "Rust $rust_wanted or newer with cargo, clippy and rustfmt is wanted, found ${found:-none},
  and this system's packages have no such version. Get it from https://rustup.rs (it lands in ~/.cargo/bin, where
  make looks by itself), then run this again."
}

# --- Node -----------------------------------------------------------------------------------------

node_is_enough() {
  local found
  found=$(node_found)
  [ -n "$found" ] && at_least "$node_wanted" "$found" && has npm
}

# The npm package `node` carries Node's own program, so an old npm can fetch a new Node for this checkout alone.
fetch_node_through_npm() {
  say "fetching Node for this checkout (npm packages node and npm)"
  mkdir -p "$tools/node"
  npm install --prefix "$tools/node" --no-audit --no-fund --loglevel=error node@22 npm@10 >&2 || return 0
  ln -sf "$tools"/node/node_modules/.bin/{node,npm,npx} "$tools/bin/"
}

check_node() {
  local found
  if node_is_enough; then return 0; fi
  found=$(node_found)
  if ! has npm || ! has node; then
    refresh_package_lists
    apt_install nodejs npm
    hash -r
  fi
  if node_is_enough; then return 0; fi
  fetch_node_through_npm
  hash -r
  node_is_enough || die "Node $node_wanted or newer with npm is wanted, found ${found:-none},
  and neither this system's packages nor npm gave one. Get it from https://nodejs.org, then run this again."
}

# npm ci only when package-lock.json changed since the last time.
install_node_packages() {
  local stamp=node_modules/.vestibule-lock lock
  lock=$(sha256sum package-lock.json | cut -d' ' -f1)
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$lock" ]; then return 0; fi
  say "installing Node packages"
  npm ci --no-audit --no-fund --loglevel=error >&2
  echo "$lock" >"$stamp"
}

case $purpose in build | test) ;; *) die "say what for: build or test" ;; esac
install_system_packages
check_rust
check_node
install_node_packages
