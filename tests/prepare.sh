#!/bin/sh
# Fetch what the tests need and the machine lacks: Chromium and Chinese fonts for the pages, LibreOffice for the score
# sheets, all from Debian; the checkers of pages from the lock file in tests/browser.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

install() {
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo"
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

if ! command -v chromium >/dev/null 2>&1; then
    echo "Installing Chromium and Chinese fonts for the browser tests ..."
    install chromium fonts-noto-cjk
fi

if ! command -v soffice >/dev/null 2>&1; then
    echo "Installing LibreOffice Calc for the tests of score sheets ..."
    install libreoffice-calc-nogui
fi

lock="$here/browser/package-lock.json"
stamp="$here/browser/node_modules/.installed"
if [ ! -f "$stamp" ] || [ "$lock" -nt "$stamp" ]; then
    echo "Installing the page checkers ..."
    PATH="$root/.venv/bin:$PATH" npm ci --prefix "$here/browser" --silent --no-audit --no-fund
    touch "$stamp"
fi
