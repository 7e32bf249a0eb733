"""tornado_client.py URL [COUNT [MESSAGE]]: sends MESSAGE, prints COUNT messages (0: until the server closes)."""

import asyncio
import sys

from tornado.websocket import websocket_connect


async def main(url, count=0, message=None):
    socket = await websocket_connect(url)
    if message is not None:
        await socket.write_message(message)
    heard = 0
    while True:
        data = await socket.read_message()
        if data is None:  # closed, by either side
            break
        if count and heard == count:
            continue  # we have closed, but more may arrive until the server answers
        print(data if isinstance(data, str) else f"<{len(data)} bytes>", flush=True)
        heard += 1
        if heard == count:
            socket.close(1000)
    print(f"closed {socket.close_code or 1006} {socket.close_reason or ''}".rstrip(), flush=True)


asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:3]), *sys.argv[3:]))
