#!/usr/bin/env bash
# Measures several servers beside each other: each alone on one core, the load generator on another, in rounds (A B C, A B C)
# so that what changes on the machine meanwhile falls on all. Prints tables in Markdown; the reports stay in target/bench.
#
#   src/bench/side-by-side.sh                        all peers that can be had here, 3 rounds, 1,000 listeners
#   src/bench/side-by-side.sh --peers floor,echowall,vertx --rounds 1 --seconds 5
#   src/bench/side-by-side.sh --connections 5000
#
#   --peers A,B         of floor echowall echowall-uring echowall-25 echowall-25-uring vertx ws nchan tornado. The floor is a C
#                       loop of send(); echowall is on JDK 17 by epoll, -25 on JDK 25, -uring by io_uring; vertx on JDK 17
#   --connections N     listeners (1000)
#   --deliveries N      messages/s times listeners (50000), the same for all; who cannot keep up is named
#   --bursts A,B        sizes of bursts (1,10,100)
#   --size N            bytes of a message (128)
#   --rounds N          (3)
#   --seconds N         of each measurement (10)
#   --warmup N          seconds before each (10)
#   --idle N            connections for the idle memory (4000)
#   --server-core N, --generator-core N    (0, 1)
#   --port N            and the next three (9300)
set -u

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=bin/lib.sh
. "$home/bin/lib.sh"
cd "$home" || exit 1

peers=floor,echowall,echowall-uring,echowall-25,echowall-25-uring,vertx,ws,nchan,tornado
connections=1000 deliveries=50000 bursts=1,10,100 size=128 rounds=3 seconds=10 warmup=10 idle=4000
server_core=0 generator_core=1 port=9300
memory=-Xmx512m
# With a young generation this small a heap grows by what stays alive, so that the memory of a connection can be seen.
memory_idle="-Xmx512m -Xmn8m"

say() {
  echo "side-by-side: $*" >&2
}

fail() {
  say "$@"
  exit 2
}

while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//p}' "$0"
      exit 0
      ;;
    --peers | --connections | --deliveries | --bursts | --size | --rounds | --seconds | --warmup | --idle | --server-core | --generator-core | --port)
      [ $# -gt 1 ] || fail "$1 needs a value"
      name=${1#--}
      printf -v "${name//-/_}" %s "$2"
      shift 2
      ;;
    *) fail "$1 is no option (--help shows what is allowed)" ;;
  esac
done

if [ ! -f target/echowall.jar ] || [ ! -d target/test-classes ]; then
  fail "build first: mvn package -DskipTests"
fi
out=$home/target/bench
work=$out/work
rm -rf "$out"
mkdir -p "$work"

# What runs, so that it can be ended: the server and the generator of the moment.
server=
generator=
end() {
  [ -z "$generator" ] || kill "$generator" 2>/dev/null
  [ -z "$server" ] || kill "$server" 2>/dev/null
}
trap end EXIT
trap 'exit 130' INT TERM HUP

# Whether a peer can be had here; why not goes to standard output.
missing() {
  case $1 in
    floor) gcc -O2 -o "$work/floor" src/bench/floor.c 2>"$out/gcc.log" || echo "gcc failed; see $out/gcc.log" ;;
    echowall | echowall-uring | vertx) [ -n "$(java_of 17)" ] || echo "no JDK 17" ;;
    echowall-25 | echowall-25-uring) [ -n "$(java_of 25)" ] || echo "no JDK 25" ;;
    ws) [ -d node_modules/ws ] || echo "npm's ws is not in node_modules: bin/test installs it" ;;
    nchan) [ -n "$(nchan_module)" ] || echo "not installed: apt-get install libnginx-mod-nchan" ;;
    tornado) /usr/bin/python3 -c "import tornado" 2>/dev/null || echo "not installed: apt-get install python3-tornado" ;;
    *) fail "$1 is no peer (--help names them)" ;;
  esac
}

java_of() {
  installed_javas any | sed -n "s/^$1 //p" | head -n 1
}

nchan_module() {
  find /usr/lib/nginx/modules -name ngx_nchan_module.so 2>/dev/null
}

# An instance alone in its cluster, on one loop; the channel is open to all.
echowall_configuration() {
  cat >"$work/echowall.yaml" <<YAML
server: { host: 127.0.0.1, port: $port, event-loops: 1, native-transport: $1 }
management: { port: $((port + 1)) }
cluster: { name: bench, host: 127.0.0.1, port: $((port + 2)), bus-port: $((port + 3)) }
channels:
  default: { publish: anyone }
YAML
}

# Becomes the server $1, with JVM options $2: to be called in a subshell, which so gets the server's pid.
become() {
  local java
  case $1 in
    *-25*) java=$(java_of 25)/bin/java ;;
    *) java=$(java_of 17)/bin/java ;;
  esac
  case $1 in
    floor) exec taskset -c "$server_core" "$work/floor" "$port" ;;
    echowall*)
      case $1 in *-uring) echowall_configuration io_uring ;; *) echowall_configuration epoll ;; esac
      ECHOWALL_EXEC=1 ECHOWALL_JAVA=$java ECHOWALL_JAVA_OPTS=$2 \
        exec taskset -c "$server_core" bin/echowall serve --conf "$work/echowall.yaml"
      ;;
    vertx)
      # shellcheck disable=SC2086 # several options
      exec taskset -c "$server_core" "$java" $2 -cp target/test-classes:target/echowall.jar \
        dev.echowall.benchmarks.PlainVertx "$port"
      ;;
    ws) exec taskset -c "$server_core" node src/bench/ws.mjs "$port" ;;
    tornado) exec taskset -c "$server_core" /usr/bin/python3 src/bench/tornado_wall.py "$port" ;;
    nchan)
      sed "s|PORT|$port|; s|^load_module.*|load_module $(nchan_module);|" src/bench/nchan.conf >"$work/nchan.conf"
      exec taskset -c "$server_core" "$(find_nginx)" -p "$work" -c "$work/nchan.conf"
      ;;
  esac
}

start() {
  local tries=0
  (become "$1" "$2") >>"$out/$1.log" 2>&1 &
  server=$!
  until (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 300 ] || ! kill -0 "$server" 2>/dev/null; then
      say "$1 did not start; see $out/$1.log"
      return 1
    fi
    sleep 0.1
  done
  # With its workers, as of nginx.
  pids=$(tr -s ' ' ',' <<<"$server $(cat "/proc/$server/task/$server/children")")
  pids=${pids%,}
}

stop() {
  kill "$server" 2>/dev/null
  wait "$server" 2>/dev/null
  server=
}

# One measurement: what it is called, and the options of bench.
measure() {
  local report=$out/$round.$peer.$1.json
  shift
  ECHOWALL_JAVA_OPTS=-Xmx1g taskset -c "$generator_core" bin/echowall bench --quiet --json --pid "$pids" "${where[@]}" "$@" >"$report" &
  generator=$!
  wait "$generator"
  generator=
}

# In a function, which is read to its end before it begins: the file may change meanwhile.
main() {
  local able=() peer why rate round burst
  for peer in ${peers//,/ }; do
    why=$(missing "$peer") || exit 2
    if [ -n "$why" ]; then
      say "$peer skipped: $why"
    else
      able+=("$peer")
    fi
  done
  echo "${able[*]}" >"$out/peers"
  rate=$((deliveries / connections))
  [ "$rate" -gt 0 ] || fail "--deliveries must be --connections at least"

  for round in $(seq "$rounds"); do
    for peer in "${able[@]}"; do
      say "round $round of $rounds: $peer"
      case $peer in
        echowall*) where=(--url "ws://127.0.0.1:$port/ws/bench") ;;
        *) where=(--url "ws://127.0.0.1:$port/bench" --publish-url "ws://127.0.0.1:$port/publish") ;;
      esac
      start "$peer" "$memory_idle" || continue
      # What a server loads and compiles for its first clients is not the memory of a connection.
      measure warm --rate 0 --connections 500 --times 4 --duration 1s
      rm -f "$out/$round.$peer.warm.json"
      measure idle --rate 0 --connections "$idle" --duration 3s
      stop
      start "$peer" "$memory" || continue
      measure handshakes --rate 0 --connections "$connections" --times 20 --duration 1s
      for burst in ${bursts//,/ }; do
        measure "$burst" --rate "$rate" --connections "$connections" --burst "$burst" --size "$size" \
          --warmup "${warmup}s" --duration "${seconds}s"
      done
      stop
    done
  done

  echo "$connections listeners, $rate messages/s of $size bytes, ${seconds} s after ${warmup} s of warm-up; $(nproc) cores," \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), Linux $(uname -r)."
  echo
  /usr/bin/python3 src/bench/table.py "$out"
}
main
exit
