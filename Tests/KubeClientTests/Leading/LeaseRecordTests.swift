// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import KubeClient

@Suite struct LeaseRecordTests {
    private static let settings = LeaseSettings.usual("me")

    // As kube-controller-manager 1.34 keeps its own.
    private static let lease = """
        {"kind":"Lease","apiVersion":"coordination.k8s.io/v1","metadata":{"name":"x","namespace":"kube-system",\
        "uid":"u","resourceVersion":"123","managedFields":[{"manager":"m"}]},"spec":{"holderIdentity":"host_1f",\
        "leaseDurationSeconds":15,"acquireTime":"2026-11-20T22:03:00.000000Z","renewTime":"2026-11-20T22:04:00.123456Z",\
        "leaseTransitions":2}}
        """

    @Test func `a lease is read`() throws {
        let record = try LeaseRecord.read(Array(Self.lease.utf8))
        #expect(record.holder == "host_1f" && record.duration == .seconds(15) && record.transitions == 2)
        #expect(record.acquired == "2026-11-20T22:03:00.000000Z" && record.version == "123")
    }

    @Test(arguments: [
        #"{"metadata":{"resourceVersion":"1"}}"#, #"{"metadata":{"resourceVersion":"1"},"spec":{}}"#,
        #"{"metadata":{"resourceVersion":"1"},"spec":{"holderIdentity":null,"leaseTransitions":-1,"leaseDurationSeconds":-5}}"#,
    ])
    func `what it does not say is nobody's`(_ text: String) throws {
        let record = try LeaseRecord.read(Array(text.utf8))
        #expect(record.holder.isEmpty && record.duration == .zero && record.transitions == 0 && record.version == "1")
    }

    @Test(arguments: [
        "", "{}", "[]", "nonsense", #"{"metadata":{}}"#, #"{"metadata":{"resourceVersion":""}}"#,
        #"{"metadata":{"resourceVersion":7}}"#,
    ])
    func `what is no lease is refused`(_ text: String) {
        #expect(throws: KubeError(.broken, wasSent: true)) { _ = try LeaseRecord.read(Array(text.utf8)) }
    }

    @Test func `a new lease is written`() {
        var record = LeaseRecord()
        record.holder = "me"
        record.duration = .seconds(15)
        let body = record.body(Self.settings, renewed: WallTime(nanoseconds: 1_795_471_380_000_120_999))
        #expect(
            String(decoding: body, as: UTF8.self)
                == #"{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"#
                + #""name":"k3s-daas","namespace":"kube-system"},"spec":{"holderIdentity":"me","leaseDurationSeconds":15,"#
                + #""leaseTransitions":0,"acquireTime":"2026-11-23T22:03:00.000120Z","renewTime":"2026-11-23T22:03:00.000120Z"}}"#
        )
    }

    @Test func `a lease is replaced in the version that was read, and keeps since when it is held`() throws {
        let record = try LeaseRecord.read(Array(Self.lease.utf8))
        let body = record.body(Self.settings, renewed: WallTime(nanoseconds: 1_795_471_380_999_999_999))
        #expect(
            String(decoding: body, as: UTF8.self)
                == #"{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"#
                + #""name":"k3s-daas","namespace":"kube-system","resourceVersion":"123"},"spec":{"holderIdentity":"host_1f","#
                + #""leaseDurationSeconds":15,"leaseTransitions":2,"acquireTime":"2026-11-20T22:03:00.000000Z","#
                + #""renewTime":"2026-11-23T22:03:00.999999Z"}}"#)
    }
}
