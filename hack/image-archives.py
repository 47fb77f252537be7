# SPDX-License-Identifier: Apache-2.0
"""Writes the tree of hack/image as an image in which nothing depends on when, where and by whom it was made.

`rootfs.tar` is its one layer, `webhook-server.oci.tar` an OCI layout that engines load (with docker's own index in it), `sbom.spdx.json`
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

REPOSITORY = "localhost/k3s-daas/webhook-server"
EPOCH = "1970-01-01T00:00:00Z"
NAMESPACE = uuid.UUID("6c1f7e0c-8d2b-5f3e-9f0b-3d6f1c0a7b55")


def digest(content):
    return hashlib.sha256(content).hexdigest()


def encoded(value):
    return json.dumps(value, indent=2, sort_keys=True).encode() + b"\n"


def oci(layer, version, architecture):
    """The layer as an image: blobs that are named by what is in them, and the ways to them."""
    blobs = {}

    def blob(content, kind):
        blobs[digest(content)] = content
        return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": f"sha256:{digest(content)}", "size": len(content)}

    layer_at = blob(layer, "layer.v1.tar")
    config = blob(encoded({
        "architecture": architecture, "os": "linux", "created": EPOCH,
        "config": {
            "User": "990:990", "Env": ["SWIFT_BACKTRACE=enable=no"], "Entrypoint": ["/usr/bin/webhook-server"],
            "Cmd": ["run", "--config", "/etc/k3s-daas/webhook-server.yaml"], "StopSignal": "SIGTERM",
            "Labels": {
                "org.opencontainers.image.title": "k3s-daas webhook-server", "org.opencontainers.image.licenses": "Apache-2.0",
                "org.opencontainers.image.description": "Kubernetes access by on-chain stake"}},
        "rootfs": {"type": "layers", "diff_ids": [layer_at["digest"]]},
        "history": [{"created": EPOCH, "created_by": "hack/image"}]}), "config.v1+json")
    manifest = blob(encoded({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config, "layers": [layer_at]}), "manifest.v1+json")
    name = f"{REPOSITORY}:{version}"
    index = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [manifest | {
        "platform": {"architecture": architecture, "os": "linux"},
        "annotations": {"io.containerd.image.name": name, "org.opencontainers.image.ref.name": version}}]}
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

    image = "SPDXRef-Image"
    program = (tree / "usr/bin/webhook-server").read_bytes()
    packages = [
        package("Image", REPOSITORY, options.version, primaryPackagePurpose="CONTAINER",
                checksums=[{"algorithm": "SHA256", "checksumValue": digest(layer)}]),
        package("Program", "webhook-server", options.version, primaryPackagePurpose="APPLICATION", supplier="Organization: k3s-daas",
                licenseDeclared="Apache-2.0", checksums=[{"algorithm": "SHA256", "checksumValue": digest(program)}]),
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
        if not file.is_file() or (place not in owners and place != "/usr/bin/webhook-server"):
            continue
        content, identity = file.read_bytes(), f"SPDXRef-File-{digest(place.encode())[:16]}"
        files.append({"SPDXID": identity, "fileName": f".{place}", "licenseConcluded": "NOASSERTION", "copyrightText": "NOASSERTION", "checksums": [
            {"algorithm": "SHA1", "checksumValue": hashlib.sha1(content).hexdigest()}, {"algorithm": "SHA256", "checksumValue": digest(content)}]})
        owner = owners[place].split(":")[0] if place in owners else None
        holder = f"SPDXRef-Debian-{owner.replace('+', 'plus').replace('_', '-')}" if owner else "SPDXRef-Program"
        relations.append((holder, "CONTAINS", identity))
    return encoded({
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": f"webhook-server-{options.version}",
        # A document of its own for each content, as the standard wants it.
        "documentNamespace": f"urn:uuid:{uuid.uuid5(NAMESPACE, digest(layer))}",
        "creationInfo": {"created": EPOCH, "creators": ["Tool: k3s-daas-hack-image"]},
        "packages": packages, "files": files,
        "relationships": [{"spdxElementId": left, "relationshipType": how, "relatedSpdxElement": right} for left, how, right in relations]})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("tree", type=pathlib.Path)
    for name in ("version", "swift", "packages", "owners", "architecture"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    layer = tar(options.tree)
    archive, identity = oci(layer, options.version, options.architecture)
    lines = []
    for path, file in entries(options.tree):
        if file.is_file():
            lines.append(f"{digest(file.read_bytes())}  {stat.S_IMODE(os.stat(file).st_mode):04o}  /{path}")
    for name, content in (("rootfs.tar", layer), ("webhook-server.oci.tar", archive), ("sbom.spdx.json", sbom(options.tree, layer, options))):
        pathlib.Path(options.out, name).write_bytes(content)
        lines.append(f"{digest(content)}  0644  {name}")
    lines.append(f"{identity.removeprefix('sha256:')}  {REPOSITORY}:{options.version}")
    pathlib.Path(options.out, "MANIFEST").write_text("".join(line + "\n" for line in lines))


main()
