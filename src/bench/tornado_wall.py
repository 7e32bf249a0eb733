"""python3 tornado_wall.py PORT: Tornado, to be measured beside Echowall.

What a WebSocket of path /publish says, all others hear.
"""

import asyncio
import sys

import tornado.web
import tornado.websocket

subscribers = set()


class Subscriber(tornado.websocket.WebSocketHandler):
    def open(self):
        self.set_nodelay(True)
        subscribers.add(self)

    def on_close(self):
        subscribers.discard(self)


class Publisher(tornado.websocket.WebSocketHandler):
    def on_message(self, message):
        for subscriber in subscribers:
            subscriber.write_message(message)


async def main():
    application = tornado.web.Application([("/publish", Publisher), ("/.*", Subscriber)])
    application.listen(int(sys.argv[1]), "127.0.0.1", backlog=4096)
    await asyncio.Event().wait()


asyncio.run(main())
