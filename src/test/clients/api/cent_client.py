"""PyPI's cent against the server API: python cent_client.py API_URL KEY USER. Prints ok, or ends with the error."""
import sys

from cent import (
    BatchRequest,
    BroadcastRequest,
    CentApiResponseError,
    ChannelsRequest,
    Client,
    Disconnect,
    DisconnectRequest,
    HistoryRemoveRequest,
    HistoryRequest,
    InfoRequest,
    PresenceRequest,
    PublishRequest,
    RefreshRequest,
    SubscribeRequest,
    UnsubscribeRequest,
)

url, key, user = sys.argv[1:]
client = Client(url, key)
channel = "news:py-" + user

published = client.publish(PublishRequest(channel=channel, data={"a": 1}, idempotency_key="k", tags={"t": "v"}))
assert (published.offset, bool(published.epoch)) == (1, True), published
again = client.publish(PublishRequest(channel=channel, data={"a": 2}, idempotency_key="k"))
assert again == published, again

responses = client.broadcast(BroadcastRequest(channels=[channel, channel + ":2", "a b"], data="x")).responses
assert [r.result.offset for r in responses[:2]] == [2, 1], responses
assert responses[2].error.code == 107, responses

history = client.history(HistoryRequest(channel=channel, limit=10))
assert [p.data for p in history.publications] == [{"a": 1}, "x"], history
assert history.publications[0].tags == {"t": "v"}, history
assert (history.offset, history.epoch) == (2, published.epoch), history

replies = client.batch(
    BatchRequest(
        requests=[
            PublishRequest(channel=channel, data=3),
            HistoryRequest(channel=channel, limit=1, reverse=True),
            InfoRequest(),
        ],
        parallel=False,
    )
).replies
assert replies[0].offset == 3, replies
assert replies[1].publications[0].data == 3, replies
assert replies[2].nodes[0].num_clients >= 1, replies

client.subscribe(SubscribeRequest(user=user, channel=channel, data={"n": 1}))
assert channel in client.channels(ChannelsRequest(pattern="news:py-*")).channels
client.unsubscribe(UnsubscribeRequest(user=user, channel=channel))
client.refresh(RefreshRequest(user=user, expire_at=4102444800))
assert client.info(InfoRequest()).nodes[0].name == "tested"
client.history_remove(HistoryRemoveRequest(channel=channel))
assert client.history(HistoryRequest(channel=channel, limit=10)).publications == []
try:
    client.presence(PresenceRequest(channel=channel))
    raise AssertionError("presence is not available")
except CentApiResponseError as error:
    assert error.code == 108, error
client.disconnect(DisconnectRequest(user=user, disconnect=Disconnect(code=4000, reason="bye")))
print("ok")
