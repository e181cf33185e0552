#!/bin/sh
# Asks whether any library of requirements.lock has a known flaw, with pip-audit in an
# environment of its own. Where its data cannot be reached, that is said and is no failure.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1/bin/python" -m venv "$folder/venv"
if ! "$folder/venv/bin/pip" install --quiet pip-audit; then
    echo "Not audited: pip-audit could not be installed."
    exit 0
fi
code=0
"$folder/venv/bin/pip-audit" --requirement requirements.lock --disable-pip --timeout 20 \
    > "$folder/said" 2>&1 || code=$?
cat "$folder/said"
if ! grep -q "known vulnerabilit" "$folder/said" || grep -q "could not be audited" "$folder/said"; then
    echo "Not audited, some or all: the data of pip-audit did not have every library."
fi
if grep -q "ConnectionError\|Max retries exceeded\|ServiceError\|Timeout" "$folder/said"; then
    echo "Not audited: the data of pip-audit could not be reached."
    exit 0
fi
exit "$code"
