#!/usr/bin/env bash
# Creates the example model in four stores and two regions, changes it, and finds a manual change.
# Works on a copy in .gamemodel/demo with its own servers, which are stopped at the end (KEEP=1 keeps both).
set -euo pipefail
cd "$(dirname "$0")/.."
home=$PWD
demo=$home/.gamemodel/demo
export PATH="$home/.venv/bin:$PATH"

tell() { printf '\n# %s\n' "$*"; }
type_in() {
    local word line=
    for word; do
        case $word in *[!A-Za-z0-9_./=-]*) word="\"$word\"" ;; esac
        line="$line $word"
    done
    printf '\n$%s\n' "$line"
}
show() {
    type_in "$@"
    "$@"
}
# Runs a command that must exit with 1.
finds() {
    local code=0
    type_in "$@"
    "$@" || code=$?
    [ "$code" = 1 ] || { echo "expected exit code 1, not $code" >&2; exit 1; }
}
finish() {
    if [ "${KEEP:-}" = 1 ]; then
        echo "kept in $demo; stop it: gamemodel -C $demo sandbox down"
    else
        gamemodel -C "$demo" sandbox down 2>/dev/null && rm -rf "$demo"
    fi
}
began=$SECONDS

[ ! -e "$demo" ] || { gamemodel -C "$demo" sandbox down 2>/dev/null || true; rm -rf "$demo"; }
mkdir -p "$demo"
git ls-files -z schema cql sql search_templates redis_keys gamemodel.toml | xargs -0 cp --parents -t "$demo"
cd "$demo"
trap finish EXIT

tell "1. Start real servers for all stores in two regions."
show gamemodel sandbox up --install

tell "2. Apply the reviewed migrations to every server."
show gamemodel check
show gamemodel migrate
show gamemodel status --servers

tell "3. Run it again: nothing to do."
show gamemodel migrate

tell "4. Add a field to the messages and to their search index."
sed -i 's/^  updated_at?:        timestamp$/&\n  guild?:             string(32)/' schema/entities/messages.yaml
sed -i 's/^  fields: \[id, sender_user_name, receiver_user_name, message, created_at\]/  fields: [id, sender_user_name, receiver_user_name, message, created_at, guild]/' schema/entities/messages.yaml
finds gamemodel diff --statements
show gamemodel make -m "add guild"
show gamemodel migrate
show gamemodel verify

tell "5. Change servers manually: a column on the writer, a field of the search index in one region. Find the drift."
by_hand='ALTER TABLE orders ADD COLUMN note varchar(100)'
mapping='{"properties": {"note": {"type": "keyword"}}}'
printf '\n$ mysql game -e "%s"\n$ curl -X PUT us-east-1/orders-000001/_mapping -d '"'%s'"'\n' "$by_hand" "$mapping"
gamemodel sandbox run -- python - "$by_hand" "$mapping" <<'PYTHON'
import os, sys, urllib.parse, urllib.request, pymysql
place = urllib.parse.urlsplit(os.environ["GAMEMODEL_MYSQL_EU_WEST_1"])
with pymysql.connect(host=place.hostname, port=place.port, user=place.username, password=place.password or "", database="game") as link:
    link.cursor().execute(sys.argv[1])
url = os.environ["GAMEMODEL_OPENSEARCH_US_EAST_1"] + "/orders-000001/_mapping"
ask = urllib.request.Request(url, sys.argv[2].encode(), {"Content-Type": "application/json"}, method="PUT")
print(urllib.request.urlopen(ask).read().decode())
PYTHON
finds gamemodel verify

printf '\nTook %s s.\n' "$((SECONDS - began))"
