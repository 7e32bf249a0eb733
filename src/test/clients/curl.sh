#!/bin/sh
# curl.sh URL [COUNT [MESSAGE]]: says MESSAGE on the wall at URL (http://localhost:8080), prints COUNT pages of what is new.
set -eu
url=$1
count=${2:-1}

# Where the channel stands now: whatever is said from here on is ours to read.
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
