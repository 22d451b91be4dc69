# shellcheck shell=bash disable=SC2034 # the variables are for those who source this
# What scripts/demo and scripts/test share. To be sourced, after `set -euo pipefail`.

# Penstock refuses plugins that others could write to, so nothing built here may be.
umask 022

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
readonly root

# Debian's own Python, the one that python3-aiosmtpd is installed for.
readonly debian_python=/usr/bin/python3

# What building Penstock takes beside Swift: the headers of its libraries, and what SwiftPM calls.
readonly build_packages=(
    ca-certificates git pkg-config gcc libc6-dev libstdc++-12-dev
    libsqlite3-dev libcurl4-openssl-dev libyaml-dev libjq-dev libpcre2-dev libgmime-3.0-dev
)

say() { printf '\n==> %s\n' "$*"; }

fail() {
    printf '\n%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "'$*' needs root or sudo; run it yourself and start again"
    fi
}

# install_packages NAME…: installs those Debian packages of the list that are missing.
install_packages() {
    local name missing=()
    if [ -n "${PENSTOCK_SKIP_INSTALL:-}" ]; then
        say "Installing nothing, as PENSTOCK_SKIP_INSTALL is set"
        return
    fi
    command -v dpkg >/dev/null || fail "not a Debian system; install the like of: $* and set PENSTOCK_SKIP_INSTALL=1"
    for name in "$@"; do
        dpkg -s "$name" 2>/dev/null | grep -q '^Status: install ok installed' || missing+=("$name")
    done
    if [ "${#missing[@]}" -eq 0 ]; then
        say "All Debian packages are there"
        return
    fi
    say "Installing Debian packages: ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

need_swift() {
    command -v swift >/dev/null || fail "Swift 6.3 is needed; https://www.swift.org/install/linux/ has it for Debian 12"
}

# python_environment NAME CHECK PACKAGE==VERSION…: a Python environment in .build/NAME with Debian's packages and these
# from PyPI, made anew where CHECK, lines of Python, fail in it.
python_environment() {
    local directory=$root/.build/$1 check=$2
    shift 2
    if ! "$directory/bin/python" -c "$check" 2>/dev/null; then
        say "Making a Python environment in .build/$(basename "$directory") with $*"
        "$debian_python" -m venv --clear --system-site-packages "$directory"
        "$directory/bin/pip" install --quiet --disable-pip-version-check "$@"
    fi
}
