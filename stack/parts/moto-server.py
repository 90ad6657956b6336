"""Serves moto with a journal that brings back the same resources, with the same ids, after kill -9.

Each organisation has an account of its own: ids of AWS' access keys say whose account they open, so an id that
platform/sandbox.ts made is read by that rule. moto itself knows only keys that it made.

moto's own recorder writes and reads the journal. Three things are added, without which a replay tells another story:

- Requests are served one at a time. Terraform sends ten at once; their ids would otherwise depend on which thread
  was faster, and come out swapped when the journal is replayed one by one.
- Each recorded request draws its ids from a seed of its own, the number of its line. So a request that is not in
  the journal cannot shift the ids of those that are.
- Requests that only read are not recorded: a journal of every refresh would take minutes to replay.
"""

import argparse
import base64
import http.client
import io
import json
import os
import re
import secrets
import signal
import sys
import threading
from urllib.parse import parse_qs, urlsplit

READING = re.compile(r"^(Describe|List|Get|Head|BatchGet|Lookup|Search|Filter)[A-Z]|^(Query|Scan)$")
REPLAY_HEADER = "X-Aurora-Replay"
READ_SEED = "reading"
READY_PATH = "/aurora/ready"
OWN_ACCOUNTS = range(900_000_000_000, 901_000_000_000)


class Journal:
    """WSGI application around moto's."""

    def __init__(self, app, recorder, random):
        self.app = app
        self.recorder = recorder
        self.random = random
        self.lock = threading.Lock()
        self.lines = 0
        self.seen = set()
        self.replaying = True
        self.replay_token = secrets.token_hex(16)

    def __call__(self, environ, start_response):
        replayed = environ.pop("HTTP_X_AURORA_REPLAY", None) == self.replay_token
        if self.replaying and not replayed:
            start_response("503 Service Unavailable", [("Content-Type", "text/plain"), ("Retry-After", "1")])
            return [b"The sandbox replays its journal. Try again in a moment."]
        # Outside the lock, and not moto's own data.json: with EC2 in use that takes seconds to make.
        if environ["PATH_INFO"] == READY_PATH:
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b"ready"]
        body = read_body(environ)
        with self.lock:
            kept = replayed or self.must_keep(environ, body)
            self.remember_scope(environ)
            self.recorder._user_enabled = kept and not replayed
            self.random.seed(self.lines if kept else READ_SEED)
            self.lines += 1 if kept else 0
            # Read to the end inside the lock: some answers are made while they are sent.
            return list(self.app(environ, start_response))

    def must_keep(self, environ, body):
        if environ["PATH_INFO"].startswith("/moto-api/"):
            return environ["PATH_INFO"] == "/moto-api/reset"
        # The first request of an account, region and service makes things too, such as the default VPC.
        if scope_of(environ) not in self.seen:
            return True
        return not only_reads(environ, body)

    def remember_scope(self, environ):
        if not environ["PATH_INFO"].startswith("/moto-api/"):
            self.seen.add(scope_of(environ))


def account_in(key_id):
    """The account in the id of an access key; None where it is none of Aurora's sandboxes."""
    from moto.iam.utils import ACCOUNT_OFFSET, AWS_ROLE_ALPHABET

    if not re.fullmatch(r"AKIA[A-Z2-7]{16}", key_id or ""):
        return None
    half = int.from_bytes(base64.b32decode(key_id[4:12]), "big") - ACCOUNT_OFFSET
    account = half * 2 + AWS_ROLE_ALPHABET.index(key_id[12]) // 16
    return str(account) if account in OWN_ACCOUNTS else None


def read_accounts_from_keys():
    from moto.iam import models

    known = models.get_account_id_from
    models.get_account_id_from = lambda key_id: account_in(key_id) or known(key_id)


def read_body(environ):
    """The whole body, put back with its length: moto's recorder loses bodies that are sent in chunks."""
    if environ.pop("HTTP_TRANSFER_ENCODING", "").lower() == "chunked":
        body = environ["wsgi.input"].read()
    else:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    if body or environ.get("CONTENT_LENGTH"):
        environ["CONTENT_LENGTH"] = str(len(body))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def scope_of(environ):
    """Access key, region and service, from the signature."""
    signed = environ.get("HTTP_AUTHORIZATION", "") + environ.get("QUERY_STRING", "")
    match = re.search(r"Credential=([^/%]+)(?:/|%2F)\d+(?:/|%2F)([^/%]+)(?:/|%2F)([^/%]+)", signed)
    return match.groups() if match else environ.get("HTTP_HOST", "")


def only_reads(environ, body):
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    if target:
        return bool(READING.match(target.rsplit(".", 1)[-1]))
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        action = parse_qs(body.decode("utf-8", "replace")).get("Action", [""])[0]
        return bool(READING.match(action))
    return environ["REQUEST_METHOD"] in ("GET", "HEAD", "OPTIONS")


def drop_torn_line(path):
    """A kill -9 while a line was written leaves half of it. That request was never answered."""
    with open(path, "a+b") as file:
        size = file.tell()
        file.seek(0)
        whole = file.read().rfind(b"\n") + 1
        if whole < size:
            file.truncate(whole)


def replay(path, port, token):
    """Sends every line to this very server, as it first came in. Returns the count."""
    count = 0
    with open(path, encoding="utf-8") as file:
        for line in file:
            send(json.loads(line), port, token)
            count += 1
    return count


def send(entry, port, token):
    body = entry["body"] or ""
    body = base64.b64decode(body) if entry["body_encoded"] else body.encode("utf-8")
    url = urlsplit(entry["url"])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    target = url.path + (f"?{url.query}" if url.query else "")
    connection.putrequest(entry["method"], target or "/", skip_host=True, skip_accept_encoding=True)
    for name, value in entry["headers"].items():
        if name.lower() not in ("content-length", "transfer-encoding", "connection", "expect"):
            connection.putheader(name, value)
    connection.putheader(REPLAY_HEADER, token)
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    connection.getresponse().read()
    connection.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--recording", required=True)
    args = parser.parse_args()
    # moto reads both when it is imported.
    os.environ["MOTO_RECORDER_FILEPATH"] = args.recording
    os.environ["MOTO_PORT"] = str(args.port)
    # A bucket's name is known to everybody, its content to its account.
    os.environ["MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS"] = "false"

    from moto.moto_api import recorder
    from moto.moto_api._internal import mock_random
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log_request(self, code="-", size="-"):
            if str(code).startswith("5") and READY_PATH not in self.path:
                super().log_request(code, size)

    read_accounts_from_keys()
    drop_torn_line(args.recording)
    journal = Journal(DomainDispatcherApplication(create_backend_app), recorder, mock_random)
    server = make_server("127.0.0.1", args.port, journal, threaded=True, request_handler=Quiet)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    count = replay(args.recording, args.port, journal.replay_token)
    print(f"replayed {count} requests; ready on port {args.port}", flush=True)
    journal.replaying = False
    threading.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
