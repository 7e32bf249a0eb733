# shellcheck shell=bash
# What bin/demo needs before it can start anything: a jar, free ports, and nginx. Sourced by it, and uses its variables.

fail() {
  echo "bin/demo: $*" >&2
  exit 1
}

is_number() {
  case $1 in
    '' | *[!0-9]*) return 1 ;;
  esac
  [ "${#1}" -le 5 ] && [ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
}

# --- the build ---------------------------------------------------------------------------------------------------------

build_needed() {
  [ ! -f "$jar" ] || [ -n "$(find "$home/src/main" "$home/conf/echowall.yaml" "$home/pom.xml" -newer "$jar" | head -n 1)" ]
}

# What Maven is doing, from its log: its last step, or how many files it has fetched so far.
build_step() {
  awk '/Downloaded from/ { fetched++; last = "fetching what it needs, " fetched " files so far" }
       /^\[INFO\] --- / { sub(/^\[INFO\] --- /, ""); split($0, w, /[: ]/); goal = $0; sub(/ .*/, "", goal); n = split(goal, p, ":"); last = p[n] }
       END { print last }' "$1"
}

build() {
  local log=$work/build.log step shown='' jdk mvn_pid seconds=$SECONDS
  command -v mvn >/dev/null || fail "Maven is needed to build it: sudo apt-get install maven"
  # 17 is what it is built for and tested on; a newer one will do.
  jdk=$(installed_javas jdk | awk '$1 == 17 || !found { home = $2; found = 1 } END { print home }')
  [ -n "$jdk" ] || fail "a JDK 17 or newer is needed to build it: sudo apt-get install openjdk-17-jdk-headless"
  echo "Building $jar (the first time takes a few minutes, mostly to fetch libraries) …"
  set -m
  (cd "$home" && JAVA_HOME=$jdk exec mvn -B package -Dmaven.test.skip=true -Dspotless.check.skip=true) \
    >"$log" 2>&1 </dev/null &
  set +m
  mvn_pid=$!
  building=$mvn_pid
  while alive "$mvn_pid"; do
    step=$(build_step "$log")
    if [ -t 1 ]; then
      printf '\r\033[K  %3d s  %s' $((SECONDS - seconds)) "$step"
    elif [ "${step%%,*}" != "$shown" ]; then
      shown=${step%%,*}
      echo "  $step"
    fi
    sleep 0.5
  done
  [ -t 1 ] && printf '\r\033[K'
  if ! wait "$mvn_pid" 2>/dev/null; then
    building=
    rm -f "$jar"
    keep_logs=1
    grep -E '^\[ERROR\]|BUILD' "$log" | head -n 20 >&2
    fail "the build failed; all of it is in $log"
  fi
  building=
  # Older than its sources it would be built each time: Maven leaves a jar alone that would not change.
  touch "$jar"
  # Not needed, only quicker: the instances would start without.
  "$home/bin/echowall" prepare || true
  echo "Built in $((SECONDS - seconds)) s."
}

# --- ports and nginx ---------------------------------------------------------------------------------------------------

listening() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

check_port() {
  local who=''
  listening "$1" || return 0
  if command -v ss >/dev/null; then
    who=$(ss -ltnp "sport = :$1" 2>/dev/null | sed -n 's/.*users:((\("[^"]*"\),pid=\([0-9]*\).*/ (\1, pid \2)/p' | head -n 1)
  fi
  echo "bin/demo: port $1 is taken$who; it is needed for $2" >&2
  taken=1
}

check_ports() {
  local i
  taken=
  if [ -n "$with_nginx" ]; then
    for ((i = 1; i <= nodes; i++)); do
      case $port in
        $((8080 + i)) | $((9080 + i)) | $((5700 + i)) | $((15700 + i))) fail "port $port is one of node$i's; choose another" ;;
      esac
    done
    check_port "$port" "nginx, where your browser goes (choose another: --port)"
  fi
  for ((i = 1; i <= nodes; i++)); do
    check_port $((8080 + i)) "node$i's clients"
    check_port $((9080 + i)) "node$i's management"
    check_port $((5700 + i)) "node$i in the cluster"
    check_port $((15700 + i)) "node$i's event bus"
  done
  if [ -n "$taken" ]; then
    fail "stop what holds these ports (another demo?) and try again"
  fi
}

# Sets nginx to the program, or with_nginx to nothing after saying why.
obtain_nginx() {
  local answer root
  [ -n "$with_nginx" ] || return 0
  nginx=$(find_nginx) && return
  with_nginx=
  if ! command -v apt-get >/dev/null; then
    echo "nginx is not installed; running the instances alone."
    return
  fi
  if ! root=$(as_root); then
    echo "nginx is not installed, and you may not install it (you are not root, and there is no sudo);"
    echo "running the instances alone. To have it: apt-get install nginx-light, as root."
    return
  fi
  if [ -z "$assume_yes" ]; then
    if [ ! -t 0 ]; then
      echo "nginx is not installed, and there is nobody to ask (-y installs it); running the instances alone."
      return
    fi
    echo "nginx is not installed. It brings the instances together under one address."
    echo "(Debian's package also starts a web server of its own, on port 80.)"
    printf 'Install nginx-light with apt-get%s? [y/N] ' "${root:+ and sudo}"
    read -r answer || answer=
    case $answer in
      y | Y | yes | Yes | YES) ;;
      *)
        echo "Running the instances alone."
        return
        ;;
    esac
  fi
  echo "Installing nginx-light …"
  if ! { $root apt-get update && DEBIAN_FRONTEND=noninteractive $root apt-get install -y nginx-light; } >"$work/apt.log" 2>&1 ||
    ! nginx=$(find_nginx); then
    tail -n 5 "$work/apt.log"
    echo "It could not be installed; running the instances alone."
    return
  fi
  with_nginx=1
}
