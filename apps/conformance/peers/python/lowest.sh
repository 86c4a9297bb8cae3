#!/bin/sh
# Runs the tests at the lowest versions that pyproject.toml declares: makes .cache/python-lowest from requirements-lowest.txt.
set -eu
cd "$(dirname "$0")"
folder=$(cd ../../../.. && pwd)/.cache/python-lowest
stamp=$folder/requirements.sha256
wanted=$(sha256sum requirements-lowest.txt | cut -c 1-64)
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
  rm -rf "$folder"
  python3 -m venv "$folder"
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: -r requirements-lowest.txt
  printf %s "$wanted" > "$stamp"
fi
exec "$folder/bin/python" -m pytest -q -p no:cacheprovider --ignore tests/test_typing.py --ignore tests/test_packaging.py --ignore tests/test_vectors.py --ignore tests/test_worker.py -k "not 300_mb" "$@"
