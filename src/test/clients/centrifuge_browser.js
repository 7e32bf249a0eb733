// After <script src="https://unpkg.com/centrifuge@5.8.0/dist/centrifuge.js"></script> (with Protobuf: centrifuge.protobuf.js):
// listen("ws://localhost:8080/connection/websocket", "/token", "chat:tea", console.log)
function listen(url, tokenUrl, channel, print) {
  // Called to connect, and again when the token expires.
  async function getToken() {
    const answer = await fetch(tokenUrl, { credentials: "include" });
    if (answer.status === 401) throw new Centrifuge.UnauthorizedError("not logged in"); // final
    if (!answer.ok) throw new Error(`${tokenUrl} answered ${answer.status}`); // it is called again
    return answer.text();
  }
  const client = new Centrifuge(url, { getToken });
  client.on("disconnected", ({ code, reason }) => print(`closed ${code} ${reason}`));

  const subscription = client.newSubscription(channel);
  subscription.on("subscribed", ({ wasRecovering, recovered }) => {
    if (!wasRecovering) print("subscribed");
    else print(recovered ? "subscribed again, nothing missed" : "subscribed again, what was missed is gone");
  });
  subscription.on("unsubscribed", ({ code, reason }) => print(`unsubscribed ${code} ${reason}`));
  subscription.on("publication", ({ offset, data }) => print(`${offset} ${JSON.stringify(data)}`));
  subscription.subscribe();

  client.connect();
  return subscription; // subscription.publish({ text: "hello" })
}
