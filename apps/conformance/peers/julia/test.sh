#!/bin/sh
# Runs the tests of the Julia peer on the standard library alone: `./test.sh`, or `./test.sh send receive` for some.
# nats-server: NATS_SERVER, PATH, .cache/nats of the repository, or a wheel whose hash is known.
set -eu
cd "$(dirname "$0")"
exec "$(./setup.sh)" --startup-file=no --project=. test/runtests.jl "$@"
