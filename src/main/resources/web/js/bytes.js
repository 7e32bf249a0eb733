// Estimates the bytes on the wire. A page cannot see all the headers its browser sends, so the usual ones are assumed.
const encoder = new TextEncoder();

export const size = (text) => encoder.encode(text).length;

/** An HTTP/1.1 request as this browser would write it. */
export function requestBytes(url, method, headers = {}) {
  const { host, pathname, search, origin } = new URL(url);
  const usual = {
    Host: host,
    Connection: "keep-alive",
    "User-Agent": navigator.userAgent,
    Accept: "*/*",
    Referer: `${origin}/`,
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": navigator.languages.join(","),
  };
  return size(`${method} ${pathname}${search} HTTP/1.1\r\n`) + headerBytes(Object.entries({ ...usual, ...headers }));
}

/** An answer: its status line, the headers the page may see, and its body. */
export function answerBytes(response, body) {
  return size(`HTTP/1.1 ${response.status} ${response.statusText}\r\n`) + headerBytes([...response.headers]) + size(body);
}

/** The handshake of a WebSocket, request and answer. */
export function handshakeBytes(url) {
  const request = requestBytes(url.replace(/^ws/, "http"), "GET", {
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Key": "x".repeat(24),
    "Sec-WebSocket-Version": "13",
  });
  const answer = "HTTP/1.1 101 Switching Protocols\r\n".length
    + headerBytes([["Upgrade", "websocket"], ["Connection", "Upgrade"], ["Sec-WebSocket-Accept", "x".repeat(28)]]);
  return request + answer;
}

/** A frame from the server: unmasked, so two bytes before a short payload, four or ten before a longer one. */
export function frameBytes(payload) {
  const length = size(payload);
  return length + (length < 126 ? 2 : length < 65_536 ? 4 : 10);
}

function headerBytes(headers) {
  return headers.reduce((sum, [name, value]) => sum + size(`${name}: ${value}\r\n`), 2);
}
