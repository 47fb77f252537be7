# SPDX-License-Identifier: Apache-2.0
"""testssl.sh, slowhttptest and sslyze: the tools that an auditor brings along."""
import json
import os
import shutil
import subprocess
import sys
import threading
import time

from harness import Skip, case, check, eventually, need


@case("testssl.sh finds nothing above LOW", alone=True)
def testssl(bench):
    tool = shutil.which("testssl") or need("testssl.sh")
    server = bench.server(key="server")
    report = bench.folder / "testssl.json"
    subprocess.run(
        [tool, "--quiet", "--color", "0", "--warnings", "off", "--jsonfile", report, "--add-ca", bench.pki / "ca.crt",
         "--nodns", "none", f"https://localhost:{server.port}/authenticate"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=600,
        # No engine for GOST's ciphers is asked for: not to have one is the scanner's machine's matter.
        env={**os.environ, "HOME": str(bench.folder), "NO_ENGINE": "true"})
    findings = json.loads(report.read_text())
    check(len(findings) > 60, f"only {len(findings)} findings: the scan did not run through")
    # A throwaway PKI on loopback has no OCSP, CRL, CAA or public chain, and a webhook sends no HSTS: those lines judge
    # this test's certificate, not the server.
    pardoned = ("cert_ocspRevoked", "cert_revocation", "OCSP_stapling", "cert_chain_of_trust", "DNS_CAArecord", "HSTS",
                "cert_caIssuers", "cert_commonName_wo_SNI", "cert_trust", "cert_notAfter", "cert_expirationStatus",
                "scanTime", "scanProblem", "HTTP_status_code", "HTTP_clock_skew", "security_headers")
    # Its s_client has nothing to say and leaves, now and then before a ticket of TLS 1.3 is there, as it does with
    # OpenSSL's own server; with the empty file that it kept it does not connect at all. Cases of our own resume
    # sessions.
    unseen = ("sessionresumption_ticket", "check failed because of connect problem")
    bad = [f"{f['id']}: {f['severity']}: {f['finding']}" for f in findings
           if f["severity"] not in ("OK", "INFO", "LOW", "DEBUG")
           and not f["id"].startswith(pardoned) and (f["id"], f["finding"]) != unseen]
    check(not bad, "; ".join(bad))
    check(server.answers(), "goes on answering")


@case("slowhttptest does not keep others from being answered", alone=True)
def slow(bench):
    tool = need("slowhttptest")
    server = bench.server()
    seconds = str(int(12 * bench.scale))
    url = f"https://127.0.0.1:{server.port}/authenticate"
    for what, arguments in (
        ("slow heads", ["-H", "-i", "1"]),
        ("slow bodies", ["-B", "-i", "1", "-s", "8192", "-t", "POST"]),
        ("slow readers", ["-X", "-w", "10", "-y", "20", "-n", "2", "-z", "8", "-k", "3"]),
    ):
        attack = subprocess.Popen([tool, *arguments, "-c", "1000", "-r", "500", "-l", seconds, "-u", url, "-p", "2"],
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            slowest, asked = 0.0, 0
            while attack.poll() is None:
                began = time.monotonic()
                check(server.answers(), f"answers during {what}")
                slowest, asked = max(slowest, time.monotonic() - began), asked + 1
                time.sleep(0.05)
        finally:
            attack.kill()
            attack.wait()
        check(asked > 10, f"{what}: the attack ended at once; the case proves nothing")
        check(slowest < 1.5, f"{what}: an answer took {slowest:.1f} s")
    eventually(lambda: server.descriptors() < 64, 20, "the attackers' descriptors are given back")


@case("sslyze finds AEAD suites of 1.2 and 1.3 alone, and none of the famous bugs", alone=True)
def sslyze(bench):
    # Its own environment, so that nothing of this machine's Python changes.
    folder = bench.folder / "sslyze"
    made = subprocess.run([sys.executable, "-m", "venv", folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if made.returncode == 0:
        made = subprocess.run([folder / "bin" / "pip", "install", "-q", "sslyze"], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=300)
    if made.returncode != 0:
        raise Skip(f"sslyze does not install: {made.stdout.decode(errors='replace').strip().splitlines()[-1:]}")
    server = bench.server()
    report = bench.folder / "sslyze.json"
    done = subprocess.run([folder / "bin" / "python", "-m", "sslyze", "--json_out", report, "--mozilla_config", "disable",
                           "--sslv2", "--sslv3", "--tlsv1", "--tlsv1_1", "--tlsv1_2", "--tlsv1_3", "--heartbleed",
                           "--openssl_ccs", "--compression", "--robot", "--reneg", "--early_data",
                           f"localhost:{server.port}"],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
    check(report.exists(), done.stdout[-600:])
    result = json.loads(report.read_text())["server_scan_results"][0]
    check(result["scan_status"] == "COMPLETED", f"scan: {result['scan_status']} {done.stdout[-300:]}")
    scan = {name: value["result"] for name, value in result["scan_result"].items() if value.get("result")}
    for version in ("ssl_2_0", "ssl_3_0", "tls_1_0", "tls_1_1"):
        found = scan.get(f"{version}_cipher_suites")
        if found is None and version == "ssl_2_0":
            continue  # newer releases cannot speak it; testssl.sh still can
        check(found is not None, f"{version} was not scanned: {sorted(scan)}")
        accepted = found["accepted_cipher_suites"]
        check(not accepted, f"{version}: {accepted}")
    for version in ("tls_1_2", "tls_1_3"):
        names = [one["cipher_suite"]["name"] for one in scan[f"{version}_cipher_suites"]["accepted_cipher_suites"]]
        check(names, f"{version}: nothing accepted")
        weak = [name for name in names if "GCM" not in name and "CHACHA20_POLY1305" not in name]
        check(not weak, f"{version}: {weak}")
    check(not scan["heartbleed"]["is_vulnerable_to_heartbleed"], "Heartbleed")
    check(not scan["openssl_ccs_injection"]["is_vulnerable_to_ccs_injection"], "CCS injection")
    check(not scan["tls_compression"]["supports_compression"], "compression")
    check("NOT_VULNERABLE" in scan["robot"]["robot_result"], f"ROBOT: {scan['robot']['robot_result']}")
    check(not scan["session_renegotiation"]["is_vulnerable_to_client_renegotiation_dos"], "client renegotiation")
    check(not scan["tls_1_3_early_data"]["supports_early_data"], "early data can be replayed")
