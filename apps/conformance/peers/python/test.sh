#!/bin/sh
# Runs the tests of the Python peer, at the newest versions and at the lowest: `./test.sh`, or `./test.sh -k plan`.
set -eu
cd "$(dirname "$0")"
python=$(./setup.sh)
./lowest.sh "$@"
exec "$python" -m pytest -q -p no:cacheprovider "$@"
