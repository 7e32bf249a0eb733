# shellcheck shell=bash
# Functions shared by bin/echowall, bin/demo and bin/test. To be sourced; works with bash 3.2 (macOS) as well.

# The major version of the Java in directory $1, read from its release file, so that no JVM has to start.
java_version() {
  local line version
  [ -x "$1/bin/java" ] || return 1
  if [ -r "$1/release" ]; then
    while IFS= read -r line; do
      case $line in
        JAVA_VERSION=*)
          version=${line#JAVA_VERSION=}
          version=${version//\"/}
          break
          ;;
      esac
    done <"$1/release"
  fi
  if [ -z "${version:-}" ]; then
    version=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p' | head -n 1)
  fi
  version=${version%%[!0-9]*}
  [ -n "$version" ] && echo "$version"
}

# Follows symbolic links to the file itself; readlink -f is missing on older macOS.
real_file() {
  local file=$1 target
  while [ -L "$file" ]; do
    target=$(readlink "$file")
    case $target in
      /*) file=$target ;;
      *) file=$(dirname "$file")/$target ;;
    esac
  done
  (cd -P "$(dirname "$file")" && printf '%s/%s\n' "$PWD" "$(basename "$file")")
}

# Lists every installed Java (17 or newer), one line each, "VERSION DIRECTORY", newest first. $1 is "jdk" for those with a
# compiler, "any" for all.
installed_javas() {
  local each version path_java
  path_java=$(command -v java || true)
  if [ -n "$path_java" ]; then
    path_java=$(dirname "$(dirname "$(real_file "$path_java")")")
  fi
  for each in /usr/lib/jvm/* /opt/java/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home "${JAVA_HOME:-}" "$path_java"; do
    # Symbolic links are aliases of entries that are listed anyway.
    if [ -z "$each" ] || { [ -L "$each" ] && [ "$each" != "${JAVA_HOME:-}" ]; }; then continue; fi
    [ "$1" = any ] || [ -x "$each/bin/javac" ] || continue
    version=$(java_version "$each") || continue
    [ "$version" -ge 17 ] && echo "$version $each"
  done | sort -k1,1nr -k2 | uniq
}

# Copies nginx.conf and echowall.conf into directory $1, listening on $2 (PORT for all interfaces, or ADDRESS:PORT), in front
# of the instances on the ports that follow. $home is the project. The Java tests replace the same literal strings.
nginx_prefix() {
  local dir=$1 listen=$2 servers='' each
  shift 2
  for each in "$@"; do
    servers="$servers    server 127.0.0.1:$each max_fails=0;
"
  done
  # shellcheck disable=SC2154 # set by who sources this
  cp "$home/nginx/nginx.conf" "$dir/nginx.conf"
  SERVERS=$servers awk -v listen="$listen" '
    /^ *server 127\.0\.0\.1:808[0-9] / { if (!done++) printf "%s", ENVIRON["SERVERS"]; next }
    /^ *listen 8080;/ { sub(/8080/, listen) }
    { print }' "$home/nginx/echowall.conf" >"$dir/echowall.conf"
}

# On Debian, nginx is in a directory that is not on an ordinary user's PATH.
find_nginx() {
  command -v nginx && return
  local each
  for each in /usr/sbin/nginx /usr/local/sbin/nginx /opt/homebrew/bin/nginx; do
    [ -x "$each" ] && echo "$each" && return
  done
  return 1
}

# Prints the prefix for running a command as root: nothing for root, "sudo" if it exists; fails otherwise.
as_root() {
  [ "$(id -u)" = 0 ] && return
  command -v sudo >/dev/null && echo sudo
}
