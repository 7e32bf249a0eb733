"""sdk_client.py json|protobuf: does what each line of its input says, with PyPI's centrifuge-python, and prints what happens.

A line is a JSON object either way; README.md beside this file has them.
"""

import asyncio
import json
import sys

from centrifuge import CentrifugeError, Client, ClientEventHandler, ReplyError, SubscriptionEventHandler

PROTOBUF = sys.argv[1] == "protobuf"


def encode(data):
    """What is published is JSON, which the Protobuf client takes and gives as bytes."""
    return json.dumps(data).encode() if PROTOBUF else data


def decode(data):
    return json.loads(data) if PROTOBUF and data is not None else data


def publication(pub):
    result = {"data": decode(pub.data), "offset": pub.offset}
    if pub.info:
        result |= {"client": pub.info.client, "user": pub.info.user}
        result |= {"connInfo": decode(pub.info.conn_info), "chanInfo": decode(pub.info.chan_info)}
    return result


def credentials(tokens, asked):
    """The first of the tokens is there from the beginning; the others are fetched, one each time that the SDK asks."""
    if not tokens:
        return {}
    later = iter(tokens[1:])

    async def get_token(*_channel):
        asked()
        return next(later, "")

    return {"token": tokens[0], "get_token": get_token}


class Speaker:
    def __init__(self, **always):
        self.always = always

    def say(self, event, **more):
        print(json.dumps({"event": event, **self.always, **more}), flush=True)


    def say_subscribed(self, ctx, **more):
        at = ctx.stream_position
        self.say(
            "subscribed",
            wasRecovering=ctx.was_recovering,
            recovered=ctx.recovered,
            offset=at.offset if at else None,
            epoch=at.epoch if at else None,
            **more,
        )


class ClientEvents(Speaker, ClientEventHandler):
    async def on_connecting(self, ctx):
        self.say("connecting", code=ctx.code)

    async def on_connected(self, ctx):
        self.say("connected", client=ctx.client)

    async def on_disconnected(self, ctx):
        self.say("disconnected", code=ctx.code)

    async def on_error(self, ctx):
        self.say("error", code=ctx.code, message=str(ctx.error))

    async def on_subscribed(self, ctx):
        self.say_subscribed(ctx, channel=ctx.channel)

    async def on_publication(self, ctx):
        self.say("publication", channel=ctx.channel, **publication(ctx.pub))


class SubscriptionEvents(Speaker, SubscriptionEventHandler):
    async def on_subscribing(self, ctx):
        self.say("subscribing", code=ctx.code)

    async def on_subscribed(self, ctx):
        self.say_subscribed(ctx)

    async def on_unsubscribed(self, ctx):
        self.say("unsubscribed", code=ctx.code)

    async def on_publication(self, ctx):
        self.say("publication", **publication(ctx.pub))

    async def on_join(self, ctx):
        self.say("join", client=ctx.info.client)

    async def on_leave(self, ctx):
        self.say("leave", client=ctx.info.client)

    async def on_error(self, ctx):
        self.say("error", code=ctx.code, message=str(ctx.error))


class Driver:
    client = None
    events = None

    async def connect(self, command):
        if self.client:
            await self.client.disconnect()
        events = self.events = ClientEvents(of=command["of"])
        tokens = credentials(command.get("tokens"), lambda: events.say("token"))
        self.client = Client(command["url"], events=events, use_protobuf=PROTOBUF, proxy=None, **tokens)
        await self.client.connect()

    async def disconnect(self, command):
        await self.client.disconnect()

    def subscription(self, command):
        channel = command["channel"]
        events = SubscriptionEvents(of=self.events.always["of"], channel=channel)
        tokens = credentials(command.get("tokens"), lambda: events.say("token"))
        return self.client.get_subscription(channel) or self.client.new_subscription(
            channel, events=events, join_leave=True, **tokens
        )

    async def subscribe(self, command):
        await self.subscription(command).subscribe()

    async def unsubscribe(self, command):
        await self.subscription(command).unsubscribe()

    async def publish(self, command):
        await self.client.publish(command["channel"], encode(command["data"]))
        return {}

    async def history(self, command):
        result = await self.client.history(command["channel"], limit=command["limit"], reverse=command["reverse"])
        publications = [publication(each) for each in result.publications]
        return {"publications": publications, "epoch": result.epoch, "offset": result.offset}

    async def presence(self, command):
        result = await self.client.presence(command["channel"])
        return {"clients": list(result.clients)}

    async def presence_stats(self, command):
        result = await self.client.presence_stats(command["channel"])
        return {"numClients": result.num_clients, "numUsers": result.num_users}

    async def rpc(self, command):
        await self.client.rpc("method", encode(command["data"]))
        return {}

    async def run(self, command):
        events = self.events
        try:
            result = await getattr(self, command["do"])(command)
        except ReplyError as e:
            events.say("done", id=command["id"], error=e.code, message=e.message)
        except CentrifugeError as e:
            events.say("done", id=command.get("id"), error=0, message=repr(e))
        else:
            if result is not None:
                events.say("done", id=command["id"], **result)


async def main():
    driver = Driver()
    lines = asyncio.StreamReader(limit=2**20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        await driver.run(json.loads(line))


asyncio.run(main())
