"""websocket_client.py URL [COUNT [MESSAGE]]: says MESSAGE, prints COUNT messages (0: until the server closes)."""

import struct
import sys

import websocket

url = sys.argv[1]
count = int(sys.argv[2]) if len(sys.argv) > 2 else 0

socket = websocket.create_connection(url, suppress_origin=True)
if len(sys.argv) > 3:
    socket.send(sys.argv[3])

heard = 0
code, reason = 1006, ""
while True:
    try:
        opcode, data = socket.recv_data()
    except websocket.WebSocketConnectionClosedException:
        break  # cut off: no close frame came
    if opcode == websocket.ABNF.OPCODE_CLOSE:
        code = struct.unpack("!H", data[:2])[0] if data else 1005
        reason = data[2:].decode()
        break
    print(data.decode() if opcode == websocket.ABNF.OPCODE_TEXT else f"<{len(data)} bytes>", flush=True)
    heard += 1
    if heard == count:
        socket.send_close(websocket.STATUS_NORMAL)  # the server answers with the same code

print(f"closed {code} {reason}".rstrip(), flush=True)
