# shellcheck shell=bash
# What bin/demo needs before it can start anything: a jar, free ports, and nginx. Sourced by bin/demo; uses its variables.

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

# Maven's progress, from its log: its last step, or the number of files downloaded so far.
build_step() {
  awk '/Downloaded from/ { fetched++; last = "downloading libraries, " fetched " files so far" }
       /^\[INFO\] --- / { sub(/^\[INFO\] --- /, ""); split($0, w, /[: ]/); goal = $0; sub(/ .*/, "", goal); n = split(goal, p, ":"); last = p[n] }
       END { print last }' "$1"
}

build() {
  local log=$work/build.log step shown='' jdk mvn_pid seconds=$SECONDS
  command -v mvn >/dev/null || fail "Maven is needed for the build: sudo apt-get install maven"
  # It is built for and tested on 17; a newer one will do.
  jdk=$(installed_javas jdk | awk '$1 == 17 || !found { home = $2; found = 1 } END { print home }')
  [ -n "$jdk" ] || fail "a JDK 17 or newer is needed for the build: sudo apt-get install openjdk-17-jdk-headless"
  echo "Building $jar (the first time this takes a few minutes, mostly for downloading libraries) …"
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
    fail "the build failed; the full log is $log"
  fi
  building=
  # Maven does not rewrite a jar that would not change; without this it would be older than its sources and built each time.
  touch "$jar"
  # Optional: it only makes the instances start faster.
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
  echo "bin/demo: port $1 is in use$who; it is needed for $2" >&2
  taken=1
}

check_ports() {
  local i
  taken=
  if [ -n "$with_nginx" ]; then
    for ((i = 1; i <= nodes; i++)); do
      case $port in
        $((8080 + i)) | $((9080 + i)) | $((5700 + i)) | $((15700 + i))) fail "port $port is needed for node$i; choose another" ;;
      esac
    done
    check_port "$port" "nginx, which your browser connects to (choose another with --port)"
  fi
  for ((i = 1; i <= nodes; i++)); do
    check_port $((8080 + i)) "node$i's clients"
    check_port $((9080 + i)) "node$i's management"
    check_port $((5700 + i)) "node$i in the cluster"
    check_port $((15700 + i)) "node$i's event bus"
  done
  if [ -n "$taken" ]; then
    fail "stop the processes that use these ports (another demo?) and try again"
  fi
}

# Sets nginx to the path of the program, or else prints why and sets with_nginx to nothing.
obtain_nginx() {
  local answer root
  [ -n "$with_nginx" ] || return 0
  nginx=$(find_nginx) && return
  with_nginx=
  if ! command -v apt-get >/dev/null; then
    echo "nginx is not installed; running without it."
    return
  fi
  if ! root=$(as_root); then
    echo "nginx is not installed, and installing it needs root or sudo; running without it."
    echo "To install it, run as root: apt-get install nginx-light"
    return
  fi
  if [ -z "$assume_yes" ]; then
    if [ ! -t 0 ]; then
      echo "nginx is not installed, and there is no terminal to ask at (-y installs it); running without it."
      return
    fi
    echo "nginx is not installed. It makes the instances reachable at one address."
    echo "(Debian's package also starts a web server of its own, on port 80.)"
    printf 'Install nginx-light with apt-get%s? [y/N] ' "${root:+ and sudo}"
    read -r answer || answer=
    case $answer in
      y | Y | yes | Yes | YES) ;;
      *)
        echo "Running without nginx."
        return
        ;;
    esac
  fi
  echo "Installing nginx-light …"
  if ! { $root apt-get update && DEBIAN_FRONTEND=noninteractive $root apt-get install -y nginx-light; } >"$work/apt.log" 2>&1 ||
    ! nginx=$(find_nginx); then
    tail -n 5 "$work/apt.log"
    echo "nginx could not be installed; running without it."
    return
  fi
  with_nginx=1
}
