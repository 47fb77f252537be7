// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import Kernel
import Testing

@testable import SealCommands

/// Machines that lie in a folder.
@Suite(.timeLimit(.minutes(10))) struct ServerMachineTests {
    /// A machine's root, with files in it.
    final class Root {
        let path: String

        init(_ files: [String: String]) throws {
            var template = Array("/tmp/doctor-root-XXXXXX".utf8CString)
            path = try #require(mkdtemp(&template).map { String(cString: $0) })
            for (name, text) in files {
                try Folder.make(for: path + name)
                let bytes = Array(text.utf8)
                try FileReplacement.write(bytes.span, to: path + name, readers: .owner)
            }
        }

        deinit { try? Folder.remove(path) }
    }

    private static func machine(_ root: Root) -> ServerMachine {
        ServerMachine(root: root.path, now: WallTime(seconds: 1_795_212_180))
    }

    @Test func `a machine without anything of ours is no server`() throws {
        let root = try Root(["/proc/7/cmdline": "/sbin/init\0"])
        let machine = Self.machine(root)
        #expect(!machine.isServer && machine.process == nil)
        if case .skipped = machine.flags {} else { Issue.record("\(machine.flags)") }
        #expect(machine.listener == "127.0.0.1:8443" && machine.operations == "127.0.0.1:9090")
    }

    @Test(
        arguments: [
            ("/usr/local/bin/k3s server", true, []),
            ("/usr/local/bin/k3s\0server\0--debug\0", true, ["server", "--debug"]),
            ("/usr/bin/k3s-server\0", true, []), ("k3s agent", nil, []),
            ("/usr/bin/kube-apiserver\0--a=b c\0", false, ["--a=b c"]),
            ("vim\0/usr/bin/kube-apiserver\0", nil, []), ("", nil, []),
        ] as [(String, Bool?, [String])])
    func `an apiserver is known by its program`(_ line: String, _ isK3s: Bool?, _ arguments: [String]) {
        let process = ApiserverCommandLine(42, Array(line.utf8))
        #expect(process?.isK3s == isK3s)
        if !arguments.isEmpty { #expect(process?.arguments == arguments) }
    }

    @Test func `an apiserver's own process comes before k3s`() throws {
        let root = try Root([
            "/proc/7/cmdline": "k3s server", "/proc/9/cmdline": "kube-apiserver\0--a=1\0", "/proc/self": "",
        ])
        #expect(Self.machine(root).process?.number == 9)
        #expect(Self.machine(root).flags.value?.values == ["a": "1"])
    }

    @Test func `what k3s tells its apiserver is gathered from its files, in their order`() throws {
        let root = try Root([
            "/proc/7/cmdline": "/usr/local/bin/k3s server",
            "/etc/rancher/k3s/config.yaml": "kube-apiserver-arg: [\"a=1\", \"b=1\"]\nwrite-kubeconfig-mode: \"0600\"\n",
            "/etc/rancher/k3s/config.yaml.d/40-stake.yaml": "kube-apiserver-arg+:\n- b=2\n- c=2\n",
            "/etc/rancher/k3s/config.yaml.d/50-more.yml": "kube-apiserver-arg+: d=3\n",
            "/etc/rancher/k3s/config.yaml.d/notes.txt": "kube-apiserver-arg: []\n",
        ])
        let flags = try #require(Self.machine(root).flags.value)
        #expect(flags.values == ["a": "1", "b": "2", "c": "2", "d": "3"])
        #expect(flags.origin == "config.yaml, 40-stake.yaml, 50-more.yml")
        // Without a plus sign the last file takes the place of all before it.
        let last = try Root([
            "/etc/rancher/k3s/config.yaml": "kube-apiserver-arg: [\"a=1\"]\n",
            "/etc/rancher/k3s/config.yaml.d/9.yaml": "kube-apiserver-arg: [\"b=2\"]\n",
        ])
        let folder = last.path + "/etc/rancher/k3s"
        #expect(
            K3sConfiguration.flags(in: folder, arguments: ["--kube-apiserver-arg", "c=3"]).value?.values == [
                "b": "2", "c": "3",
            ])
        #expect(K3sConfiguration.flags(in: folder, arguments: ["--kube-apiserver-arg=b=9"]).value?.values == ["b": "9"])
    }

    @Test func `a file that cannot be read is not one that says nothing`() throws {
        let root = try Root(["/etc/rancher/k3s/config.yaml": "a: [\n", "/proc/7/cmdline": "k3s server"])
        if case .unseen = Self.machine(root).flags {} else { Issue.record("it was read") }
    }

    @Test func `a variable beside our server's configuration wins`() throws {
        let root = try Root([
            "/etc/k3s-daas/webhook-server.yaml": "opsAddress: 127.0.0.1:9191\n",
            "/etc/k3s-daas/webhook-server.env": "K3S_DAAS_OPS_ADDRESS=10.0.0.7:9090\n",
        ])
        #expect(Self.machine(root).operations == "10.0.0.7:9090")
    }

    @Test func `our server's configuration says where to look`() throws {
        let root = try Root([
            "/etc/k3s-daas/webhook-server.yaml": """
            listenAddress: "[::1]:9443"
            opsAddress: 127.0.0.1:9191
            audiences: [mine]
            clientAuth: {mode: "off", subjectNames: [one, two]}
            """,
            "/proc/7/cmdline": "kube-apiserver\0--authentication-token-webhook-config-file=/t.yaml\0",
            "/proc/7/environ": "PATH=/bin\0HTTPS_PROXY=http://p:1\0TOKEN=secret\0",
            "/t.yaml": "clusters: [{cluster: {server: \"https://hook.example:8443/authenticate\"}}]\n",
        ])
        let machine = Self.machine(root)
        let flags = machine.flags
        #expect(machine.isServer && machine.listener == "[::1]:9443" && machine.operations == "127.0.0.1:9191")
        #expect(
            machine.audiences == ["mine"] && machine.subjectNames == ["one", "two"] && !machine.asksForCertificates)
        #expect(machine.host(flags) == "hook.example" && ServerMachine.host(of: "https://[::1]:9443/x") == "::1")
        #expect(machine.missingFiles(flags).isEmpty && machine.proxies.value == ["HTTPS_PROXY": "http://p:1"])
        let bare = try Root(["/proc/7/cmdline": "kube-apiserver\0--admission-control-config-file=/a.yaml\0"])
        #expect(Self.machine(bare).missingFiles(Self.machine(bare).flags) == ["/a.yaml"])
    }

    @Test func `several documents in one file are told apart`() {
        let text = "---\na: 1\n---\nb: [\n---\nc: |\n  x --- y\n"
        let documents = ServerMachine.documents(Array(text.utf8))
        #expect(documents.map { $0["a"]?.scalar ?? $0["c"]?.scalar } == ["1", "x --- y\n"])
    }

    @Test func `the addresses of all apiservers are those behind their service`() throws {
        let slices = """
            {"items": [{"ports": [{"name": "https", "port": 6443}], "endpoints": [{"addresses": ["10.0.0.2"]}, {"addresses": ["10.0.0.1"]}]},
                       {"ports": [{"name": "https", "port": 6443}], "endpoints": [{"addresses": ["fd00::1"]}, {"addresses": ["10.0.0.1"]}]}]}
            """
        #expect(
            ClusterDoctor.urls(try node(slices)) == [
                "https://10.0.0.1:6443", "https://10.0.0.2:6443", "https://[fd00::1]:6443",
            ])
        #expect(ClusterDoctor.urls(try node("{}")).isEmpty)
    }
}
