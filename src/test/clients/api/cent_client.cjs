// npm's cent.js against the server API: node cent_client.cjs API_URL KEY USER. Prints ok, or ends with the error.
const assert = require("node:assert/strict");
const { CentClient } = require("cent.js");

const [url, apiKey, user] = process.argv.slice(2);
const client = new CentClient({ url, apiKey });
const channel = "news:js-" + user;

async function main() {
  const published = await client.publish({ channel, data: { a: 1 }, idempotency_key: "k", tags: { t: "v" } });
  assert.equal(published.offset, 1);
  assert.deepEqual(await client.publish({ channel, data: { a: 2 }, idempotency_key: "k" }), published);

  const { responses } = await client.broadcast({ channels: [channel, channel + ":2", "a b"], data: "x" });
  assert.deepEqual(responses.slice(0, 2).map(each => each.result.offset), [2, 1]);
  assert.equal(responses[2].error.code, 107);

  const history = await client.getHistory({ channel, limit: 10 });
  assert.deepEqual(history.publications.map(each => each.data), [{ a: 1 }, "x"]);
  assert.deepEqual([history.offset, history.epoch], [2, published.epoch]);

  await client.subscribe({ user, channel, data: { n: 1 } });
  const { channels } = await client.getChannels({ pattern: "news:js-*" });
  assert.equal(channels[channel].num_clients, 1);
  await client.unsubscribe({ user, channel });
  await client.refresh({ user, expire_at: 4102444800 });
  assert.equal((await client.getInfo()).nodes[0].name, "tested");
  await client.removeHistory({ channel });
  assert.deepEqual((await client.getHistory({ channel, limit: 10 })).publications, []);
  await assert.rejects(client.getPresence({ channel }));
  await assert.rejects(client.publish({ channel: "a b", data: 1 }));
  await client.disconnect({ user, disconnect: { code: 4000, reason: "bye" } });
  console.log("ok");
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
