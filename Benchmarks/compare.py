# SPDX-License-Identifier: Apache-2.0
"""nginx and webhook-server side by side: same TLS, same key, same sizes, alternating runs, ratios with their spread.

The server has core 0, the load generator core 1, everything is on 127.0.0.0/8. A ratio is taken within a pair of runs
that follow each other, because this machine's neighbours come and go; the table shows the least, the median and the
greatest of them. nginx reads and drops the body and answers a constant of our reply's length: it does no work that we
could skip.
"""
import argparse
import datetime
import json
import os
import pathlib
import re
import signal
import socket
import ssl
import statistics
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "Peers"))
import harness  # noqa: E402

SERVER_CORE, LOAD_CORE = "0", "1"
SUITE = "TLS_AES_256_GCM_SHA384"  # what two OpenSSLs agree on when nobody says anything
NGINX = """
worker_processes 1;
worker_rlimit_nofile {files};
daemon off;
master_process on;
pid {work}/nginx.pid;
error_log {work}/nginx.log crit;
events {{ worker_connections 16384; multi_accept on; use epoll; }}
http {{
    access_log off;
    server_tokens off;
    tcp_nodelay on;
    keepalive_requests 1000000000;
    keepalive_timeout 120s;
    client_max_body_size 32m;
    client_body_buffer_size 32k;
    default_type application/json;
    client_body_temp_path {work}/nginx-body;
    proxy_temp_path {work}/nginx-proxy;
    fastcgi_temp_path {work}/nginx-fastcgi;
    uwsgi_temp_path {work}/nginx-uwsgi;
    scgi_temp_path {work}/nginx-scgi;
    server {{
        listen 127.0.0.1:{port} ssl backlog=4096;
        ssl_certificate {pki}/server.crt;
        ssl_certificate_key {pki}/server.key;
        ssl_protocols TLSv1.3;
        ssl_conf_command Ciphersuites {suite};
        ssl_session_tickets on;
        location = /ready {{ return 200 "ok"; }}
        location = /authenticate {{ return 200 "{authenticate}"; }}
        location = /admit {{ return 200 "{admit}"; }}
    }}
}}
"""


def processor_seconds(pids) -> float:
    total = 0
    for pid in pids:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def resident(pids) -> int:
    return sum(int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) * 1024 for pid in pids)


def children(pid: int) -> list[int]:
    return [int(p) for p in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Target:
    """A running server, pinned to its core."""

    def __init__(self, name: str, port: int, command: list, cores: str = SERVER_CORE):
        self.name, self.port = name, port
        self.started = time.monotonic()
        self.process = subprocess.Popen(["taskset", "-c", cores, *map(str, command)], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})

    def pids(self) -> list[int]:
        return [self.process.pid, *children(self.process.pid)]

    def stop(self):
        for _ in range(2):
            if self.process.poll() is None:
                self.process.send_signal(signal.SIGTERM)
                try:
                    self.process.wait(2)
                except subprocess.TimeoutExpired:
                    continue
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def pod_review(owner: str, seal: str) -> bytes:
    """A developer's Pod in the home namespace, as an apiserver has completed it."""
    home = harness.home_namespace(owner)
    container = {
        "image": "registry.example/app:1", "ports": [{"containerPort": 8080, "protocol": "TCP"}],
        "env": [{"name": "A", "value": "b"}, {"name": "C", "value": "d"}],
        "resources": {"limits": {"cpu": "250m", "memory": "128Mi"}, "requests": {"cpu": "100m", "memory": "64Mi"}},
        "volumeMounts": [{"name": "a", "mountPath": "/a"}], "imagePullPolicy": "IfNotPresent",
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}}
    review = json.loads(harness.admission_review())
    request = review["request"]
    request["kind"] = request["requestKind"] = {"group": "", "version": "v1", "kind": "Pod"}
    request["resource"] = request["requestResource"] = {"group": "", "version": "v1", "resource": "pods"}
    request["namespace"] = home
    request["userInfo"] = {"username": f"sui:0x{owner}", "uid": f"0x{seal}",
                           "groups": ["seal:stakers", "seal:developer", "system:authenticated"]}
    request["object"] = {
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": home, "labels": {"app": "web"}},
        "spec": {
            "volumes": [{"name": "a", "emptyDir": {}}, {"name": "b", "configMap": {"name": "c"}},
                        {"name": "kube-api-access", "projected": {"sources": [
                            {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}}]}}],
            "containers": [{"name": "app", **container}, {"name": "sidecar", **container}],
            "restartPolicy": "Always", "serviceAccountName": "default",
            "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
            "tolerations": [{"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute"}]}}
    return json.dumps(review, separators=(",", ":")).encode()


class Arena:
    def __init__(self, options):
        self.options, self.work, self.pki = options, options.work, options.work / "pki"
        self.files = {}
        self.ledger = harness.Ledger(self.work / "ledger.yaml")
        token, owner = self.ledger.add("2 SUI")
        self.ledger.write()
        base = harness.token_review(token)
        padded = json.loads(base)
        # Ours are of 250 bytes; the published figures of others are for 900, so ours get a field that nobody reads.
        padded["metadata"] = {"annotations": {"padding": "x" * (900 - len(base) - len('"annotations":{"padding":""}'))}}
        self.put("authenticate", json.dumps(padded, separators=(",", ":")).encode() + b"\n")
        self.put("admit-4k", harness.admission_review(4096 - len(harness.admission_review())))
        self.put("admit-1m", harness.admission_review((1 << 20) - len(harness.admission_review())))
        self.put("admit-pod", pod_review(owner, self.ledger.seals[-1]["id"]))
        self.targets: dict[str, Target] = {}

    def put(self, name: str, body: bytes):
        (self.work / name).write_bytes(body)
        self.files[name] = body

    def ours(self, loops: int = 1, cores: str = SERVER_CORE, port: int | None = None, more: list = (),
             ops: int | None = None) -> Target:
        port, ops = port or harness.free_port(), ops or harness.free_port()
        return Target("ours", port, [
            self.options.binary, "run", "--listen-address", f"127.0.0.1:{port}", "--ops-address",
            f"127.0.0.1:{ops}", "--tls-cert-file", self.pki / "server.crt", "--tls-private-key-file",
            self.pki / "server.key", "--client-auth", "off", "--loops", loops, "--ledger-file", self.ledger.path,
            "--log-level", "error", *more], cores)

    def nginx(self, replies: dict[str, bytes]) -> Target:
        port = harness.free_port()
        constant = {name: "x" * len(body) for name, body in replies.items()}
        (self.work / "nginx.conf").write_text(NGINX.format(
            work=self.work, pki=self.pki, port=port, suite=SUITE, files=20000, **constant))
        for kind in ("body", "proxy", "fastcgi", "uwsgi", "scgi"):
            (self.work / f"nginx-{kind}").mkdir(exist_ok=True)
        user = ["-g", "user root;"] if os.geteuid() == 0 else []
        return Target("nginx", port, ["nginx", "-c", self.work / "nginx.conf", *user])

    def context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.pki / "ca.crt")
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        return context

    def ask(self, target: Target, path: str, body: bytes) -> tuple[int, bytes, tuple]:
        """One request on a connection of its own: status, body, (version, suite)."""
        with socket.create_connection(("127.0.0.1", target.port), 5) as plain:
            with self.context().wrap_socket(plain, server_hostname="127.0.0.1") as tls:
                tls.sendall(harness.request("POST", path, body, "Connection: close\r\n"))
                data = b""
                try:
                    while piece := tls.recv(65536):
                        data += piece
                except ssl.SSLEOFError:
                    pass
                head, reply = data.split(b"\r\n\r\n", 1)
                return int(head.split(b" ")[1]), reply, (tls.version(), tls.cipher()[0])

    def wait(self, target: Target):
        end = time.monotonic() + 10
        while True:
            try:
                return self.ask(target, "/authenticate", self.files["authenticate"])
            except OSError:
                if target.process.poll() is not None or time.monotonic() > end:
                    sys.exit(f"{target.name} does not answer")
                time.sleep(0.005)

    def start(self):
        ours = self.ours()
        status, reply, session = self.wait(ours)
        answer = json.loads(reply)
        if status != 200 or not answer["status"]["authenticated"]:
            sys.exit(f"ours does not answer the TokenReview: {status} {reply!r}")
        replies = {"authenticate": reply}
        for name in ("admit-pod", "admit-4k", "admit-1m"):
            status, reply, _ = self.ask(ours, "/admit", self.files[name])
            if status != 200 or not json.loads(reply)["response"]["allowed"]:
                sys.exit(f"ours answers {name} with {status}: {reply!r}")
        replies["admit"] = reply
        nginx = self.nginx(replies)
        status, reply, other = self.wait(nginx)
        if (status, len(reply)) != (200, len(replies["authenticate"])):
            sys.exit(f"nginx answers {status} with {len(reply)} bytes")
        if session != other or session != ("TLSv1.3", SUITE):
            sys.exit(f"not the same TLS: ours {session}, nginx {other}")
        self.replies, self.session = replies, session
        self.targets = {"ours": ours, "nginx": nginx}

    def stop(self):
        for target in self.targets.values():
            target.stop()

    def load(self, target: Target, *command, core: str = LOAD_CORE) -> tuple[str, float, float]:
        """Runs a load generator; its output, the seconds it took, the server's processor seconds."""
        before, began = processor_seconds(target.pids()), time.monotonic()
        done = subprocess.run(["taskset", "-c", core, *map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True)
        if done.returncode != 0:
            sys.exit(f"{command[0]} against {target.name}: {done.stdout}")
        return done.stdout, time.monotonic() - began, processor_seconds(target.pids()) - before

    def requests(self, target: Target, path: str, file: str, connections: int, seconds: float, core: str = LOAD_CORE) -> dict:
        text, elapsed, processor = self.load(
            target, "wrk", "-t", 1, "-c", connections, "-d", f"{max(1, round(seconds))}s", "--latency", "-s",
            ROOT / "Benchmarks" / "post.lua", f"https://127.0.0.1:{target.port}{path}", "--", self.work / file, core=core)
        found = json.loads(re.search(r"^JSON (.*)$", text, re.M)[1])
        if found["errors"] or not found["requests"]:
            sys.exit(f"{target.name}, {path}: {found}")
        return {"per_second": found["requests"] / found["seconds"], "p50_us": found["p50_us"], "p99_us": found["p99_us"],
                "cpu_us": processor * 1e6 / found["requests"], "busy": processor / elapsed}

    def handshakes(self, target: Target, resumes: bool, seconds: float) -> dict:
        text, elapsed, processor = self.load(target, self.work / "tls-load", "handshake", "-p", target.port, "-c", 32, "-t",
                                             seconds, "-s", SUITE, *(["-r"] if resumes else []))
        found = json.loads(text)
        if found["failed"] or not found["completed"]:
            sys.exit(f"{target.name}, handshakes: {found}")
        share = found["resumed"] / found["completed"]
        if (resumes and share < 0.95) or (not resumes and share > 0):
            sys.exit(f"{target.name}: {share:.0%} of the sessions were resumed")
        return {"per_second": found["per_second"], "p50_us": found["p50_us"], "p99_us": found["p99_us"],
                "cpu_us": processor * 1e6 / found["completed"], "busy": processor / elapsed}


def spread(values) -> dict:
    return {"min": min(values), "median": statistics.median(values), "max": max(values)}


def pairs(arena: Arena, name: str, measure, count: int, results: list):
    """Alternates ours and nginx, the first of a pair changing, and keeps ratios within pairs."""
    runs = {"ours": [], "nginx": []}
    for number in range(count):
        order = ("ours", "nginx") if number % 2 == 0 else ("nginx", "ours")
        for which in order:
            runs[which].append(measure(arena.targets[which]))
    entry = {"name": name, "pairs": count}
    for which, taken in runs.items():
        entry[which] = {key: statistics.median(run[key] for run in taken) for key in taken[0]}
    for key in ("per_second", "p99_us", "cpu_us"):
        if all(run[key] for run in runs["nginx"]):
            entry[f"ratio_{key}"] = spread([a[key] / b[key] for a, b in zip(runs["ours"], runs["nginx"])])
    results.append(entry)
    show(entry)


HEADINGS = ("what", "ours /s", "nginx /s", "ratio (min–median–max)", "CPU µs ours", "nginx", "ratio",
            "p50 µs ours", "nginx", "p99 µs ours", "nginx", "ratio", "busy ours", "nginx")


def three(value: dict | None) -> str:
    return f"{value['min']:.2f}–{value['median']:.2f}–{value['max']:.2f}" if value else "–"


def row(entry: dict) -> list[str]:
    a, b = entry["ours"], entry["nginx"]
    return [entry["name"], f"{a['per_second']:,.0f}", f"{b['per_second']:,.0f}", three(entry.get("ratio_per_second")),
            f"{a['cpu_us']:.1f}", f"{b['cpu_us']:.1f}", three(entry.get("ratio_cpu_us")),
            f"{a['p50_us']:.0f}", f"{b['p50_us']:.0f}",
            f"{a['p99_us']:.0f}", f"{b['p99_us']:.0f}", three(entry.get("ratio_p99_us")),
            f"{a['busy']:.0%}", f"{b['busy']:.0%}"]


def show(entry: dict):
    print("| " + " | ".join(row(entry)) + " |", flush=True)


def memory(arena: Arena, counts: list[int]) -> dict:
    """Fresh processes: what they hold idle, and with idle TLS connections."""
    result = {}
    for which in ("ours", "nginx"):
        target = arena.ours() if which == "ours" else arena.nginx(arena.replies)
        arena.wait(target)
        idle = resident(target.pids())
        entry = {"idle_mib": idle / (1 << 20)}
        for count in counts:
            crowd = subprocess.Popen([arena.work / "tls-load", "hold", "-p", str(target.port), "-c", str(count)],
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            try:
                found = json.loads(crowd.stdout.readline())
                if found["lost"]:
                    sys.exit(f"{which}: lost {found['lost']} of {count} idle connections")
                time.sleep(0.5)
                entry[f"kib_per_connection_{count}"] = (resident(target.pids()) - idle) / count / 1024
            finally:
                crowd.stdin.close()
                crowd.wait()
            end = time.monotonic() + 30
            while len(os.listdir(f"/proc/{target.pids()[-1]}/fd")) > 100 and time.monotonic() < end:
                time.sleep(0.1)
        target.stop()
        result[which] = entry
        print(f"memory, {which}: " + ", ".join(f"{key} {value:.1f}" for key, value in entry.items()), flush=True)
    return result


def start_times(arena: Arena, count: int) -> dict:
    """From exec to the first whole answer over TLS."""
    result = {}
    for which in ("ours", "nginx"):
        taken = []
        for _ in range(count):
            target = arena.ours() if which == "ours" else arena.nginx(arena.replies)
            while True:
                try:
                    arena.ask(target, "/authenticate", arena.files["authenticate"])
                    break
                except OSError:
                    time.sleep(0.0005)
            taken.append((time.monotonic() - target.started) * 1000)
            target.stop()
        result[which] = spread(taken)
        print(f"start to first answer, {which}: {three(result[which])} ms", flush=True)
    return result


def two_loops(arena: Arena, seconds: float, count: int) -> dict:
    """Processor time of a request with one loop and with two, on both cores.

    The load generator shares those cores, so throughput would measure it; what a request costs the server is what two
    loops can lose to each other (locks, shared cache lines).
    """
    taken = {1: [], 2: []}
    for _ in range(count):
        for loops in (1, 2):
            target = arena.ours(loops=loops, cores="0,1")
            arena.wait(target)
            arena.requests(target, "/authenticate", "authenticate", 64, 1, core="0,1")
            taken[loops].append(arena.requests(target, "/authenticate", "authenticate", 64, seconds, core="0,1"))
            target.stop()
    scale = [2 * a["cpu_us"] / b["cpu_us"] for a, b in zip(taken[1], taken[2])]
    result = {"cpu_us_one": statistics.median(run["cpu_us"] for run in taken[1]),
              "cpu_us_two": statistics.median(run["cpu_us"] for run in taken[2]),
              "per_second_one": statistics.median(run["per_second"] for run in taken[1]),
              "per_second_two": statistics.median(run["per_second"] for run in taken[2]),
              "scale_by_cpu": spread(scale)}
    print(f"two loops: {result['cpu_us_one']:.1f} µs a request with one, {result['cpu_us_two']:.1f} with two: "
          f"{three(result['scale_by_cpu'])} times one loop", flush=True)
    return result


def machine() -> dict:
    def run(*command):
        try:
            return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout.strip()
        except OSError:
            return ""
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return {"processor": model[1] if model else "", "cores": os.cpu_count(), "kernel": os.uname().release,
            "memory_gib": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 30,
            "openssl": run("openssl", "version"), "nginx": run("nginx", "-v"), "wrk": run("wrk", "-v").splitlines()[0],
            "swift": run("swift", "--version").splitlines()[0], "commit": run("git", "-C", str(ROOT), "rev-parse", "HEAD"),
            "load_average": os.getloadavg()[0]}


# Gross regressions only: CI machines are noisy. The targets are judged by people, from the full run.
FLOORS = {"per_second": 0.4}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", nargs="?", choices=["full", "smoke", "requests", "handshakes", "memory", "start", "loops"],
                        default="full")
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=float, default=5, help="length of a run")
    parser.add_argument("--pairs", type=int, default=5)
    options = parser.parse_args()
    is_smoke = options.mode == "smoke"
    # Three pairs even there: a single one is at the mercy of whatever else the machine does.
    seconds, count = (1, 3) if is_smoke else (options.seconds, options.pairs)

    def wanted(*modes):
        return options.mode in ("full", "smoke", *modes)
    if (os.cpu_count() or 1) < 2:
        sys.exit("two cores are needed: one for the server, one for the load")

    arena = Arena(options)
    arena.start()
    report = {"date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"), "mode": options.mode,
              "seconds": seconds, "machine": machine(), "tls": arena.session,
              "sizes": {**{name: len(body) for name, body in arena.files.items()},
                        **{f"reply {name}": len(body) for name, body in arena.replies.items()}}, "runs": []}
    try:
        print(" · ".join(f"{key}: {value}" for key, value in report["machine"].items()))
        print(f"sizes in bytes: {report['sizes']}\n")
        print("| " + " | ".join(HEADINGS) + " |\n|" + "---|" * len(HEADINGS), flush=True)
        if wanted("requests"):
            for connections in ((16,) if is_smoke else (16, 64, 256)):
                pairs(arena, f"TokenReview, {connections} connections", lambda target: arena.requests(
                    target, "/authenticate", "authenticate", connections, seconds), count, report["runs"])
            for connections in ((16,) if is_smoke else (1, 16)):
                pairs(arena, f"AdmissionReview 4 KiB, {connections} connection{'s'[:connections - 1]}", lambda target: arena.requests(
                    target, "/admit", "admit-4k", connections, seconds), count, report["runs"])
            pairs(arena, "AdmissionReview of a staker's Pod, 16 connections", lambda target: arena.requests(
                target, "/admit", "admit-pod", 16, seconds), count, report["runs"])
            pairs(arena, "AdmissionReview 1 MiB, 1 connection", lambda target: arena.requests(
                target, "/admit", "admit-1m", 1, seconds), count, report["runs"])
        if wanted("handshakes"):
            for resumes in (False, True):
                pairs(arena, "handshakes, " + ("resumed" if resumes else "full"),
                      lambda target: arena.handshakes(target, resumes, seconds), count, report["runs"])
        print()
        if wanted("memory"):
            report["memory"] = memory(arena, [200] if is_smoke else [1000, 10000])
        if wanted("start"):
            report["start_ms"] = start_times(arena, 3 if is_smoke else 20)
        if wanted("loops"):
            report["two_loops"] = two_loops(arena, seconds, count)
    finally:
        arena.stop()
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(report, indent=1) + "\n")
    print(f"\nwritten: {options.output}")
    if is_smoke:
        # The best of the pairs: what disturbs a run only makes it slower, and what is broken is slow in all of them.
        slow = [entry["name"] for entry in report["runs"] if entry["ratio_per_second"]["max"] < FLOORS["per_second"]]
        if slow:
            print(f"failed: far slower than nginx: {', '.join(slow)}")
            return 1
        print(f"{len(report['runs']) + 3} passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
