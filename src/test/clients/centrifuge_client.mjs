// node centrifuge_client.mjs URL TOKEN_URL CHANNEL [MESSAGE]: publishes MESSAGE (JSON), prints what is published.
import { Centrifuge, UnauthorizedError } from "centrifuge";
import WebSocket from "ws"; // from Node.js 22 on there is one already

const [url, tokenUrl, channel, message] = process.argv.slice(2);

// Called to connect, and again when the token expires.
async function getToken() {
  const answer = await fetch(tokenUrl);
  if (answer.status === 401) throw new UnauthorizedError("not logged in"); // final
  if (!answer.ok) throw new Error(`${tokenUrl} answered ${answer.status}`); // it is called again
  return answer.text();
}

const client = new Centrifuge(url, { websocket: WebSocket, getToken });
client.on("disconnected", ({ code, reason }) => console.log(`closed ${code} ${reason}`));

const subscription = client.newSubscription(channel);
subscription.on("subscribed", ({ wasRecovering, recovered }) => {
  if (!wasRecovering) console.log("subscribed");
  else console.log(recovered ? "subscribed again, nothing missed" : "subscribed again, what was missed is gone");
});
subscription.on("unsubscribed", ({ code, reason }) => console.log(`unsubscribed ${code} ${reason}`));
subscription.on("publication", ({ offset, data }) => console.log(`${offset} ${JSON.stringify(data)}`));
subscription.subscribe();

client.connect();
if (message) await subscription.publish(JSON.parse(message));
