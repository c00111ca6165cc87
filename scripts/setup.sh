#!/bin/sh
# Creates .venv with the locked packages and gamemodel.
set -eu
cd "$(dirname "$0")/.."

find_python() {
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "gamemodel needs Python 3.11 or later; on Debian: apt-get install python3 python3-venv" >&2
    exit 2
}

make_environment() {
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        if [ "${INSTALL:-}" != 1 ] || [ "$(id -u)" != 0 ]; then
            echo "$python cannot create an environment; on Debian, as root: apt-get install python3-venv" >&2
            exit 2
        fi
        DEBIAN_FRONTEND=noninteractive apt-get update -q
        DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends python3-venv
    fi
    "$python" -m venv .venv
}

.venv/bin/python -c '' 2>/dev/null || make_environment
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
touch .venv/ready
