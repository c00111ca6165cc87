#!/bin/sh
# Rewrites requirements.txt and requirements-dev.txt from pyproject.toml: exact versions with hashes, without addresses.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compile() {
    "$python" -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-annotate --no-header \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --upgrade "$@"
}

"$python" - "$work" <<'PYTHON'
import pathlib, sys, tomllib
project = tomllib.loads(pathlib.Path("pyproject.toml").read_text())
work = pathlib.Path(sys.argv[1])
work.joinpath("run.in").write_text("\n".join(project["project"]["dependencies"]) + "\n")
work.joinpath("dev.in").write_text("-c run.txt\n-r run.in\n" + "\n".join(project["dependency-groups"]["dev"]) + "\n")
PYTHON
compile --output-file "$work/run.txt" "$work/run.in"
compile --output-file "$work/dev.txt" "$work/dev.in"
if grep -nE '://|^-' "$work/run.txt" "$work/dev.txt"; then
    echo "a lock file contains an address or an option" >&2
    exit 1
fi
{ echo '# Written by "make lock" from pyproject.toml: what gamemodel runs with.'; cat "$work/run.txt"; } >requirements.txt
{ echo '# Written by "make lock" from pyproject.toml: what it runs with, and what its tests and checks need.'; cat "$work/dev.txt"; } >requirements-dev.txt
