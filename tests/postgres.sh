#!/usr/bin/env bash
# Reads tables from a real PostgreSQL server: one of its own, on a free port, in a temporary folder, run by an ordinary user and gone afterwards. Checks what is
# read, that nothing can be changed, that passwords are printed and written nowhere, and what is said when the server goes away in the middle of a result.
#
#   tests/postgres.sh      after a build in Release
#
# Takes PostgreSQL from Debian where it is missing and the user may install it; says so and ends well where it cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."
tool=$PWD/artifacts/bin/Hourglass.Cli/release/hourglass
[ -x "$tool" ] || { echo "postgres: build first: dotnet build -c Release" >&2; exit 1; }

find_server() { for folder in /usr/lib/postgresql/*/bin; do if [ -x "$folder/initdb" ]; then bin=$folder; fi; done; }
bin=
find_server
if [ -z "$bin" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql; } >/dev/null 2>&1 || true
  find_server
fi
if [ -z "$bin" ]; then echo "postgres: SKIPPED, PostgreSQL is not here and cannot be installed"; exit 0; fi

# The server refuses to be run by root.
work=$(mktemp -d)
as=()
if [ "$(id -u)" = 0 ]; then
  user=$(id -un postgres 2>/dev/null || echo nobody)
  chown "$user" "$work"
  as=(runuser -u "$user" --)
fi
if ! "${as[@]}" true 2>/dev/null; then echo "postgres: SKIPPED, there is no ordinary user to run the server"; rm -rf "$work"; exit 0; fi
stop() { "${as[@]}" "$bin/pg_ctl" -D "$work/data" stop -m immediate >/dev/null 2>&1 || true; rm -rf "$work"; }
trap stop EXIT

port=0
for candidate in $(shuf -i 20000-60000 -n 20); do
  if ! (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null; then port=$candidate; break; fi
done
password='S3cr#t;pass=word'
printf '%s' "$password" >"$work/password"
chmod 644 "$work/password"
cd "$work"
"${as[@]}" "$bin/initdb" -D "$work/data" -U reader --pwfile="$work/password" -A scram-sha-256 -E UTF8 --locale=C.UTF-8 --no-sync >"$work/log.txt" 2>&1 || { cat "$work/log.txt"; exit 1; }
"${as[@]}" "$bin/pg_ctl" -D "$work/data" -w -o "-p $port -k '' -c listen_addresses=127.0.0.1 -c fsync=off" -l "$work/server.txt" start >>"$work/log.txt" 2>&1 || { cat "$work/log.txt" "$work/server.txt"; exit 1; }
echo "postgres: $("$bin/postgres" --version), port $port"

export PGPASSWORD=$password
psql() { "$bin/psql" -q -h 127.0.0.1 -p "$port" -U reader -d postgres -v ON_ERROR_STOP=1 "$@"; }
psql <<'SQL'
CREATE TABLE orders AS SELECT i AS id, timestamp '2024-01-01' + i * interval '1 hour' AS at, CASE WHEN i % 10 = 0 THEN NULL ELSE (i * 0.25)::numeric(12, 2) END AS amount,
  i % 3 = 0 AS paid, (ARRAY['red', 'green', 'blue'])[1 + i % 3] AS colour, 'größe ' || i % 2 AS note, (i * 7 % 1000)::real AS weight, date '2024-01-01' + i % 30 AS day
FROM generate_series(1, 5000) i;
SQL
unset PGPASSWORD

fail() { echo "postgres: FAILED: $1" >&2; cat out.txt err.txt >&2; exit 1; }
has() { grep -qF -- "$1" out.txt err.txt || fail "'$1' is not said"; }
secret() { if grep -qF -e "$password" -e 'S3cr' "$@"; then fail "the password is in $*"; fi; }
url="postgres://reader:S3cr%23t%3Bpass%3Dword@127.0.0.1:$port/postgres"
run() { local code=0; "$tool" "$@" >out.txt 2>err.txt || code=$?; secret out.txt err.txt; return $code; }

echo "== every kind of column"
run table describe --connect "$url" --sql 'SELECT * FROM orders' --json || fail 'describe'
tr -d ' \n' <out.txt >flat.txt
for expected in '"rows":5000' '{"name":"at","kind":"time","unit":null,"missing":0,"distinct":5000,"least":"2024-01-0101:00"' '{"name":"amount","kind":"number","unit":null,"missing":0.1,' \
  '{"name":"paid","kind":"boolean"' '{"name":"colour","kind":"category","unit":null,"missing":0,"distinct":3' '"text":"größe0","count":2500' '{"name":"id","kind":"identifier"' '{"name":"day","kind":"time"'; do
  grep -qF -- "$expected" flat.txt || fail "$expected"
done

echo "== a model of it, the connection in the environment; the file has no word of it"
HOURGLASS_CONNECTION="postgres:Host=127.0.0.1;Port=$port;Username=reader;Database=postgres;Password='$password'" \
  run train --sql 'SELECT amount, weight FROM orders WHERE amount IS NOT NULL' --layers 4 --code 1 --epochs 2 -o model.hourglass --report report.html || fail 'train'
secret model.hourglass report.html
if grep -qaF -e "127.0.0.1" -e "reader" model.hourglass report.html; then fail 'the connection is in the model file or the report'; fi

echo "== what goes wrong"
code=0; run table describe --connect "$url" --sql 'SELEC 1' || code=$?
[ $code = 1 ] || fail "SQL that is wrong ends with $code"; has 'refuses the query'; has 'syntax error'
code=0; run table describe --connect "$url" --sql "DELETE FROM orders RETURNING *" || code=$?
[ $code = 1 ] || fail "a change ends with $code"; has 'read-only'
code=0; run table describe --connect "$url" --sql 'SELECT 1 / (id - 3000) AS x FROM orders' || code=$?
[ $code = 1 ] || fail "a query that fails in the middle ends with $code"; has 'division by zero'
code=0; run table describe --connect "$url" --sql 'SELECT array[1, 2] AS pair, id FROM orders' || code=$?
[ $code = 1 ] || fail "an array ends with $code"; has 'pair'
code=0; run table describe --connect "${url/S3cr/S3cr4}" --sql 'SELECT 1' || code=$?
[ $code = 1 ] || fail "a wrong password ends with $code"; has 'password authentication failed'
code=0; run table describe --connect "postgres:Host=127.0.0.1;Port=x;Password='$password'" --sql 'SELECT 1' || code=$?
[ $code = 1 ] || fail "a connection that is wrong ends with $code"

echo "== the server goes away in the middle of a result"
"$tool" table describe --connect "$url" --sql 'SELECT generate_series(1, 200000000) AS i, random() AS x' >out.txt 2>err.txt &
reading=$!
sleep 3
"${as[@]}" "$bin/pg_ctl" -D "$work/data" stop -m immediate >/dev/null
code=0; wait $reading || code=$?
[ $code = 2 ] || fail "it ends with $code"
secret out.txt err.txt; has 'The server went away.'; has ' rows'
cat err.txt
code=0; run table describe --connect "$url" --sql 'SELECT 1' || code=$?
[ $code = 1 ] || fail "no server ends with $code"; has 'cannot be reached'
echo "postgres: all as it should be"
