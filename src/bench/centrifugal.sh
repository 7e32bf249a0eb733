#!/usr/bin/env bash
# What the Centrifugal protocol costs: one instance delivers to bare WebSockets, to connections with one subscription and to
# connections with five, in turn, and its CPU per delivery is compared within each round. All kinds use the same process, so
# that compiled code and the state of the heap are the same for all. Prints a line a round, and the medians of the ratios.
#
#   src/bench/centrifugal.sh
#   src/bench/centrifugal.sh --rounds 9 --rate 20 --burst 10
#
#   --connections N     subscribers (1000)
#   --rate N            messages/s (50)
#   --burst N           messages sent at a time (1)
#   --rounds N          (7); one more before them is not counted
#   --seconds N         of each measurement (8)
#   --warmup N          seconds before each (2)
#   --port N            and some after it (9300)
set -u

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$home" || exit 1

connections=1000 rate=50 burst=1 rounds=7 seconds=8 warmup=2 port=9300

while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//p}' "$0"
      exit 0
      ;;
    --connections | --rate | --burst | --rounds | --seconds | --warmup | --port)
      [ $# -gt 1 ] || { echo "centrifugal: $1 needs a value" >&2; exit 2; }
      printf -v "${1#--}" %s "$2"
      shift 2
      ;;
    *)
      echo "centrifugal: $1 is no option (--help shows what is allowed)" >&2
      exit 2
      ;;
  esac
done

[ -f target/echowall.jar ] || { echo "centrifugal: build first: mvn package -DskipTests" >&2; exit 2; }
out=$home/target/bench-centrifugal
rm -rf "$out"
mkdir -p "$out"
cat >"$out/echowall.yaml" <<YAML
server: { host: 127.0.0.1, port: $port, event-loops: 1 }
management: { port: $((port + 1)) }
cluster: { name: bench, host: 127.0.0.1, port: $((port + 2)), bus-port: $((port + 3)) }
YAML

server=
# shellcheck disable=SC2317 # a trap calls it
end() {
  [ -z "$server" ] || kill "$server" 2>/dev/null
}
trap end EXIT
trap 'exit 130' INT TERM HUP

ECHOWALL_EXEC=1 ECHOWALL_JAVA_OPTS=-Xmx512m bin/echowall serve --conf "$out/echowall.yaml" >"$out/server.log" 2>&1 &
server=$!
until grep -q '"ready"' "$out/server.log"; do
  kill -0 "$server" 2>/dev/null || { echo "centrifugal: the instance did not start; see $out/server.log" >&2; exit 1; }
  sleep 0.1
done

measure() {
  local report=$out/$1.json where
  case $2 in
    bare) where=(--url "ws://127.0.0.1:$port/ws/echo:bench") ;;
    *) where=(--url "ws://127.0.0.1:$port/connection/websocket" --protocol centrifugal --subscriptions "$2") ;;
  esac
  ECHOWALL_JAVA_OPTS=-Xmx512m bin/echowall bench --quiet --json --pid "$server" --connections "$connections" --rate "$rate" \
    --burst "$burst" --warmup "${warmup}s" --duration "${seconds}s" "${where[@]}" >"$report" ||
    echo "centrifugal: not all arrived; see $report" >&2
}

for round in $(seq 0 "$rounds"); do
  for kind in bare 1 5; do
    measure "$round.$kind" "$kind"
  done
done

/usr/bin/python3 - "$out" "$rounds" <<'PYTHON'
import json, statistics, sys

def cpu(number, kind):
    with open(f"{sys.argv[1]}/{number}.{kind}.json") as file:
        return json.load(file)["server"]["cpu_us_per_delivery"]

ratios = {"1": [], "5": []}
for number in range(1, int(sys.argv[2]) + 1):
    bare = cpu(number, "bare")
    told = []
    for kind, all in ratios.items():
        all.append(cpu(number, kind) / bare)
        told.append(f"{kind}: {cpu(number, kind):.2f} µs, {all[-1]:.3f}")
    print(f"round {number}: bare {bare:.2f} µs; " + "; ".join(told))
for kind, all in ratios.items():
    print(f"median of {kind} to bare: {statistics.median(all):.3f}")
PYTHON
