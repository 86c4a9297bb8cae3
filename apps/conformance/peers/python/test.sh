#!/bin/sh
# Runs the tests of the Python peer: `./test.sh`, or `./test.sh -k plan`.
set -eu
cd "$(dirname "$0")"
exec "$(./setup.sh)" -m pytest -q -p no:cacheprovider "$@"
