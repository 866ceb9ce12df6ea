#!/usr/bin/env bash
# Fails if an include runs the wrong way through the house, if Highway or threads are used outside
# their corner, if a file grows too long, or if something new lies at the top.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

status=0
# forbid WHAT PATTERN PATH...: no file below the paths may have a line that matches.
forbid() {
  local what=$1 pattern=$2 found
  shift 2
  if found=$(grep -rnE --include='*.h' --include='*.hpp' --include='*.cc' --include='*.c' \
    -- "$pattern" "$@"); then
    printf '%s:\n%s\n' "$what" "$found"
    status=1
  fi
}
# outside PATH...: the folders of lib/ but those.
outside() {
  local folder
  for folder in lib/*/; do
    [[ " $* " == *" $(basename "$folder") "* ]] || printf '%s\n' "$folder"
  done
}

forbid "lib/ must not know capi/ or neuro.h" '#include *[<"](capi/|neuro\.h)' lib
forbid "lib/base must not know the rest" '#include "(kernels|model|train|data|io)/' lib/base
forbid "lib/kernels must not know the rest" '#include "(model|train|data|io)/' lib/kernels
forbid "lib/data must not know the rest" '#include "(kernels|model|train|io)/' lib/data
forbid "lib/model must not know train/" '#include "(train|io)/' lib/model
forbid "lib/train must not know files" '#include "io/' lib/train
forbid "lib/io must not know training or data" '#include "(train|data|kernels)/' lib/io
mapfile -t others < <(outside kernels)
forbid "only lib/kernels may include Highway" '#include *[<"]hwy/' "${others[@]}" capi
mapfile -t others < <(outside io)
forbid "only lib/io may include nlohmann-json" '#include *[<"]nlohmann/' "${others[@]}" capi
mapfile -t others < <(find lib capi -type f -not -path '*/posix/*' -not -path '*/windows/*')
forbid "what a system does in its own way lies in posix/ and windows/" \
  '#include <(windows|unistd|fcntl|dirent|sys/(file|stat|types))\.h>' "${others[@]}"
forbid "examples stand on neuro.h alone" '#include "(capi|lib|base|kernels|model|train|data|io)/' examples
forbid "the library does not print or end the process" \
  '\b(std::)?(printf|puts|cout|cerr|abort|_?exit|terminate)\b *[(<]' lib capi

# The Python module is one file because people copy it.
while read -r lines file; do
  if ((lines > 400)) && [[ $file != examples/python/neuro.py ]]; then
    printf '%s has %s lines: more than 400\n' "$file" "$lines"
    status=1
  fi
done < <(find include lib capi tests examples '(' -name node_modules -o -name target ')' -prune \
  -o -type f \
  -regex '.*\.\(c\|h\|cc\|hpp\|py\|sh\|rs\|go\|lua\|js\)' -exec wc -l {} \;)

# The version stands in files that cannot read it from the header.
version=$(sed -n "s/^  version: '\(.*\)',$/\1/p" meson.build)
while read -r file pattern; do
  if ! grep -qE -- "$pattern" "$file"; then
    printf '%s is not of version %s\n' "$file" "$version"
    status=1
  fi
done <<END
tests/packaging/debian/changelog ^libneuro \($version-
tests/packaging/neuro.spec ^Version: +$version$
examples/rust/Cargo.toml ^version = "$version"$
NEWS.md ^## $version$
END

for entry in *; do
  case $entry in
    lib | include | capi | tests | examples | build | meson.build | meson_options.txt) ;;
    README.md | LICENSE | NEWS.md | CONTRIBUTING.md | mnist_train.csv | mnist_test.csv | build-*) ;;
    *)
      printf 'unexpected at the top: %s\n' "$entry"
      status=1
      ;;
  esac
done
exit "$status"
