// node sdk_client.cjs json|protobuf: does what each line of its input says, with npm's centrifuge, and prints what happens.
// A line is a JSON object either way; README.md beside this file has them.
const readline = require("node:readline");
const WebSocket = require("ws");

const protobuf = process.argv[2] === "protobuf";
const { Centrifuge } = require(protobuf ? "centrifuge/build/protobuf" : "centrifuge");

// What is published is JSON, which the Protobuf client takes and gives as bytes.
const encode = (data) => (protobuf ? Buffer.from(JSON.stringify(data)) : data);
const decode = (data) => (protobuf ? JSON.parse(Buffer.from(data).toString()) : data);
const info = (data) => (data === undefined || data.length === 0 ? undefined : decode(data));
const publisher = ({ client, user, connInfo, chanInfo }) => ({
  client,
  user,
  connInfo: info(connInfo),
  chanInfo: info(chanInfo),
});
const publication = (pub) => ({ data: decode(pub.data), offset: pub.offset ?? 0, ...(pub.info && publisher(pub.info)) });

let client;

// The first of the tokens is there from the beginning; the others are fetched, one each time that the SDK asks.
function credentials(tokens, asked) {
  if (!tokens) return {};
  const [token, ...later] = tokens;
  return {
    token,
    getToken: async () => {
      asked();
      return later.shift() ?? "";
    },
  };
}

function connect({ of, url, tokens }) {
  const say = (event, more) => console.log(JSON.stringify({ of, event, ...more }));
  client?.centrifuge.disconnect();
  const centrifuge = new Centrifuge(url, { websocket: WebSocket, ...credentials(tokens, () => say("token")) });
  client = { say, centrifuge };
  centrifuge
    .on("subscribed", (subscribed) => say("subscribed", subscription(subscribed)))
    .on("publication", (pub) => say("publication", { channel: pub.channel, ...publication(pub) }))
    .on("connecting", ({ code }) => say("connecting", { code }))
    .on("connected", (connected) => say("connected", { client: connected.client }))
    .on("disconnected", ({ code }) => say("disconnected", { code }))
    .on("error", ({ error }) => say("error", { code: error.code, message: error.message }))
    .connect();
}

const subscription = ({ channel, wasRecovering, recovered, streamPosition }) => ({
  channel,
  wasRecovering,
  recovered,
  ...streamPosition,
});

function subscriptionTo({ channel, tokens }) {
  const { say, centrifuge } = client;
  return (
    centrifuge.getSubscription(channel) ??
    centrifuge
      .newSubscription(channel, { joinLeave: true, ...credentials(tokens, () => say("token", { channel })) })
      .on("subscribing", ({ code }) => say("subscribing", { channel, code }))
      .on("subscribed", (subscribed) => say("subscribed", subscription(subscribed)))
      .on("unsubscribed", ({ code }) => say("unsubscribed", { channel, code }))
      .on("publication", (pub) => say("publication", { channel, ...publication(pub) }))
      .on("join", ({ info }) => say("join", { channel, client: info.client }))
      .on("leave", ({ info }) => say("leave", { channel, client: info.client }))
      .on("error", ({ error }) => say("error", { channel, code: error.code, message: error.message }))
  );
}

const history = (result) => ({
  publications: result.publications.map(publication),
  epoch: result.epoch,
  offset: result.offset,
});

const commands = {
  connect,
  disconnect: () => client.centrifuge.disconnect(),
  subscribe: (command) => subscriptionTo(command).subscribe(),
  unsubscribe: (command) => subscriptionTo(command).unsubscribe(),
};

const questions = {
  publish: ({ channel, data }) => client.centrifuge.publish(channel, encode(data)).then(() => ({})),
  history: ({ channel, limit, reverse }) => client.centrifuge.history(channel, { limit, reverse }).then(history),
  presence: ({ channel }) => client.centrifuge.presence(channel).then(({ clients }) => ({ clients: Object.keys(clients) })),
  presence_stats: ({ channel }) =>
    client.centrifuge.presenceStats(channel).then(({ numClients, numUsers }) => ({ numClients, numUsers })),
  rpc: ({ data }) => client.centrifuge.rpc("method", encode(data)).then(() => ({})),
};

function ask(command) {
  const { say } = client;
  questions[command.do](command).then(
    (result) => say("done", { id: command.id, ...result }),
    (error) => say("done", { id: command.id, error: error.code, message: error.message }),
  );
}

readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const command = JSON.parse(line);
    if (command.do in commands) commands[command.do](command);
    else ask(command);
  })
  .on("close", () => process.exit());
