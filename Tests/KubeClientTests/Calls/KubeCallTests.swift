// SPDX-License-Identifier: Apache-2.0
import HTTPClient
import Testing

@testable import KubeClient

@Suite struct KubeCallTests {
    private static let server = "https://10.0.0.1:6443"

    private static func url(_ call: KubeCall) throws -> String {
        try call.check()
        return call.request(to: server, query: call.query).url
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    // Paths as `kubectl -v=8` shows them.
    @Test func `calls have the paths of the API`() throws {
        #expect(try Self.url(.get(.pods, "p", in: "team-a")) == Self.server + "/api/v1/namespaces/team-a/pods/p")
        #expect(try Self.url(.get(.nodes, "n-1")) == Self.server + "/api/v1/nodes/n-1")
        #expect(try Self.url(.list(.pods)) == Self.server + "/api/v1/pods")
        #expect(
            try Self.url(.get(.leases, "l", in: "kube-system"))
                == Self.server + "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/l")
        #expect(
            try Self.url(.patch(.merge, .nodes, "n-1", [], in: nil).subresource("status"))
                == Self.server + "/api/v1/nodes/n-1/status?fieldManager=k3s-daas-controller")
        #expect(
            try Self.url(.evict("p", in: "team-a")) == Self.server + "/api/v1/namespaces/team-a/pods/p/eviction")
    }

    @Test func `what is asked is escaped`() throws {
        let call = KubeCall.list(
            .pods, labels: [.equals("k3s-daas.io/owner", "abc"), .differs("a", "b"), .exists("c"), .isMissing("d")],
            fields: [.equals("spec.nodeName", "n-1"), .differs("status.phase", "Failed")], limit: 500,
            continue: "a+b/c=")
        #expect(
            try Self.url(call) == Self.server
                + "/api/v1/pods?labelSelector=k3s-daas.io%2Fowner%3Dabc%2Ca%21%3Db%2Cc%2C%21d"
                + "&fieldSelector=spec.nodeName%3Dn-1%2Cstatus.phase%21%3DFailed&limit=500&continue=a%2Bb%2Fc%3D")
    }

    @Test func `applying names its manager, and takes fields only when it is told to`() throws {
        let gentle = KubeCall.apply(.nodes, "n-1", Array("{}".utf8))
        #expect(try Self.url(gentle) == Self.server + "/api/v1/nodes/n-1?fieldManager=k3s-daas-controller")
        let request = gentle.request(to: Self.server, query: gentle.query)
        #expect(request.method == .patch)
        #expect(request.headers.contains(Header("content-type", "application/apply-patch+yaml")))
        #expect(
            try Self.url(.apply(.nodes, "n-1", [], manager: "other", force: true))
                == Self.server + "/api/v1/nodes/n-1?fieldManager=other&force=true")
    }

    @Test(arguments: [
        (KubeCall.Patch.merge, "application/merge-patch+json"), (.json, "application/json-patch+json"),
        (.strategic, "application/strategic-merge-patch+json"),
    ])
    func `patches say how they are written`(_ patch: KubeCall.Patch, _ type: String) {
        let call = KubeCall.patch(patch, .nodes, "n-1", Array("{}".utf8))
        let request = call.request(to: Self.server, query: [])
        #expect(request.method == .patch && request.headers.contains(Header("content-type", type)))
    }

    @Test func `methods are those of the API`() {
        let calls: [(KubeCall, Method)] = [
            (.get(.nodes, "n"), .get), (.list(.nodes), .get), (.create(.nodes, []), .post),
            (.replace(.nodes, "n", []), .put), (.delete(.nodes, "n"), .delete), (.evict("p", in: "a"), .post),
        ]
        for (call, method) in calls { #expect(call.request(to: Self.server, query: []).method == method) }
    }

    // A connection that was kept may break after the apiserver has done what was asked, and libcurl would ask again.
    @Test func `what must not be done twice has a connection of its own`() {
        let once: [KubeCall] = [
            .create(.events, [], in: "a"), .patch(.json, .nodes, "n", []), .evict("p", in: "a"),
        ]
        let often: [KubeCall] = [
            .get(.nodes, "n"), .list(.nodes), .apply(.nodes, "n", []), .replace(.nodes, "n", []), .delete(.nodes, "n"),
            .create(.events, [], in: "a").repeatable(), .patch(.merge, .nodes, "n", []).repeatable(),
        ]
        #expect(once.allSatisfy { $0.request(to: Self.server, query: []).isAlone })
        #expect(often.allSatisfy { !$0.request(to: Self.server, query: []).isAlone })
    }

    @Test func `a deletion means one object and no other of its name`() {
        let body = KubeCall.delete(
            .pods, "p", in: "a", grace: 0, uid: "u-1", resourceVersion: "7", propagation: .foreground
        ).body
        #expect(
            Self.text(body) == #"{"apiVersion":"v1","kind":"DeleteOptions","gracePeriodSeconds":0,"#
                + #""preconditions":{"uid":"u-1","resourceVersion":"7"},"propagationPolicy":"Foreground"}"#)
        #expect(
            Self.text(KubeCall.delete(.pods, "p", in: "a").body) == #"{"apiVersion":"v1","kind":"DeleteOptions"}"#)
        #expect(
            Self.text(KubeCall.delete(.pods, "p", in: "a", resourceVersion: "\"}").body)
                == #"{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"resourceVersion":"\"}"}}"#)
    }

    @Test func `an eviction means one pod`() {
        #expect(
            Self.text(KubeCall.evict("p", in: "a", uid: "u-1", grace: 30).body)
                == #"{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"p","namespace":"a"},"#
                + #""deleteOptions":{"apiVersion":"v1","kind":"DeleteOptions","gracePeriodSeconds":30,"#
                + #""preconditions":{"uid":"u-1"}}}"#)
    }

    @Test func `who is impersonated stands in the head`() {
        let call = KubeCall.get(.pods, "p", in: "a").impersonating("sui:0xab", groups: ["seal:stakers", "seal:viewer"])
        let headers = call.request(to: Self.server, query: []).headers
        #expect(headers.contains(Header("impersonate-user", "sui:0xab")))
        #expect(
            headers.filter { $0.name == "impersonate-group" }.map(\.value) == ["seal:stakers", "seal:viewer"])
        #expect(!headers.contains { $0.name == "impersonate-uid" })
        let known = KubeCall.get(.pods, "p", in: "a").impersonating("sui:0xab", groups: [], uid: "0x5e")
        #expect(known.request(to: Self.server, query: []).headers.contains(Header("impersonate-uid", "0x5e")))
    }

    @Test func `kinds and versions are asked for below their group`() throws {
        for (call, path) in [
            (KubeCall.kinds(of: "", version: "v1"), "/api/v1"), (.kinds(of: "apps", version: "v1"), "/apis/apps/v1"),
            (.versions(of: "apps"), "/apis/apps"),
        ] {
            try call.check()
            #expect(call.path == path)
            #expect(call.isRead)
        }
        for call in [KubeCall.versions(of: ""), .versions(of: "a/b"), .kinds(of: "apps", version: "v1/x")] {
            #expect(throws: KubeError(.invalid)) { try call.check() }
        }
    }

    static let refused: [(name: String, call: KubeCall)] =
        KubeNameTests.hostile.flatMap { name -> [(name: String, call: KubeCall)] in
            [
                ("name \(name)", .get(.pods, name, in: "a")), ("namespace \(name)", .get(.pods, "p", in: name)),
                ("list in \(name)", .list(.pods, in: name)), ("node \(name)", .delete(.nodes, name)),
                ("pod \(name)", .evict(name, in: "a")),
                ("part \(name)", .get(.pods, "p", in: "a").subresource(name)),
                ("plural \(name)", .list(KubeResource(plural: name, isNamespaced: false))),
                ("version \(name)", .list(KubeResource(version: name, plural: "x", isNamespaced: false))),
                ("manager \(name)", .apply(.nodes, "n", [], manager: name)),
            ]
        } + [
            ("no namespace", .get(.pods, "p")), ("a namespace too many", .get(.nodes, "n", in: "a")),
            ("created nowhere", .create(.pods, [])), ("label", .list(.pods, labels: [.equals("a,b", "c")])),
            ("value", .list(.pods, labels: [.equals("a", "c,d")])), ("exists", .list(.pods, labels: [.exists("")])),
            ("missing", .list(.pods, labels: [.isMissing("a b")])),
            ("differs", .list(.pods, labels: [.differs("a", "!")])),
            ("field", .list(.pods, fields: [.equals("spec.nodeName,x", "n")])),
            ("field's value", .list(.pods, fields: [.equals("spec.nodeName", "n,metadata.name=x")])),
            ("field's other", .list(.pods, fields: [.differs("spec..nodeName", "n")])),
            ("limit", .list(.pods, limit: 0)),
            ("group", .list(KubeResource(group: "a/b", plural: "x", isNamespaced: false))),
            ("continuation", .list(.pods, continue: String(repeating: "a", count: 1025))),
        ]

    @Test(arguments: refused) func `what is no name is never sent`(_ name: String, _ call: KubeCall) {
        let error = #expect(throws: KubeError.self) { try call.check() }
        #expect(error == KubeError(.invalid))
    }

    @Test func `a continuation and a body have their lengths`() throws {
        try KubeCall.list(.pods, continue: String(repeating: "a", count: 1024)).check()
        for (count, code) in [(3_145_727, nil), (3_145_728, nil), (3_145_729, .tooLarge)] as [(Int, KubeError.Code?)] {
            let call = KubeCall.create(.pods, .init(repeating: 0x20, count: count), in: "a")
            let error = Result { try call.check() }.failure as? KubeError
            #expect(error?.code == code)
        }
    }

    // k3s hands the cluster's keys to k3s:server; system:masters may do anything.
    @Test(arguments: [
        "system:masters", "system:admin", "System:masters", "SYSTEM:x", "k3s:server", "", " a", "a b", "a\r\nx: y", "ä",
        "a\u{7f}",
    ])
    func `nobody acts as the system`(_ name: String) {
        for call in [
            KubeCall.get(.nodes, "n").impersonating(name, groups: []),
            .get(.nodes, "n").impersonating("sui:0xab", groups: ["seal:stakers", name]),
        ] {
            #expect(throws: KubeError(.invalid)) { try call.check() }
        }
    }

    @Test func `names and groups of who is impersonated are bounded`() throws {
        func call(_ length: Int, _ groups: Int) -> KubeCall {
            .get(.nodes, "n").impersonating(
                String(repeating: "a", count: length), groups: Array(repeating: "seal:x", count: groups))
        }
        try call(255, 15).check()
        try call(256, 16).check()
        #expect(throws: KubeError(.invalid)) { try call(257, 16).check() }
        #expect(throws: KubeError(.invalid)) { try call(256, 17).check() }
    }

    @Test func `what is named well passes`() throws {
        let calls: [KubeCall] = [
            .create(.namespaces, []), .create(.secrets, [], in: "kube-system"),
            .create(.serviceAccounts, [], in: "a").subresource("token"),
            .delete(.volumeAttachments, "v"), .list(.daemonSets), .get(.csiNodes, "n"),
            .list(.networkPolicies, in: "a"),
            .list(.roleBindings, in: "a"), .list(.configMaps, in: "a"), .list(.events, in: "a"),
            .list(.secrets, in: "kube-system", fields: [.equals("type", "bootstrap.kubernetes.io/token")]),
        ]
        for call in calls.filter({ $0.subresource == nil }) { try call.check() }
        // A part is made of an object that has a name.
        #expect(throws: KubeError(.invalid)) { try calls[2].check() }
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
