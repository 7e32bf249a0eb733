"""websocket_client.py URL [COUNT [MESSAGE]]: sends MESSAGE, prints COUNT messages (0: until the server closes)."""

import struct
import sys

import websocket
from websocket import _abnf

# Debian's 1.2.3 treats 1012 (restart) and 1013 (try again later) as protocol errors; newer versions know them.
_abnf.VALID_CLOSE_STATUS += (1012, 1013)

url = sys.argv[1]
count = int(sys.argv[2]) if len(sys.argv) > 2 else 0

socket = websocket.create_connection(url)
if len(sys.argv) > 3:
    socket.send(sys.argv[3])

heard = 0
while True:
    try:
        opcode, data = socket.recv_data()
    except websocket.WebSocketConnectionClosedException:
        code, reason = 1006, ""  # connection lost without a close frame
        break
    if opcode == websocket.ABNF.OPCODE_CLOSE:
        code = struct.unpack("!H", data[:2])[0] if data else 1005
        reason = data[2:].decode()
        break
    if count and heard == count:
        continue  # we have closed, but more may arrive until the server answers
    print(data.decode() if opcode == websocket.ABNF.OPCODE_TEXT else f"<{len(data)} bytes>", flush=True)
    heard += 1
    if heard == count:
        socket.send_close(websocket.STATUS_NORMAL)  # the server answers with the same code

print(f"closed {code} {reason}".rstrip(), flush=True)
