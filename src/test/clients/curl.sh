#!/bin/sh
# curl.sh URL [COUNT [MESSAGE]]: sends MESSAGE to the wall at URL (http://localhost:8080), prints COUNT pages of new messages.
set -eu
url=$1
count=${2:-1}

# The channel's current position: everything after it will be printed.
position() { sed 's/^{"channel":"echo","epoch":"\([^"]*\)","offset":\([0-9]*\).*/\1:\2/'; }
after=$(curl -fsS "$url/poll/echo" | position)

if [ $# -gt 2 ]; then
  curl -fsS --data-raw "$3" "$url/publish/echo"
  echo
fi

while [ "$count" -gt 0 ]; do
  page=$(curl -fsS "$url/poll/echo?after=$after&wait=20s")
  after=$(printf '%s' "$page" | position)
  printf '%s\n' "$page"
  count=$((count - 1))
done
