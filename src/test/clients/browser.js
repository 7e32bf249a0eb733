// Paste this into the console of one of the server's pages, then: await talk("/ws", 3, "hello")
function talk(url, count = 0, message) {
  return new Promise((resolve) => {
    const socket = new WebSocket(new URL(url, location.href.replace(/^http/, "ws")));
    const heard = [];
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      if (message !== undefined) socket.send(message);
    };
    socket.onmessage = ({ data }) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      heard.push(typeof data === "string" ? data : `<${data.byteLength} bytes>`);
      console.log(heard.at(-1));
      if (heard.length === count) socket.close(1000);
    };
    socket.onclose = ({ code, reason }) => {
      console.log(`closed ${code} ${reason}`.trimEnd());
      resolve({ heard, code, reason });
    };
  });
}
