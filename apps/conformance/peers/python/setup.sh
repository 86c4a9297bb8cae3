#!/bin/sh
# Makes the one Python environment of the repository (.cache/python) from packages/testkit/python/requirements.txt
# and prints the path of its python. A second run does nothing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
requirements=$root/packages/testkit/python/requirements.txt
folder=$root/.cache/python
stamp=$folder/requirements.sha256
lock=$root/.cache/python.lock
wanted=$(sha256sum "$requirements" | cut -c 1-64)

ready() { [ -x "$folder/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; }

if ready; then echo "$folder/bin/python"; exit 0; fi
mkdir -p "$root/.cache"
# The same lock as the TypeScript tests take: a file that is made by whoever comes first.
until (set -C; : > "$lock") 2>/dev/null; do
  if [ -n "$(find "$lock" -mmin +10 2>/dev/null)" ]; then rm -f "$lock"; else sleep 1; fi
done
trap 'rm -f "$lock"' EXIT
if ! ready; then
  python3 -m venv "$folder" >&2
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements" >&2
  printf %s "$wanted" > "$stamp"
fi
echo "$folder/bin/python"
