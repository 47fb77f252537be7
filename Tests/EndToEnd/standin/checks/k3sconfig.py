# SPDX-License-Identifier: Apache-2.0
"""How k3s reads its configuration, as its documentation has it."""
import pathlib
import tempfile

from standin.k3sconfig import arguments, merged

from . import check, equal


@check("of several files the last one is right, and a key with a plus adds to those before")
def files():
    with tempfile.TemporaryDirectory() as name:
        file = pathlib.Path(name) / "config.yaml"
        folder = file.with_name("config.yaml.d")
        folder.mkdir()
        file.write_text("https-listen-port: 7000\nkube-apiserver-arg:\n  - a=1\ndisable: traefik\n")
        (folder / "10-a.yaml").write_text("https-listen-port: 7001\nkube-apiserver-arg+:\n  - b=2\ndisable+: [servicelb]\n")
        (folder / "20-b.yaml").write_text("kube-apiserver-arg+:\n  - c=3\n")
        (folder / "30-c.txt").write_text("https-listen-port: 7002\n")
        equal(merged(file), {"https-listen-port": 7001, "kube-apiserver-arg": ["a=1", "b=2", "c=3"],
                             "disable": ["traefik", "servicelb"]}, "configuration")
        (folder / "40-d.yaml").write_text("kube-apiserver-arg:\n  - d=4\n")
        equal(merged(file)["kube-apiserver-arg"], ["d=4"], "without a plus")


@check("a flag that is given takes the place of k3s' own, and stands beside it with a sign")
def flags():
    own = {"profiling": "false", "enable-admission-plugins": "NodeRestriction"}
    equal(arguments(own, ["profiling=true", "v=2"]),
          ["--profiling=true", "--enable-admission-plugins=NodeRestriction", "--v=2"], "anew")
    equal(arguments(own, ["enable-admission-plugins+=Other", "profiling-=true"]),
          ["--profiling=true", "--profiling=false", "--enable-admission-plugins=NodeRestriction",
           "--enable-admission-plugins=Other"], "beside")
    equal(arguments({}, ["runtime-config=a=1", "runtime-config=b=1"]), ["--runtime-config=a=1", "--runtime-config=b=1"], "twice")
