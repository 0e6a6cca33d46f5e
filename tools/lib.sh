# Shared by tools/run and tools/test. Sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\n== %s\n' "$*"; }

# Installs the packages that are missing, with sudo when not root.
install_packages() {
  local wanted missing=()
  mapfile -t wanted < <(grep -v '^#' "$root/tools/packages")
  local name
  for name in "${wanted[@]}"; do
    dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local become=()
  [ "$(id -u)" -eq 0 ] || become=(sudo)
  echo "installing: ${missing[*]}"
  "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# build PRESET: configures and builds; quiet while it goes well.
build() {
  mkdir -p "$root/build"
  local log="$root/build/$1.log"
  if ! (cd "$root" && cmake --preset "$1" && cmake --build --preset "$1") >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    echo "the $1 build failed; all of it is in $log" >&2
    return 1
  fi
}
