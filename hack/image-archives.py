# SPDX-License-Identifier: Apache-2.0
"""Writes the tree of hack/image as an image in which nothing depends on when, where and by whom it was made.

`rootfs.tar` is its one layer, `PROGRAM.oci.tar` an OCI layout that engines load (with docker's own index in it), `sbom.spdx.json`
says what is in it, and MANIFEST has a line for each file and each of these.
"""
import argparse
import hashlib
import io
import json
import os
import pathlib
import stat
import tarfile
import uuid

from archives import entries, tar

# What each program is for, and what it is told where nobody says anything else.
PROGRAMS = {
    "webhook-server": ("Kubernetes access by on-chain stake", ["run", "--config", "/etc/k3s-daas/webhook-server.yaml"]),
    "seal-controller": ("What stakers and their machines ask of a cluster", ["run", "--config", "/etc/k3s-daas/seal-controller.yaml"]),
    # A container has no agent to stop and sees itself instead of the machine: all that it can do is watch.
    "stake-worker": ("Watches the stake of a worker", ["run", "--observe", "--measure=false"]),
}
EPOCH = "1970-01-01T00:00:00Z"
NAMESPACE = uuid.UUID("6c1f7e0c-8d2b-5f3e-9f0b-3d6f1c0a7b55")


def digest(content):
    return hashlib.sha256(content).hexdigest()


def encoded(value):
    return json.dumps(value, indent=2, sort_keys=True).encode() + b"\n"


def repository(program):
    return f"localhost/k3s-daas/{program}"


def oci(layer, options):
    """The layer as an image: blobs that are named by what is in them, and the ways to them."""
    blobs = {}

    def blob(content, kind):
        blobs[digest(content)] = content
        return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": f"sha256:{digest(content)}", "size": len(content)}

    description, command = PROGRAMS[options.program]
    layer_at = blob(layer, "layer.v1.tar")
    config = blob(encoded({
        "architecture": options.architecture, "os": "linux", "created": EPOCH,
        "config": {
            "User": f"{options.user}:{options.user}", "Env": ["SWIFT_BACKTRACE=enable=no"], "Entrypoint": [f"/usr/bin/{options.program}"],
            "Cmd": command, "StopSignal": "SIGTERM",
            "Labels": {
                "org.opencontainers.image.title": f"k3s-daas {options.program}", "org.opencontainers.image.licenses": "Apache-2.0",
                "org.opencontainers.image.description": description}},
        "rootfs": {"type": "layers", "diff_ids": [layer_at["digest"]]},
        "history": [{"created": EPOCH, "created_by": "hack/image"}]}), "config.v1+json")
    manifest = blob(encoded({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config, "layers": [layer_at]}), "manifest.v1+json")
    name = f"{repository(options.program)}:{options.version}"
    index = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [manifest | {
        "platform": {"architecture": options.architecture, "os": "linux"},
        "annotations": {"io.containerd.image.name": name, "org.opencontainers.image.ref.name": options.version}}]}
    files = {f"blobs/sha256/{name}": content for name, content in blobs.items()} | {
        "index.json": encoded(index), "oci-layout": encoded({"imageLayoutVersion": "1.0.0"}),
        # What docker looks for before it knows of OCI.
        "manifest.json": encoded([{
            "Config": f"blobs/sha256/{config['digest'][7:]}", "RepoTags": [name], "Layers": [f"blobs/sha256/{layer_at['digest'][7:]}"]}])}
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(files):
            info = tarfile.TarInfo(path)
            info.size, info.mode = len(files[path]), 0o644
            archive.addfile(info, io.BytesIO(files[path]))
    return stream.getvalue(), manifest["digest"]


def sbom(tree, layer, options):
    """What is in the image, in SPDX 2.3: Debian's packages as dpkg knows them, the program, and Swift's library inside it."""
    def package(identity, name, version, **more):
        return {"SPDXID": f"SPDXRef-{identity}", "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
                "licenseConcluded": "NOASSERTION", "licenseDeclared": "NOASSERTION", "copyrightText": "NOASSERTION"} | more

    def reference(purl):
        return {"externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}]}

    image, executable = "SPDXRef-Image", f"/usr/bin/{options.program}"
    packages = [
        package("Image", repository(options.program), options.version, primaryPackagePurpose="CONTAINER",
                checksums=[{"algorithm": "SHA256", "checksumValue": digest(layer)}]),
        package("Program", options.program, options.version, primaryPackagePurpose="APPLICATION", supplier="Organization: k3s-daas",
                licenseDeclared="Apache-2.0", checksums=[{"algorithm": "SHA256", "checksumValue": digest((tree / executable[1:]).read_bytes())}]),
        package("Swift", "swift", options.swift, primaryPackagePurpose="LIBRARY", supplier="Organization: swift.org",
                licenseDeclared="Apache-2.0 WITH Swift-exception", comment="The standard library and its runtime, linked into the program.")]
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", image), (image, "CONTAINS", "SPDXRef-Program"), ("SPDXRef-Program", "STATIC_LINK", "SPDXRef-Swift")]
    for line in sorted(pathlib.Path(options.packages).read_text().splitlines()):
        name, version, architecture, source, source_version = line.split("\t")
        identity = f"Debian-{name.replace('+', 'plus').replace('_', '-')}"
        purl = f"pkg:deb/debian/{name.replace('+', '%2B')}@{version.replace('+', '%2B').replace(':', '%3A')}?arch={architecture}&distro=debian-12"
        packages.append(package(identity, name, version, supplier="Organization: Debian",
                                sourceInfo=f"built from {source} {source_version}", **reference(purl)))
        relations.append((image, "CONTAINS", f"SPDXRef-{identity}"))
    owners = dict(reversed(line.split("\t")) for line in pathlib.Path(options.owners).read_text().splitlines())
    files = []
    for path, file in entries(tree):
        place = f"/{path}"
        if not file.is_file() or (place not in owners and place != executable):
            continue
        content, identity = file.read_bytes(), f"SPDXRef-File-{digest(place.encode())[:16]}"
        files.append({"SPDXID": identity, "fileName": f".{place}", "licenseConcluded": "NOASSERTION", "copyrightText": "NOASSERTION", "checksums": [
            {"algorithm": "SHA1", "checksumValue": hashlib.sha1(content).hexdigest()}, {"algorithm": "SHA256", "checksumValue": digest(content)}]})
        owner = owners[place].split(":")[0] if place in owners else None
        holder = f"SPDXRef-Debian-{owner.replace('+', 'plus').replace('_', '-')}" if owner else "SPDXRef-Program"
        relations.append((holder, "CONTAINS", identity))
    return encoded({
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": f"{options.program}-{options.version}",
        # A document of its own for each content, as the standard wants it.
        "documentNamespace": f"urn:uuid:{uuid.uuid5(NAMESPACE, digest(layer))}",
        "creationInfo": {"created": EPOCH, "creators": ["Tool: k3s-daas-hack-image"]},
        "packages": packages, "files": files,
        "relationships": [{"spdxElementId": left, "relationshipType": how, "relatedSpdxElement": right} for left, how, right in relations]})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("tree", type=pathlib.Path)
    parser.add_argument("--program", required=True, choices=PROGRAMS)
    for name in ("user", "version", "swift", "packages", "owners", "architecture"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    layer = tar(options.tree)
    archive, identity = oci(layer, options)
    lines = []
    for path, file in entries(options.tree):
        if file.is_file():
            lines.append(f"{digest(file.read_bytes())}  {stat.S_IMODE(os.stat(file).st_mode):04o}  /{path}")
    for name, content in (("rootfs.tar", layer), (f"{options.program}.oci.tar", archive), ("sbom.spdx.json", sbom(options.tree, layer, options))):
        pathlib.Path(options.out, name).write_bytes(content)
        lines.append(f"{digest(content)}  0644  {name}")
    lines.append(f"{identity.removeprefix('sha256:')}  {repository(options.program)}:{options.version}")
    pathlib.Path(options.out, "MANIFEST").write_text("".join(line + "\n" for line in lines))


main()
