// SPDX-License-Identifier: Apache-2.0
import Testing
import Wiring

@Suite struct UnitTests {
    private func lines(_ name: String, _ plan: WiringPlan = Sample.plan()) throws -> [String] {
        try Sample.text("/etc/systemd/system/\(name)", plan).split(separator: "\n").map(String.init)
    }

    @Test func `k3s starts after us, and without us if it must`() throws {
        let server = try lines("k3s-daas.service")
        #expect(server.contains("Before=k3s.service"))
        #expect(server.contains("Requires=k3s-daas.socket"))
        let dropIn = try lines("k3s.service.d/40-stake.conf")
        #expect(dropIn.contains("After=k3s-daas.service"))
        #expect(dropIn.contains("Wants=k3s-daas.service"))
        #expect(!dropIn.contains { $0.hasPrefix("Requires=") })
    }

    @Test func `no proxy is asked for this machine`() throws {
        let plan = Sample.plan { $0.noProxy = ["10.0.0.0/8"] }
        let dropIn = try lines("k3s.service.d/40-stake.conf", plan)
        #expect(dropIn.contains("Environment=\"NO_PROXY=10.0.0.0/8,127.0.0.1,::1,localhost\""))
        #expect(dropIn.contains("Environment=\"no_proxy=10.0.0.0/8,127.0.0.1,::1,localhost\""))
    }

    @Test func `what comes while we are restarted waits at a socket of systemd's`() throws {
        let socket = try lines("k3s-daas.socket", Sample.plan { $0.listenPort = 9443 })
        #expect(socket.contains("ListenStream=127.0.0.1:9443"))
        #expect(socket.contains("Service=k3s-daas.service"))
        let server = try lines("k3s-daas.service")
        #expect(server.contains("Sockets=k3s-daas.socket"))
        #expect(server.contains("TimeoutStopSec=100"))
    }

    @Test func `a wrong configuration is not tried again and again`() throws {
        #expect(try lines("k3s-daas.service").contains("RestartPreventExitStatus=64 66 78"))
    }

    @Test func `where kubeadm starts the apiserver, its kubelet comes after us`() throws {
        #expect(try lines("k3s-daas.service", Sample.plan(.kubeAPIServer)).contains("Before=kubelet.service"))
    }

    @Test func `certificates are looked at long before they end, also after a night without power`() throws {
        let timer = try lines("k3s-daas-renew.timer")
        #expect(timer.contains("OnCalendar=*-*-* 00/6:00:00"))
        #expect(timer.contains("Persistent=true"))
        #expect(try lines("k3s-daas-renew.service").contains("ExecStart=/usr/local/bin/sealctl wire renew"))
    }
}
