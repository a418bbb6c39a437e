#!/bin/sh
# Fetch what the tests need and the machine lacks: Chromium and Chinese fonts for the pages, LibreOffice for the score
# sheets, libfaketime for another day, nginx and Caddy to stand before the service, all from Debian; from their lock
# files the checkers of pages (tests/browser) and Prism (tests/hosts).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"

install() {
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

if ! command -v chromium >/dev/null 2>&1; then
    echo "Installing Chromium and Chinese fonts for the browser tests ..."
    install chromium fonts-noto-cjk
fi

if ! command -v soffice >/dev/null 2>&1; then
    echo "Installing LibreOffice Calc for the tests of sheets ..."
    install libreoffice-calc-nogui
fi

if ! command -v faketime >/dev/null 2>&1; then
    echo "Installing libfaketime for the tests on later days ..."
    install faketime
fi

# Their own services are not wanted: the tests start each on a port of its own.
for proxy in nginx caddy; do
    if ! PATH="$PATH:/usr/sbin" command -v "$proxy" >/dev/null 2>&1; then
        echo "Installing $proxy for the tests of going online ..."
        install "$proxy"
        if [ -d /run/systemd/system ]; then
            $as_root systemctl disable --now --quiet "$proxy" || true
        fi
    fi
done

# No package of these runs a program of its own while it is installed.
fetch() {
    lock="$here/$1/package-lock.json"
    stamp="$here/$1/node_modules/.installed"
    if [ ! -f "$stamp" ] || [ "$lock" -nt "$stamp" ]; then
        echo "Installing $2 ..."
        PATH="$root/.venv/bin:$PATH" npm ci --prefix "$here/$1" --ignore-scripts --silent --no-audit --no-fund
        touch "$stamp"
    fi
}

fetch browser "the page checkers"
fetch hosts "Prism, which serves the descriptions of the code hosts"
