# SPDX-License-Identifier: Apache-2.0
"""Bodies that a real kube-apiserver sent, with the heads it sent them with."""
import json

from harness import case, check, equal, fixtures, token_review


def replay(bench, folder: str, path: str, judge):
    files = sorted((fixtures() / folder).glob("*.json"))
    check(files, f"no recorded bodies in {folder}")
    server = bench.server()
    with server.connect() as client:
        for file in files:
            body = file.read_bytes()
            head = file.with_name(file.name.removesuffix(".json") + ".headers.txt").read_bytes()
            lines = [line for line in head.replace(b"\r\n", b"\n").strip().split(b"\n") if not line.startswith(b"#")]
            # The path was the recorder's; the fields and their order are the apiserver's.
            fields = [line for line in lines[1:] if not line.lower().startswith(b"content-length:")]
            first = f"POST {path}?timeout=10s HTTP/1.1".encode()
            client.send(b"\r\n".join([first, *fields, f"Content-Length: {len(body)}".encode()]) + b"\r\n\r\n" + body)
            reply = client.reply()
            equal(reply.status, 200, file.name)
            sent, answer = json.loads(body), reply.json()
            equal(answer.get("apiVersion"), sent["apiVersion"], f"{file.name}: apiVersion")
            equal(answer.get("kind"), sent["kind"], f"{file.name}: kind")
            judge(file.name, sent, answer)
    return len(files)


@case("recorded TokenReviews are answered, v1 and v1beta1")
def token_reviews(bench):
    def judge(name, _, answer):
        equal(answer["status"].get("authenticated", False), False, f"{name}: a stranger's token")
        check("user" not in answer["status"], f"{name}: names a user")
    replay(bench, "tokenreview", "/authenticate", judge)
    server = bench.server()
    with server.connect() as client:
        for version in ("v1", "v1beta1"):
            answer = client.post("/authenticate", token_review(bench.token, version)).json()
            equal(answer["apiVersion"], f"authentication.k8s.io/{version}", "apiVersion")
            equal(answer["status"]["authenticated"], True, version)


@case("recorded AdmissionReviews are answered with their uid")
def admission_reviews(bench):
    def judge(name, sent, answer):
        equal(answer["response"]["uid"], sent["request"]["uid"], f"{name}: uid")
        check(isinstance(answer["response"]["allowed"], bool), f"{name}: allowed")
        check("patch" not in answer["response"], f"{name}: a validating webhook must not patch")
    replay(bench, "admission", "/admit", judge)


@case("recorded SubjectAccessReviews are answered, never allowed and denied at once")
def subject_access_reviews(bench):
    def judge(name, _, answer):
        status = answer["status"]
        check(isinstance(status["allowed"], bool), f"{name}: allowed")
        check(not (status["allowed"] and status.get("denied")), f"{name}: allowed and denied")
    replay(bench, "sar", "/authorize", judge)
