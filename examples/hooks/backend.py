# What an application answers when Echowall asks it: python3 backend.py PORT
import json, sys
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SESSIONS = {"a-session": "alice"}  # the session cookies of your login, and whose they are


def answer(path, question, cookies):
    if path == "/connect":
        user = SESSIONS.get(cookies["session"].value) if "session" in cookies else None
        return {"result": {"user": user}} if user else {"disconnect": {"code": 4501, "reason": "log in first"}}
    if path == "/subscribe" and question["channel"] != "chat:lobby":
        return {"error": {"code": 403, "message": "you are not in this room"}}
    if path == "/publish":
        return {"result": {"data": {"text": question["data"]["text"].replace("damn", "****")}}}
    return {"result": {"data": {"hello": question["user"]}}}  # to a subscriber, or from a call


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            reply = answer(self.path, question, SimpleCookie(self.headers["Cookie"]))
        except (AttributeError, KeyError, TypeError):  # clients can send anything as data
            reply = {"error": {"code": 400, "message": "I do not understand that"}}
        body = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
print(server.server_port, flush=True)
server.serve_forever()
