#!/bin/sh
# Makes the virtual environment in the folder given, with the versions of requirements.lock:
# with uv where it is installed, otherwise with Python's own venv and pip.
set -eu
venv=$1

if command -v uv >/dev/null 2>&1; then
    echo "Setting up $venv with uv ..."
    uv venv --quiet --allow-existing --python '>=3.11' "$venv"
    # Compiled once, here: otherwise the first run pays, or every run where nothing may be written.
    uv pip sync --quiet --compile-bytecode --python "$venv/bin/python" --require-hashes requirements.lock
    uv pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation -e .
    exit 0
fi

for python in python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$python" >/dev/null 2>&1 \
        && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "Setting up $venv with $python and pip (a minute or two) ..."
        "$python" -m venv "$venv"
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
            --require-hashes -r requirements.lock
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
            --no-deps --no-build-isolation -e .
        exit 0
    fi
done

echo "Python 3.11 or newer is needed and was not found; install it, or uv, and try again." >&2
exit 1
