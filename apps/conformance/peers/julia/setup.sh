#!/bin/sh
# Installs Julia 1.5.3 (Debian bullseye) into <repository>/.cache/julia and prints the path of the command.
# Touches nothing outside that folder and needs no root. A second run does nothing.
# The package host is the one this machine's own apt configuration names. Where there is none, install any
# Julia >= 1.5 and put it on PATH: then this script only links to it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache=${NATSBRIDGE_CACHE:-$(cd "$here/../../../.." && pwd)/.cache}/julia
command=$cache/bin/julia
version=1.5.3

works() { [ -x "$command" ] && "$command" --startup-file=no -e 'try; error("x"); catch; print("ok"); end' 2>/dev/null | grep -qx ok; }

mkdir -p "$cache/bin"
exec 9>"$cache/lock"
flock 9
if works; then echo "$command"; exit 0; fi

own=$(command -v julia || true)
if [ -n "$own" ]; then
  printf '#!/bin/sh\nexec "%s" "$@"\n' "$own" > "$command"
  chmod +x "$command"
  if works; then echo "$command"; exit 0; fi
fi

# The machine's own Debian source: deb822 files first, one-line files after.
uri=$(cat /etc/apt/sources.list.d/*.sources 2>/dev/null | sed -n 's/^URIs:[[:space:]]*\([^[:space:]]*\/debian\/\{0,1\}\)[[:space:]]*$/\1/p' | head -n 1)
[ -n "$uri" ] || uri=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | sed -n 's/^deb[[:space:]]\(\[[^]]*\][[:space:]]*\)\{0,1\}\([^[:space:]]*\/debian\/\{0,1\}\)[[:space:]].*/\2/p' | head -n 1)
if [ -z "$uri" ]; then
  echo "setup.sh: no Debian package source found in /etc/apt; install Julia >= 1.5 yourself and put it on PATH" >&2
  exit 1
fi
keys=/usr/share/keyrings/debian-archive-keyring.gpg

apt=$cache/apt
rm -rf "$apt" "$cache/root"
mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$apt/parts" "$apt/preferences" "$cache/root"
for suite in bookworm bullseye; do
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n\n' "$uri" "$suite" "$keys"
done > "$apt/parts/debian.sources"
printf 'Package: *\nPin: release n=bullseye\nPin-Priority: 50\n' > "$apt/preferences/bullseye"

isolated() {
  apt-get -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$apt/parts" -o Dir::Etc::preferencesparts="$apt/preferences" \
    -o Dir::State::lists="$apt/lists" -o Dir::Cache="$apt" -o Dir::Cache::archives="$apt/archives" -o Debug::NoLocking=1 \
    -o APT::Sandbox::User= -o Acquire::Languages=none "$@"
}
isolated update >&2
isolated install -y --no-install-recommends --download-only "julia=$version*" >&2
# Julia of bullseye crashes on exceptions with the libunwind of later releases: it gets the one it was built with.
(cd "$apt/archives" && isolated download libunwind8/bullseye >&2)

for package in "$apt"/archives/*.deb; do dpkg-deb -x "$package" "$cache/root"; done
rm -rf "$apt"
lib=$(dirname "$(find "$cache/root/usr/lib" -name 'libjulia.so*' | head -n 1)")
# Libraries that the machine already has were not fetched: Julia's links to them lead out of the folder.
find "$lib/julia" -xtype l | while read -r link; do
  ln -sf "${lib#"$cache/root"}/$(basename "$(readlink "$link")")" "$link"
done
cat > "$command" <<WRAPPER
#!/bin/sh
LD_LIBRARY_PATH=$lib:$lib/julia\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH
exec "$cache/root/usr/bin/julia" "\$@"
WRAPPER
chmod +x "$command"
if ! works; then
  echo "setup.sh: Julia was unpacked but does not start; see $command" >&2
  exit 1
fi
echo "$command"
