// SPDX-License-Identifier: Apache-2.0
import Configuration
import Crypto
import Kernel
import PKI
import Testing
import Wiring

@testable import SealCommands

@Suite(.timeLimit(.minutes(10))) struct InPlaceWiringTests {
    private static let folder = "/etc/k3s-daas"
    private static let k3s = "/etc/rancher/k3s/config.yaml.d/40-stake.yaml"
    private static let unit = "/etc/systemd/system/k3s-daas.service"
    private static let manifest = "/var/lib/rancher/k3s/server/manifests/k3s-daas.yaml"

    /// Files as a plan could make them: few, and of every kind that is treated apart.
    private static let renderer = WireRenderer { plan, authorities, _ throws(CommandFailure) in
        func file(_ path: String, _ text: String, _ mode: UInt16 = 0o644, _ owner: WiredFile.Owner = .root) -> WiredFile
        {
            WiredFile(path: path, mode: mode, owner: owner, contents: Array(text.utf8))
        }
        var files = [
            file("\(plan.folder)/wiring/plan.yaml", "port: \(plan.listenPort)\n"),
            file("\(plan.folder)/webhook-server.yaml", "listen: \(plan.listenPort)\n", 0o640, .service),
            file("\(plan.folder)/wiring/token-webhook.yaml", "url: \(plan.listenPort)\n"),
        ]
        if plan.hasAuthorizer { files.append(file("\(plan.folder)/wiring/authorization.yaml", "kind: A\n")) }
        files.append(file(Self.unit, "[Service]\n"))
        files.append(file(Self.manifest, "caBundle:\n\(String(decoding: authorities, as: UTF8.self))"))
        files.append(file(Self.k3s, "kube-apiserver-arg+: [x]\n"))
        return files
    }

    private static func plan(_ change: (inout WiringPlan) -> Void = { _ in }) -> WiringPlan {
        var plan = WiringPlan(.k3s)
        change(&plan)
        return plan
    }

    private final class Told: Sendable {
        let shown = Locked("")
        let questions = Locked(0)
    }

    private func wiring(
        _ machine: FakeMachine, told: Told = Told(), answer: Bool? = true,
        _ choices: InPlaceWiring.Choices = InPlaceWiring.Choices()
    ) -> InPlaceWiring {
        var console = Console(
            askSecret: { _ in nil }, readInput: { _ in nil }, progress: { _ in },
            stream: { text in
                told.shown.withLock { $0 += text }
                return true
            }, holdEnd: { {} })
        console.confirm = { _ in
            told.questions.withLock { $0 += 1 }
            return answer
        }
        return InPlaceWiring(
            machine, folder: Self.folder, renderer: Self.renderer, choices: choices, console: console)
    }

    private func text(_ machine: FakeMachine, _ path: String) -> String? {
        machine.files[path].map { String(decoding: $0.contents, as: UTF8.self) }
    }

    private static let starts = [
        "daemon-reload", "enable k3s-daas.socket k3s-daas.service k3s-daas-renew.timer",
        "restart k3s-daas.socket k3s-daas.service k3s-daas-renew.timer", "stop k3s.service",
        "start --no-block k3s.service",
    ]

    @Test func `a server is wired, started, and then its apiserver`() throws {
        let machine = FakeMachine()
        let told = Told()
        _ = try wiring(machine, told: told).apply(Self.plan())
        #expect(text(machine, Self.k3s) == "kube-apiserver-arg+: [x]\n")
        #expect(machine.files["\(Self.folder)/webhook-server.yaml"]?.mode == 0o640)
        #expect(machine.files["\(Self.folder)/webhook-server.yaml"]?.owner.group == 990)
        #expect(machine.files["\(Self.folder)/pki/server.key"]?.mode == 0o640)
        #expect(machine.files["\(Self.folder)/pki/ca.key"]?.mode == 0o600)
        #expect(machine.files["\(Self.folder)/wiring/journal.yaml"] == nil)
        #expect(!machine.files.keys.contains { $0.contains("/staged") })
        #expect(machine.orders == Self.starts)
        let programs = machine.state.withLock { $0.programs }
        #expect(
            programs == [
                "/usr/local/bin/webhook-server check-config --config \(Self.folder)/wiring/staged/webhook-server.yaml"
            ])
        #expect(told.questions.withLock { $0 } == 1)
        let shown = told.shown.withLock { $0 }
        #expect(shown.contains("--- /dev/null\n+++ \(Self.k3s)\n@@ -0,0 +1 @@\n+kube-apiserver-arg+: [x]\n"))
        #expect(!shown.contains("PRIVATE KEY"))
    }

    @Test func `a server that an operator's variable has moved is asked where it is`() throws {
        let machine = FakeMachine()
        let variables = "K3S_DAAS_OPS_ADDRESS=10.0.0.7:9191\n"
        machine.files["\(Self.folder)/webhook-server.env"] = PresentFile(
            contents: Array(variables.utf8), mode: 0o640, owner: NewFile.Owner(user: 0, group: 990))
        machine.state.withLock { $0.serverAddress = "10.0.0.7:9191" }
        _ = try wiring(machine).apply(Self.plan())
        #expect(machine.orders == Self.starts)
        #expect(text(machine, "\(Self.folder)/webhook-server.env") == variables)
        // Where it says nothing, the plan's port counts, and nobody is there.
        let silent = FakeMachine()
        silent.state.withLock { $0.serverAddress = "10.0.0.7:9191" }
        #expect(throws: CommandFailure.self) { _ = try wiring(silent).apply(Self.plan()) }
    }

    @Test func `a second time nothing is changed, asked or restarted`() throws {
        let machine = FakeMachine()
        _ = try wiring(machine).apply(Self.plan())
        let (before, orders) = (machine.visible, machine.orders.count)
        let told = Told()
        machine.revive()
        _ = try wiring(machine, told: told).apply(Self.plan())
        #expect(machine.visible == before)
        #expect(told.questions.withLock { $0 } == 0)
        #expect(!machine.orders[orders...].contains { $0.contains("k3s.service") })
    }

    @Test func `whoever says no, or is not there, has nothing changed`() throws {
        for answer in [false, nil] {
            let machine = FakeMachine()
            let failure = #expect(throws: CommandFailure.self) {
                _ = try wiring(machine, answer: answer).apply(Self.plan())
            }
            #expect(failure?.exit == (answer == nil ? .usage : .refused))
            #expect(machine.visible.isEmpty)
            #expect(machine.orders.isEmpty)
        }
    }

    @Test func `what the server refuses is not written`() throws {
        let machine = FakeMachine()
        machine.state.withLock { $0.isContent = false }
        let failure = #expect(throws: CommandFailure.self) { _ = try wiring(machine).apply(Self.plan()) }
        #expect(failure?.exit == .configuration)
        #expect(machine.visible.isEmpty)
    }

    @Test func `a file that was there is shown, saved and brought back`() throws {
        let machine = FakeMachine()
        let own = PresentFile(
            contents: Array("mine: 1\n".utf8), mode: 0o600, owner: NewFile.Owner(user: 1000, group: 1000))
        machine.files = [Self.k3s: own]
        let told = Told()
        _ = try wiring(machine, told: told).apply(Self.plan())
        #expect(told.shown.withLock { $0 }.contains("-mine: 1\n+kube-apiserver-arg+: [x]\n"))
        // Changed once more: the first copy stays the one to bring back.
        machine.revive()
        _ = try wiring(machine).apply(Self.plan { $0.listenPort = 9443 })
        machine.revive()
        _ = try wiring(machine).remove(Self.plan())
        #expect(machine.visible == [Self.k3s: own])
        #expect(machine.orders.suffix(4).first == "daemon-reload")
        #expect(machine.orders.last == "stop k3s-daas.socket k3s-daas.service k3s-daas-renew.timer")
    }

    @Test func `what is not wanted any more goes`() throws {
        let machine = FakeMachine()
        _ = try wiring(machine).apply(Self.plan { $0.hasAuthorizer = true })
        #expect(text(machine, "\(Self.folder)/wiring/authorization.yaml") != nil)
        machine.revive()
        _ = try wiring(machine).apply(Self.plan())
        #expect(text(machine, "\(Self.folder)/wiring/authorization.yaml") == nil)
    }

    @Test func `it is removed with k3s down, which stays down`() throws {
        let machine = FakeMachine()
        _ = try wiring(machine).apply(Self.plan())
        machine.state.withLock { $0.isApiserverUp = false }
        machine.revive()
        let orders = machine.orders.count
        _ = try wiring(machine).remove(Self.plan())
        #expect(machine.visible.isEmpty)
        #expect(!machine.orders[orders...].contains { $0.contains(" k3s.service") })
    }

    @Test func `an apiserver that is not ready within two minutes gets its old files back`() throws {
        let machine = FakeMachine()
        let own = PresentFile(contents: Array("mine: 1\n".utf8), mode: 0o600, owner: NewFile.Owner(user: 0, group: 0))
        machine.files = [Self.k3s: own]
        machine.state.withLock { state in
            state.apiserverAccepts = { $0[Self.k3s]?.contents == Array("mine: 1\n".utf8) }
        }
        let began = machine.now.monotonic
        let failure = #expect(throws: CommandFailure.self) { _ = try wiring(machine).apply(Self.plan()) }
        #expect(failure?.exit == .unavailable)
        #expect(failure?.message.contains("everything stands again as it did before") == true)
        #expect(machine.now.monotonic.since(began) == .seconds(120))
        // Certificates stay: nobody is worse off with them.
        #expect(machine.visible.filter { !$0.key.contains("/pki/") } == [Self.k3s: own])
        #expect(machine.state.withLock { $0.isApiserverUp })
        #expect(machine.orders.last == "stop k3s-daas.socket k3s-daas.service k3s-daas-renew.timer")
    }

    @Test func `a server of ours that does not start leaves the apiserver alone`() throws {
        let machine = FakeMachine()
        machine.state.withLock { $0.serverAccepts = { _ in false } }
        let told = InPlaceWiring.Choices(isSure: true, restartsApiserver: false)
        #expect(throws: CommandFailure.self) { _ = try wiring(machine, told).apply(Self.plan()) }
        #expect(!machine.orders.contains { $0.contains(" k3s.service") })
        #expect(machine.visible.allSatisfy { $0.key.contains("/pki/") })
    }

    @Test func `without a restart the apiserver is left alone`() throws {
        let machine = FakeMachine()
        _ = try wiring(machine, .init(isSure: true, restartsApiserver: false)).apply(Self.plan())
        #expect(machine.orders == Array(Self.starts.prefix(3)))
    }

    /// The process ends before each of its changes in turn: the next run finishes, or has put everything back before it begins.
    @Test func `killed at any point, the next run comes to the same end`() throws {
        let own = PresentFile(contents: Array("mine: 1\n".utf8), mode: 0o600, owner: NewFile.Owner(user: 0, group: 0))
        var isWhole = false
        var count = 0
        while !isWhole {
            let machine = FakeMachine()
            machine.files = [Self.k3s: own]
            machine.state.withLock { [count] in $0.changesLeft = count }
            do throws(CommandFailure) {
                _ = try wiring(machine).apply(Self.plan())
                isWhole = true
            } catch { #expect(error.message.hasPrefix("gone")) }
            // k3s never finds its configuration naming a file that is not there.
            if text(machine, Self.k3s)?.contains("kube-apiserver-arg") == true {
                #expect(text(machine, "\(Self.folder)/wiring/token-webhook.yaml") != nil)
                #expect(text(machine, "\(Self.folder)/pki/client.key") != nil)
            }
            machine.revive()
            _ = try wiring(machine).apply(Self.plan())
            #expect(text(machine, Self.k3s) == "kube-apiserver-arg+: [x]\n", "killed before change \(count)")
            #expect(machine.files["\(Self.folder)/wiring/journal.yaml"] == nil)
            machine.revive()
            _ = try wiring(machine).remove(Self.plan())
            #expect(machine.visible == [Self.k3s: own], "killed before change \(count)")
            count += 1
        }
        // Certificates, copies, files, orders: fewer would mean that something is not counted.
        #expect(count > 20)
    }

    @Test func `killed while it removes, the next removal comes to the same end`() throws {
        let own = PresentFile(contents: Array("mine: 1\n".utf8), mode: 0o600, owner: NewFile.Owner(user: 0, group: 0))
        let wired = FakeMachine()
        wired.files = [Self.k3s: own]
        _ = try wiring(wired).apply(Self.plan())
        var isWhole = false
        var count = 0
        while !isWhole {
            let machine = FakeMachine()
            machine.files = wired.files
            machine.state.withLock { [count] in
                $0.seconds += 1000
                $0.changesLeft = count
            }
            do throws(CommandFailure) {
                _ = try wiring(machine).remove(Self.plan())
                isWhole = true
            } catch { #expect(error.message.hasPrefix("gone")) }
            machine.revive()
            do throws(CommandFailure) { _ = try wiring(machine).remove(Self.plan()) } catch {
                // All of it was done already.
                #expect(error.exit == .noInput)
            }
            #expect(machine.visible == [Self.k3s: own], "killed before change \(count)")
            count += 1
        }
        #expect(count > 20)
    }

    @Test func `drift is told, each kind of it`() throws {
        func drifts(_ change: (inout [String: PresentFile]) -> Void, later seconds: Int64 = 0) throws -> [String] {
            let machine = FakeMachine()
            _ = try wiring(machine).apply(Self.plan())
            machine.revive()
            machine.state.withLock { $0.seconds += seconds }
            var files = machine.files
            change(&files)
            machine.files = files
            let before = machine.files
            let drifts = try wiring(machine).drifts(Self.plan())
            #expect(machine.files == before)
            return drifts.map(\.what)
        }
        #expect(try drifts { _ in } == [])
        #expect(try drifts { $0[Self.k3s] = nil } == [Self.k3s])
        #expect(try drifts { $0[Self.unit]?.mode = 0o600 } == [Self.unit])
        #expect(try drifts { $0[Self.unit]?.contents = [1] } == [Self.unit])
        #expect(try drifts { $0["\(Self.folder)/pki/ca.key"]?.mode = 0o644 } == ["\(Self.folder)/pki/ca.key"])
        #expect(try drifts { $0["\(Self.folder)/pki/server.crt"] = nil } == ["certificates"])
        #expect(try drifts({ _ in }, later: 500_000) == ["certificates", "certificates"])
        let late = WallTime(seconds: 1_900_000_000)
        #expect(try drifts { $0[Self.k3s]?.modified = late } == [Self.k3s])
    }

    @Test func `a renewal writes certificates and what holds the authority, and restarts nothing`() throws {
        let machine = FakeMachine()
        _ = try wiring(machine).apply(Self.plan())
        machine.revive()
        let (before, orders) = (machine.visible, machine.orders)
        _ = try wiring(machine).renew(Self.plan(), wantsNewAuthority: false)
        #expect(machine.visible == before)
        machine.state.withLock { $0.seconds += 500_000 }
        _ = try wiring(machine).renew(Self.plan(), wantsNewAuthority: false)
        let changed = Set(machine.visible.filter { before[$0.key] != $0.value }.keys)
        #expect(changed == ["\(Self.folder)/pki/server.crt", "\(Self.folder)/pki/client.crt"])

        // The next authority is registered beside the present one, at once.
        let renewed = machine.visible
        _ = try wiring(machine).renew(Self.plan(), wantsNewAuthority: true)
        let more = Set(machine.visible.filter { renewed[$0.key] != $0.value }.keys)
        #expect(more == ["\(Self.folder)/pki/ca.crt", "\(Self.folder)/pki/ca-next.key", Self.manifest])
        #expect(machine.orders == orders)
        let bundle = try CertificateBundle.read(machine.files[Self.manifest]?.contents ?? [])
        #expect(bundle.count == 2)
    }
}
