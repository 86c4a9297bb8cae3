#!/bin/sh
# Runs the tests of the MicroPython peer: `./test.sh`, or `./test.sh -k vectors`, or `./test.sh --junitxml=report.xml`.
set -eu
cd "$(dirname "$0")"
MICROPYTHON=$(./setup.sh)
export MICROPYTHON
exec "$(dirname "$MICROPYTHON")/python" -m pytest -q -p no:cacheprovider "$@"
