"""centrifuge_client.py URL TOKEN_URL CHANNEL [MESSAGE]: publishes MESSAGE (JSON), prints what is published."""

import asyncio
import json
import sys
import urllib.request
from urllib.error import HTTPError

from centrifuge import Client, ClientEventHandler, SubscriptionEventHandler, UnauthorizedError

url, token_url, channel, *message = sys.argv[1:]


def fetch_token():
    with urllib.request.urlopen(token_url) as answer:
        return answer.read().decode()


async def get_token():
    """Called to connect, and again when the token expires."""
    try:
        return await asyncio.to_thread(fetch_token)
    except HTTPError as e:
        if e.code == 401:
            raise UnauthorizedError from e  # final
        raise  # it is called again


class ClientEvents(ClientEventHandler):
    def __init__(self):
        self.closed = asyncio.Event()

    async def on_disconnected(self, ctx):
        print(f"closed {ctx.code} {ctx.reason}", flush=True)
        self.closed.set()


class SubscriptionEvents(SubscriptionEventHandler):
    async def on_subscribed(self, ctx):
        if not ctx.was_recovering:
            print("subscribed", flush=True)
        elif ctx.recovered:
            print("subscribed again, nothing missed", flush=True)
        else:
            print("subscribed again, what was missed is gone", flush=True)

    async def on_unsubscribed(self, ctx):
        print(f"unsubscribed {ctx.code} {ctx.reason}", flush=True)

    async def on_publication(self, ctx):
        print(ctx.pub.offset, json.dumps(ctx.pub.data), flush=True)


async def main():
    events = ClientEvents()
    client = Client(url, events=events, get_token=get_token)  # use_protobuf=True: data is bytes then
    subscription = client.new_subscription(channel, events=SubscriptionEvents())
    await client.connect()
    await subscription.subscribe()
    if message:
        await subscription.publish(json.loads(message[0]))
    await events.closed.wait()


asyncio.run(main())
