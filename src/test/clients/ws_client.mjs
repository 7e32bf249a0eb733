// node ws_client.mjs URL [COUNT [MESSAGE]]: sends MESSAGE, prints COUNT messages (0: until the server closes).
import WebSocket from "ws";

const [url, count = "0", message] = process.argv.slice(2);
const socket = new WebSocket(url);
let heard = 0;

socket.on("open", () => {
  if (message !== undefined) socket.send(message);
});
socket.on("message", (data, isBinary) => {
  if (socket.readyState !== WebSocket.OPEN) return; // we have closed, but more may arrive until the server answers
  console.log(isBinary ? `<${data.length} bytes>` : data.toString());
  heard += 1;
  if (heard === Number(count)) socket.close(1000);
});
socket.on("close", (code, reason) => console.log(`closed ${code} ${reason}`.trimEnd()));
socket.on("error", (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
