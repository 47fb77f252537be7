# SPDX-License-Identifier: Apache-2.0
"""Who is told of a slashing: an apiserver by Events, a webhook that checks the signature, an Alertmanager."""
import hashlib
import hmac
import json
import re
import secrets
import subprocess
import threading
import time
import urllib.request

from harness import case, check, equal, eventually, free_port, home_namespace, need
from jsonserver import JSONServer
from cases.chain import Cluster
from cases.controller import Controller
from cases.joining import Apiserver, Handler

SECRET = b"0123456789abcdef0123456789abcdef"
OWN = "k3s-daas"
SYSTEM = "/etc/ssl/certs/ca-certificates.crt"
POSITION = f"/api/v1/namespaces/{OWN}/configmaps/k3s-daas-notices"


class NoticeHandler(Handler):
    """The same, with namespaces that are there or not, and server-side apply."""

    def do_POST(self):
        match = re.match(r"/api/v1/namespaces/([^/]+)/events$", self.path.split("?")[0])
        if match and match[1] not in self.server.namespaces:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            return self.fail(404, "NotFound")
        return self.handle_any()

    def do_PATCH(self):
        equal(self.headers["Content-Type"], "application/apply-patch+yaml", "how a position is kept")
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.answer(200, self.server.put(self.path.split("?")[0], body))


class Places(Apiserver):
    def __init__(self, *namespaces):
        super().__init__()
        self.RequestHandlerClass, self.namespaces = NoticeHandler, {OWN, "default", *namespaces}

    def told(self, namespace):
        return [event for path, event in self.named(f"/namespaces/{namespace}/events/").items()]


class Receiver(JSONServer):
    """Takes posts over TLS, and answers each with the next of these statuses, then with 200."""

    def __init__(self, bench, *statuses):
        self.statuses, self.posts, self.lock = list(statuses), [], threading.Lock()
        super().__init__(bench, POST=None)

    def answering(self, _):
        def answer(handler):
            body = handler.rfile.read(int(handler.headers["Content-Length"]))
            with self.lock:
                self.posts.append((handler.path, dict(handler.headers), body, time.time()))
                status = self.statuses.pop(0) if self.statuses else 200
            handler.send_response(status)
            if status == 302:
                handler.send_header("Location", "/elsewhere")
            handler.send_header("Content-Length", "0")
            handler.end_headers()
        return answer


def controller(cluster, apiserver, *flags):
    kubeconfig = cluster.home / f"kubeconfig-{secrets.token_hex(4)}"
    kubeconfig.write_text(json.dumps({
        "apiVersion": "v1", "kind": "Config", "current-context": "c",
        "clusters": [{"name": "c", "cluster": {"server": f"http://127.0.0.1:{apiserver.server_port}"}}],
        "users": [{"name": "u", "user": {"token": "controller-token"}}],
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}]}))
    kubeconfig.chmod(0o600)
    secret = cluster.home / "notices.secret"
    secret.write_bytes(SECRET + b"\n")
    secret.chmod(0o600)
    if "--notice-ca-file" not in flags:
        flags += ("--notice-ca-file", str(cluster.bench.pki / "ca.crt"))
    return Controller(cluster, "--kubeconfig", str(kubeconfig), "--reaction=false", "--notice-secret-file", str(secret), *flags)


def leads(running):
    eventually(lambda: running.metrics().get("k3s_daas_controller_leader") == 1, 30, "the controller leads")


def verify(post, path):
    """What docs/notices.md tells receivers to do."""
    asked, fields, body, arrived = post
    equal(asked, path, "the path")
    stamp = fields["X-K3s-Daas-Timestamp"]
    check(abs(int(stamp) - arrived) < 300, f"the time is {stamp}, now is {arrived}")
    expected = "v1=" + hmac.new(SECRET, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    check(hmac.compare_digest(expected, fields["X-K3s-Daas-Signature"]), "the signature is another")
    equal(fields["Content-Type"], "application/json", "the type")
    notice = json.loads(body)
    equal(notice["id"], fields["Idempotency-Key"], "the name of the notice")
    return notice


@case("a slashing is told to a webhook until it takes it, signed, and by an Event where the owner lives")
def slashed(bench):
    with Cluster(bench) as cluster:
        home = home_namespace(cluster.addresses["admin"][2:])
        apiserver, receiver = Places(home), Receiver(bench, 503, 302)
        try:
            with controller(cluster, apiserver, "--notice-webhooks", receiver.url + "/k3s?team=a") as running:
                leads(running)
                cluster.slash("admin")
                eventually(lambda: len(receiver.posts) >= 3, 60, "the webhook was asked three times")
                notices = [verify(post, "/k3s?team=a") for post in receiver.posts]
                check(all(notice == notices[0] for notice in notices), "the same notice is another")
                notice = notices[0]
                equal((notice["format"], notice["kind"], notice["owner"], notice["tierBefore"], notice["tierAfter"], notice["taken"]),
                      ("k3s-daas/notice/v1", "StakeSlashed", cluster.addresses["admin"], "admin", "none", "500000000"), "the notice")
                event = eventually(lambda: apiserver.told(home), 30, "the Event")[0]
                equal((event["reason"], event["type"], event["involvedObject"]["name"]), ("StakeSlashed", "Warning", home), "the Event")
                # Somebody without a namespace is told of in the controller's.
                cluster("stake", "2SUI", "--key", "viewer")
                event = eventually(lambda: apiserver.told(OWN), 30, "the other Event")[0]
                equal((event["reason"], event["involvedObject"]["name"]),
                      ("TierRaised", home_namespace(cluster.addresses["viewer"][2:])), "the other Event")
                equal(len(receiver.posts), 3, "a change of tier is no webhook's")
                eventually(lambda: apiserver.named(POSITION), 30, "the position")
                metrics = running.metrics()
                equal((metrics['k3s_daas_notices_told_total{to="webhook"}'], metrics['k3s_daas_notice_failures_total{to="webhook"}'],
                       metrics['k3s_daas_notices_lost_total{to="webhook"}']), (1, 2, 0), "what is counted")
                text = running.log.read_text()
                check("a stake was slashed" in text and SECRET.decode() not in text, "the log")
                told = eventually(lambda: [one["data"]["told"] for one in apiserver.named(POSITION).values()
                                           if one["data"]["told"] != notice["number"]], 30, "the position moves")
                check(int(told[0]) > int(notice["number"]), f"the position is {told}")
            before = len(receiver.posts)
            with controller(cluster, apiserver, "--notice-webhooks", receiver.url + "/k3s?team=a") as running:
                leads(running)
                cluster.slash("super")
                eventually(lambda: len(receiver.posts) > before, 60, "the next slashing")
                equal([verify(post, "/k3s?team=a")["owner"] for post in receiver.posts[before:]],
                      [cluster.addresses["super"]], "only what is new is told by the next controller")
        finally:
            receiver.close()
            apiserver.shutdown()


@case("a receiver that is not who it should be, or that refuses, is told nothing more than once")
def strangers(bench):
    with Cluster(bench) as cluster:
        apiserver, good, refusing = Places(), Receiver(bench), Receiver(bench, 400)
        try:
            with controller(cluster, apiserver, "--notice-webhooks", f"{refusing.url},{good.url}") as running:
                leads(running)
                cluster.slash("developer")
                eventually(lambda: good.posts and refusing.posts, 60, "both are told")
                eventually(lambda: running.metrics()['k3s_daas_notices_lost_total{to="webhook"}'] == 1, 30, "the refusal counts")
                equal((len(good.posts), len(refusing.posts)), (1, 1), "how often each was told")
            # An authority that did not sign the receiver's certificate.
            with controller(cluster, apiserver, "--notice-webhooks", good.url, "--notice-ca-file", SYSTEM) as running:
                leads(running)
                cluster.slash("admin")
                eventually(lambda: running.metrics()['k3s_daas_notice_failures_total{to="webhook"}'] >= 1, 60, "the failure counts")
                eventually(lambda: "code=untrusted" in running.log.read_text(), 30, "the log says why")
                equal(len(good.posts), 1, "nothing is said to who was not known")
        finally:
            good.close()
            refusing.close()
            apiserver.shutdown()


@case("an Alertmanager shows a slashing, and that it is over")
def alertmanager(bench):
    program = need("prometheus-alertmanager")
    port = free_port()
    folder = bench.folder / "alertmanager"
    folder.mkdir()
    (folder / "config.yml").write_text("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n")
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([program, f"--config.file={folder}/config.yml", f"--storage.path={folder}/data",
                                f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def alerts():
        try:
            with urllib.request.urlopen(f"{url}/api/v2/alerts", timeout=5) as reply:
                return json.loads(reply.read())
        except OSError:
            return None

    try:
        eventually(lambda: alerts() is not None, 60, "the Alertmanager answers")
        apiserver = Places()
        with Cluster(bench) as cluster:
            with controller(cluster, apiserver, "--notice-alertmanagers", url + "/") as running:
                leads(running)
                cluster.slash("admin")
                alert = eventually(alerts, 60, "the alert")[0]
                labels = alert["labels"]
                equal({name: labels[name] for name in ("alertname", "severity", "owner", "tier")},
                      {"alertname": "StakeSlashed", "severity": "critical", "owner": cluster.addresses["admin"], "tier": "admin"}, "labels")
                equal(alert["status"]["state"], "active", "its state")
                check("0.5 SUI of the stake were taken" in alert["annotations"]["summary"], alert["annotations"]["summary"])
                cluster("restake", "6SUI", "--key", "admin")
                eventually(lambda: alerts() == [], 60, "the alert is over")
        apiserver.shutdown()
    finally:
        process.terminate()
        process.wait()
