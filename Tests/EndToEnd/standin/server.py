# SPDX-License-Identifier: Apache-2.0
"""The HTTPS side: who asks, whether they may, what they get."""
import http.server
import json
import logging
import socket
import socketserver
import ssl
import time
import uuid

from . import discovery, plainyaml, protobuf, rbac
from .admission import Admission
from .authorization import Chain, Undecided
from .defaults import now
from .identity import ANONYMOUS, ServiceAccountTokens, User, bearer, certified, impersonated
from .objects import Objects, is_selected
from .refusal import Refusal, forbidden
from .resources import Attributes, attributes, define
from .reviews import Reviews
from .store import Conflict, Store
from .tokens import Refused, TokenWebhook
from .webhooks import Peer, kubeconfig

DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io"
LARGEST_BODY = 3_145_728
WATCHED_EVERY = 0.1  # seconds
LONGEST_WATCH = 1800.0
HANDSHAKE = 10.0
METRICS = """\
# HELP apiserver_standin 1 on a stand-in, absent on a kube-apiserver.
# TYPE apiserver_standin gauge
apiserver_standin 1
"""


class APIServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """One server: its store, its authenticators, its authorizers, its webhooks."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 512

    def __init__(self, options):
        self.options, self.is_ending, self.defined = options, False, -1
        self.store = Store(str(options.etcd_servers / "objects.sqlite") if options.etcd_servers else ":memory:")
        self.chain = Chain(self.store, options.authorization_mode, options.authorization_config)
        self.webhook = None
        if options.authentication_token_webhook_config_file:
            url, credentials = kubeconfig(options.authentication_token_webhook_config_file)
            peer = Peer(url, credentials, "Go-http-client/1.1")
            self.webhook = TokenWebhook(peer, options.authentication_token_webhook_version,
                                        options.authentication_token_webhook_cache_ttl, options.audiences)
        self.account_tokens = ServiceAccountTokens(self.store, options.service_account_issuer, options.audiences)
        self.objects = Objects(self.store, Admission(self.store, options.admission_control_config_file), self.chain,
                               self.account_tokens)
        self.reviews = Reviews(self.objects, self.chain, self.whose)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(options.tls_cert_file, options.tls_private_key_file)
        self.tls.set_alpn_protocols(["http/1.1"])
        if options.client_ca_file:
            self.tls.load_verify_locations(options.client_ca_file)
            self.tls.verify_mode = ssl.CERT_OPTIONAL
        self.bootstrap()
        super().__init__((options.bind_address, options.secure_port), Handler)

    def bootstrap(self):
        """Makes the roles and namespaces that an apiserver makes; another server of the same store may have."""
        for name in ("default", "kube-system", "kube-public", "kube-node-lease"):
            self.make("namespaces", "v1", "Namespace", name, spec={"finalizers": ["kubernetes"]},
                      status={"phase": "Active"})
        api = f"{rbac.API_GROUP}/v1"
        for name, (rules, groups) in rbac.BOOTSTRAP.items():
            self.make(f"clusterroles.{rbac.API_GROUP}", api, "ClusterRole", name, rules=rules)
            self.make(f"clusterrolebindings.{rbac.API_GROUP}", api, "ClusterRoleBinding", name,
                      subjects=[{"kind": "Group", "apiGroup": rbac.API_GROUP, "name": group} for group in groups],
                      roleRef={"apiGroup": rbac.API_GROUP, "kind": "ClusterRole", "name": name})

    def make(self, resource: str, api: str, kind: str, name: str, **fields):
        meta = {"name": name, "uid": str(uuid.uuid4()), "creationTimestamp": now()}
        if kind == "Namespace":
            meta["labels"] = {"kubernetes.io/metadata.name": name}
        try:
            self.store.write(resource, {"kind": kind, "apiVersion": api, "metadata": meta, **fields}, None)
        except Conflict:
            pass

    def define(self):
        """Takes notice of definitions, whichever server of this store they were written by."""
        revision = self.store.revision(DEFINITIONS)
        if revision != self.defined:
            self.defined = revision
            define(self.store.known(DEFINITIONS))

    def whose(self, token: str) -> User | None:
        """The user of a bearer token: a service account's, else the webhook's word."""
        if user := self.account_tokens.user(token):
            return user.authenticated()
        if not self.webhook:
            return None
        try:
            return self.webhook.user(token)
        except Refused as refused:
            logging.error("Unable to authenticate the request err=[invalid bearer token, %s]", refused)
            return None

    def get_request(self):
        plain, address = super().get_request()
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return plain, address

    def finish_request(self, request, client_address):
        """In the connection's own thread, so that nobody waits for another's handshake."""
        request.settimeout(HANDSHAKE)
        with self.tls.wrap_socket(request, server_side=True) as connection:
            connection.settimeout(None)
            super().finish_request(connection, client_address)

    def handle_error(self, request, client_address):
        logging.debug("a connection broke", exc_info=True)


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection's requests, in order."""

    protocol_version = "HTTP/1.1"
    server: APIServer

    def log_message(self, format, *arguments):
        logging.debug(format, *arguments)

    def answer(self):
        self.is_answered, asked = False, attributes(self.command, self.path)
        try:
            self.judge(asked)
        except Refusal as refusal:
            # A request that fails after admission still brings admission's warnings.
            self.reply(refusal.code, refusal.status, refusal.warnings or asked.warnings)
        except Undecided as undecided:
            text = f"Internal error occurred: {undecided}"
            self.reply(500, Refusal(500, text, details={"causes": [{"message": str(undecided)}]}).status)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            self.close_connection = True
        except Exception:
            logging.exception("%s %s", self.command, self.path)
            if not self.is_answered:
                self.reply(500, Refusal(500, "Internal error occurred: see the stand-in's log").status)
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def judge(self, asked: Attributes):
        body = self.body()
        self.server.define()
        user = self.acting(self.user())
        self.authorize(user, asked)
        if not asked.resource:
            return self.plain(asked)
        if not (resource := asked.known) or (asked.subresource and asked.subresource not in resource.subresources):
            raise Refusal(404, "the server could not find the requested resource")
        manager = asked.option("fieldManager") or self.headers.get("User-Agent", "unknown").split("/")[0]
        objects = self.server.objects
        if asked.is_connect:
            objects.connect(user, asked)
        match asked.verb:
            case "create" if resource.is_review:
                result = self.server.reviews.create(user, asked, self.decoded(body), manager)
            case "create" if asked.subresource:
                result = objects.create_below(user, asked, self.decoded(body), manager)
            case "create":
                result = objects.create(user, asked, self.decoded(body), manager)
            case _ if resource.is_review:
                raise Refusal(405, "the server does not allow this method on the requested resource")
            case "get" if asked.subresource == "log":
                return self.send(200, "text/plain", objects.log(asked))
            case "get":
                result = objects.get(asked)
            case "list":
                result = objects.all(asked)
            case "watch":
                return self.watch(asked)
            case "update":
                result = objects.update(user, asked, self.decoded(body), manager)
            case "patch":
                kind = self.headers.get("Content-Type", "").split(";")[0]
                result = objects.patch(user, asked, kind, self.decoded(body), manager)
            case "delete":
                result = objects.delete(user, asked, self.decoded(body) if body else {})
            case "deletecollection":
                result = objects.delete_all(user, asked, self.decoded(body) if body else {})
            case _:
                raise Refusal(405, "the server does not allow this method on the requested resource")
        self.reply(201 if asked.verb == "create" else 200, result, asked.warnings)

    def user(self) -> User:
        if user := certified(self.connection.getpeercert()):
            return user.authenticated()
        if token := bearer(self.headers):
            if user := self.server.whose(token):
                return user
            raise Refusal(401, "Unauthorized")
        if self.server.options.anonymous_auth == "false":
            raise Refusal(401, "Unauthorized")
        return User(ANONYMOUS, groups=("system:unauthenticated",))

    def acting(self, user: User) -> User:
        """Whom the caller acts as: each part of it must be allowed to them."""
        other = impersonated(self.headers)
        if not other:
            return user
        named = self.headers.get_all("Impersonate-Group") or []
        wanted = [("", "groups", "", group) for group in named]
        if other.name.startswith("system:serviceaccount:"):
            _, _, namespace, name = other.name.split(":", 3)
            wanted.insert(0, ("", "serviceaccounts", namespace, name))
        else:
            wanted.insert(0, ("", "users", "", other.name))
        if other.uid:
            wanted.append(("authentication.k8s.io", "uids", "", other.uid))
        for key, values in other.extra:
            wanted += [("authentication.k8s.io", f"userextras/{key}", "", value) for value in values]
        for group, resource, namespace, name in wanted:
            resource, _, subresource = resource.partition("/")
            self.authorize(user, Attributes("impersonate", group=group, version="v1", resource=resource,
                                            subresource=subresource, namespace=namespace, name=name))
        return other

    def authorize(self, user: User, asked: Attributes):
        is_allowed, reason = self.server.chain.decide(user, asked)
        if not is_allowed:
            raise forbidden(user, asked, reason)

    def plain(self, asked: Attributes):
        if asked.path in ("/readyz", "/livez", "/healthz"):
            return self.send(200, "text/plain; charset=utf-8", b"ok")
        if asked.path == "/metrics":
            return self.send(200, "text/plain; version=0.0.4", METRICS.encode())
        if asked.path == "/openapi/v2":
            return self.send(200, discovery.OPENAPI_V2, b"")
        found = discovery.answer(asked.path)
        if not found:
            raise Refusal(404, "the server could not find the requested resource")
        self.reply(200, found)

    def watch(self, asked: Attributes):
        """Changes as they come, until the client, the time limit or this server ends it: nobody is asked again."""
        stored, place = asked.known.stored, self.server.objects.place(asked)
        after = int(asked.option("resourceVersion") or 0)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.is_answered, end = True, time.monotonic() + float(asked.option("timeoutSeconds") or LONGEST_WATCH)
        if after == 0:
            after = self.server.store.revision()
            for item in self.server.store.items(stored, place):
                self.event("ADDED", item, asked)
        while time.monotonic() < end and not self.server.is_ending:
            for after, change, item in self.server.store.changes(stored, after, place):
                self.event(change, item, asked)
            time.sleep(WATCHED_EVERY)
        self.wfile.write(b"0\r\n\r\n")

    def event(self, change: str, item: dict, asked: Attributes):
        if is_selected(item, asked):
            line = json.dumps({"type": change, "object": item}, ensure_ascii=False).encode() + b"\n"
            self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
            self.wfile.flush()

    def body(self) -> bytes:
        """The body, whole; one that is too long ends the connection, as the rest of it would be the next request."""
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(self.length(self.headers.get("Content-Length", "0"), 10, 0))
        body = b""
        while size := self.length(self.rfile.readline(20).split(b";")[0].strip(), 16, len(body)):
            body += self.rfile.read(size)
            self.rfile.readline(3)
        self.rfile.readline(3)
        return body

    def length(self, text: str | bytes, base: int, before: int) -> int:
        self.close_connection = True
        try:
            length = int(text, base)
        except ValueError:
            raise Refusal(400, "a body of known length is due") from None
        if not 0 <= before + length <= LARGEST_BODY:
            raise Refusal(413, f"limit is {LARGEST_BODY}")
        self.close_connection = self.headers.get("Connection", "").lower() == "close"
        return length

    def decoded(self, body: bytes):
        kind = self.headers.get("Content-Type", "application/json").split(";")[0]
        try:
            if kind.endswith("protobuf"):
                return protobuf.decoded(body)
            if kind.endswith("yaml"):
                return plainyaml.document(body.decode())
            if not kind.endswith("json"):
                raise Refusal(415, f"the body is in an unknown format - {kind}: send JSON, YAML or protobuf")
            return json.loads(body)
        except (ValueError, plainyaml.YAMLError) as error:
            raise Refusal(400, f"the body cannot be read: {error}") from None

    def reply(self, code: int, value: dict, warnings=()):
        self.send(code, "application/json", json.dumps(value, ensure_ascii=False).encode() + b"\n", warnings)

    def send(self, code: int, kind: str, body: bytes, warnings=()):
        self.is_answered = True
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for text in dict.fromkeys(warnings):
            if text.isprintable():
                quoted = text.replace("\\", "\\\\").replace('"', '\\"')
                self.send_header("Warning", f'299 - "{quoted}"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
