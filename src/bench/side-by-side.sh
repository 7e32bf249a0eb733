#!/usr/bin/env bash
# Measures several servers beside each other: each alone on one core, the load generator on another, in rounds (A B C, A B C)
# so that what changes on the machine meanwhile falls on all. Prints tables in Markdown; the reports stay in target/bench.
#
#   src/bench/side-by-side.sh                        all peers that can be had here, 3 rounds, 1,000 listeners
#   src/bench/side-by-side.sh --peers floor,echowall,vertx --rounds 1 --seconds 5
#   src/bench/side-by-side.sh --connections 5000
#
#   --peers A,B         of
#       floor           a C loop of send()
#       echowall        one instance on JDK 17, by epoll; echowall-uring by io_uring; echowall-25, echowall-25-uring on JDK 25
#       vertx           Vert.x with writeTextMessage for each client, JDK 17; ws: npm's; nchan: in nginx; tornado: Python
#       echowall-nginx  one instance behind nginx; echowall-three: three of them, all on the server's core
#       echowall-centrifugal, echowall-five, centrifugo, centrifugo-five
#                       Centrifugal protocol in JSON, one or five channels for each connection; Centrifugo if it is on the PATH
#   --connections N     listeners (1000)
#   --deliveries N      messages/s times listeners (50000), the same for all; who cannot keep up is named
#   --bursts A,B        sizes of bursts (1,10,100)
#   --size N            bytes of a message (128)
#   --rounds N          (3)
#   --seconds N         of each measurement (10)
#   --warmup N          seconds before each, and once before all, of small rounds (10)
#   --idle N            connections for the idle memory (4000)
#   --server-core N, --generator-core N    (0, 1)
#   --port N            and some after it (9300)
set -u

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=bin/lib.sh
. "$home/bin/lib.sh"
cd "$home" || exit 1

peers=floor,echowall,echowall-uring,echowall-25,echowall-25-uring,vertx,ws,nchan,tornado,echowall-nginx,echowall-three
peers=$peers,echowall-centrifugal,echowall-five,centrifugo,centrifugo-five
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

# What runs, so that it can be ended: the servers and the generator of the moment.
servers=()
generator=
# shellcheck disable=SC2317 # a trap calls it
end() {
  [ -z "$generator" ] || kill "$generator" 2>/dev/null
  [ "${#servers[@]}" = 0 ] || kill "${servers[@]}" 2>/dev/null
}
trap end EXIT
trap 'exit 130' INT TERM HUP

# Whether a peer can be had here; why not goes to standard output.
missing() {
  case $1 in
    floor) gcc -O2 -o "$work/floor" src/bench/floor.c 2>"$out/gcc.log" || echo "gcc failed; see $out/gcc.log" ;;
    echowall-nginx | echowall-three) find_nginx >/dev/null || echo "no nginx" ;;
    centrifugo*) command -v centrifugo >/dev/null || echo "there is no centrifugo on the PATH" ;;
    echowall | echowall-uring | echowall-centrifugal | echowall-five | vertx) [ -n "$(java_of 17)" ] || echo "no JDK 17" ;;
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

# The configuration of an instance with transport $1, of $2 in its cluster, the number $3 of them: on one loop, the channel
# open to all. Its four ports begin at $port when it is alone, else at $port + 10 * $3.
configure() {
  local first=$port each members
  members=
  [ "$3" = 0 ] || first=$((port + 10 * $3))
  for each in $(seq "$2"); do
    [ "$2" = 1 ] || members="$members${members:+, }127.0.0.1:$((port + 10 * each + 2))"
  done
  cat >"$work/echowall$3.yaml" <<YAML
server: { host: 127.0.0.1, port: $first, event-loops: 1, native-transport: $1 }
management: { port: $((first + 1)) }
cluster: { name: bench, host: 127.0.0.1, port: $((first + 2)), bus-port: $((first + 3)), members: [$members] }
channels:
  default: { publish: anyone, subscribe: anyone }
YAML
}

# Becomes the server $1, with JVM options $2: to be called in a subshell, which so gets the server's pid. Of an instance,
# $3 is the number.
become() {
  local java
  case $1 in
    *-25*) java=$(java_of 25)/bin/java ;;
    *) java=$(java_of 17)/bin/java ;;
  esac
  case $1 in
    floor) exec taskset -c "$server_core" "$work/floor" "$port" ;;
    echowall*)
      ECHOWALL_EXEC=1 ECHOWALL_JAVA=$java ECHOWALL_JAVA_OPTS=$2 \
        exec taskset -c "$server_core" bin/echowall serve --conf "$work/echowall$3.yaml"
      ;;
    vertx)
      # shellcheck disable=SC2086 # several options
      exec taskset -c "$server_core" "$java" $2 -cp target/test-classes:target/echowall.jar \
        dev.echowall.benchmarks.PlainVertx "$port"
      ;;
    ws) exec taskset -c "$server_core" node src/bench/ws.mjs "$port" ;;
    centrifugo*)
      cat >"$work/centrifugo.json" <<JSON
{ "http_server": { "address": "127.0.0.1", "port": $port }, "client": { "insecure": true, "allowed_origins": [] },
  "log": { "level": "warn" } }
JSON
      exec taskset -c "$server_core" centrifugo --config "$work/centrifugo.json"
      ;;
    tornado) exec taskset -c "$server_core" /usr/bin/python3 src/bench/tornado_wall.py "$port" ;;
    nchan)
      sed "s|PORT|$port|; s|^load_module.*|load_module $(nchan_module);|" src/bench/nchan.conf >"$work/nchan.conf"
      exec taskset -c "$server_core" "$(find_nginx)" -p "$work" -c "$work/nchan.conf"
      ;;
    nginx)
      # One worker, as for nchan, with room for all.
      sed -i 's/^worker_processes .*/worker_processes 1;/; s/\(worker_connections\|worker_rlimit_nofile\) .*/\1 20000;/' "$work/nginx.conf"
      exec taskset -c "$server_core" "$(find_nginx)" -p "$work" -c "$work/nginx.conf"
      ;;
  esac
}

# Starts it (become says what), and waits until port $1 is open.
launch() {
  local open=$1 tries=0
  shift
  (become "$@") >>"$out/$peer.log" 2>&1 &
  servers+=($!)
  until (: <"/dev/tcp/127.0.0.1/$open") 2>/dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 300 ] || ! kill -0 "${servers[-1]}" 2>/dev/null; then
      say "$1 did not start; see $out/$peer.log"
      stop
      return 1
    fi
    sleep 0.1
  done
}

# Instances behind nginx: $1 of them, with JVM options $2.
start_behind_nginx() {
  local each ports=()
  for each in $(seq "$1"); do
    configure epoll "$1" "$each"
    launch $((port + 10 * each)) echowall "$2" "$each" || return 1
    ports+=($((port + 10 * each)))
  done
  nginx_prefix "$work" "127.0.0.1:$port" "${ports[@]}"
  launch "$port" nginx
}

# The peer, with JVM options $1.
start() {
  local each
  servers=()
  case $peer in
    echowall-nginx) start_behind_nginx 1 "$1" ;;
    echowall-three) start_behind_nginx 3 "$1" ;;
    *)
      case $peer in *-uring) configure io_uring 1 0 ;; *) configure epoll 1 0 ;; esac
      launch "$port" "$peer" "$1" 0
      ;;
  esac || return 1
  pids=
  for each in "${servers[@]}"; do
    # With its workers, as of nginx.
    pids="$pids $each $(cat "/proc/$each/task/$each/children")"
  done
  # shellcheck disable=SC2086 # several
  pids=$(printf '%s,' $pids)
  pids=${pids%,}
}

stop() {
  [ "${#servers[@]}" = 0 ] || kill "${servers[@]}" 2>/dev/null
  wait "${servers[@]}" 2>/dev/null
  servers=()
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
  local centrifugal=(--protocol centrifugal --url "ws://127.0.0.1:$port/connection/websocket" --channel bench)
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
        echowall-centrifugal | centrifugo) where=("${centrifugal[@]}") ;;
        echowall-five | centrifugo-five) where=("${centrifugal[@]}" --subscriptions 5) ;;
        echowall*) where=(--url "ws://127.0.0.1:$port/ws/bench") ;;
        *) where=(--url "ws://127.0.0.1:$port/bench" --publish-url "ws://127.0.0.1:$port/publish") ;;
      esac
      start "$memory_idle" || continue
      # What a server loads and compiles for its first clients is not the memory of a connection.
      measure warm --rate 0 --connections 50 --times 20 --duration 1s
      rm -f "$out/$round.$peer.warm.json"
      measure idle --rate 0 --connections "$idle" --duration 3s
      stop
      start "$memory" || continue
      # The same deliveries as many small messages to few, and connections: what is measured is not to be compiled meanwhile.
      measure warm --rate $((deliveries / 25)) --connections 25 --size "$size" --warmup 1s --duration "${warmup}s"
      measure warm --rate 0 --connections "$connections" --times 60 --duration 1s
      rm -f "$out/$round.$peer.warm.json"
      measure handshakes --rate 0 --connections "$connections" --times 60 --duration 1s
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
main; exit
