// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing

/// Labels and annotations of ours, on whatever kind.
struct ReservedLabelsTests {
    private static func labels(_ members: String) -> String { #"{"metadata":{"labels":{\#(members)}}}"# }
    private static func annotations(_ members: String) -> String { #"{"metadata":{"annotations":{\#(members)}}}"# }

    static let made = [
        Judged("{}", belowSuper: []), Judged(#"{"metadata":null}"#, belowSuper: []),
        Judged(#"{"metadata":{"labels":null,"annotations":null}}"#, belowSuper: []),
        Judged(labels(#""app":"k3s-daas.io/x""#), belowSuper: []),
        Judged(labels(#""k3s-daas.io":"x""#), belowSuper: []), Judged(labels(#""xk3s-daas.io/x":"""#), belowSuper: []),
        Judged(labels(#""k3s-daas.io.example.com/x":"""#), belowSuper: []),
        Judged(labels(#""k3s-daas.example/k3s-daas.io":"""#), belowSuper: []),
        Judged(labels(#""k3s-daas.io/x":"""#), belowSuper: [.reservedLabels]),
        Judged(labels(#""k3s-daas.io/x":null"#), belowSuper: [.reservedLabels]),
        Judged(labels(#""a":"b","k3s-daas.io/managed":"true""#), belowSuper: [.reservedLabels]),
        Judged(labels(#""team.k3s-daas.io/x":"y""#), belowSuper: [.reservedLabels]),
        Judged(labels(#""\u006b3s-daas.io/x":"y""#), belowSuper: [.reservedLabels]),
        Judged(annotations(#""k3s-daas.io/x":"y""#), belowSuper: [.reservedLabels]),
        // Which request was carried out last: an annotation alone, and no other of its looks.
        Judged(annotations(#""k3s-daas.io/request":"7""#), belowSuper: []),
        Judged(annotations(#""k3s-daas.io/requests":"7""#), belowSuper: [.reservedLabels]),
        Judged(annotations(#""K3s-daas.io/request":"7""#), belowSuper: [.reservedLabels]),
        Judged(annotations(#""x.k3s-daas.io/request":"7""#), belowSuper: [.reservedLabels]),
        Judged(annotations(#""k3s-daas.io/request":"7","k3s-daas.io/x":"y""#), belowSuper: [.reservedLabels]),
        Judged(labels(#""k3s-daas.io/request":"7""#), belowSuper: [.reservedLabels]),
        // An apiserver takes an annotation's key in any case.
        Judged(annotations(#""K3S-DaaS.io/x":"y""#), belowSuper: [.reservedLabels]),
        // Another letter that looks like one of ours is another domain.
        Judged(labels(#""\u043a3s-daas.io/x":"y""#), belowSuper: []),
        Judged(
            #"{"metadata":{"labels":{"k3s-daas.io/x":"1"},"annotations":{"k3s-daas.io/y":"2"}}}"#,
            belowSuper: [.reservedLabels, .reservedLabels]),
        Judged(#"{"metadata":{"labels":[]}}"#, belowSuper: [.unreadable]),
        Judged(#"{"metadata":"x"}"#, belowSuper: [.unreadable]),
        Judged(#"{"metadata":{},"metadata":{}}"#, belowSuper: [.unreadable]),
        Judged(#"{"metadata":{"labels":{},"labels":{"k3s-daas.io/x":"1"}}}"#, belowSuper: [.unreadable]),
        Judged("null", belowSuper: [.unreadable]),
    ]

    @Test(arguments: made) func `looks at what is made`(_ judged: Judged) throws {
        try judged.check(Asked(.create, "configmaps"))
        try judged.check(Asked(.create, "leases", group: "coordination.k8s.io"))
    }

    private static let kept = labels(#""k3s-daas.io/x":"1","a":"1""#)

    static let changed = [
        Judged(kept, was: kept, belowSuper: []),
        Judged(labels(#""a":"2","k3s-daas.io/x":"1""#), was: kept, belowSuper: []),
        Judged(labels(#""k3s-daas.io/x":"1""#), was: kept, belowSuper: []),
        Judged(labels(#""k3s-daas.io/x":"2","a":"1""#), was: kept, belowSuper: [.reservedLabels]),
        Judged(labels(#""a":"1""#), was: kept, belowSuper: [.reservedLabels]),
        Judged("{}", was: kept, belowSuper: [.reservedLabels]),
        Judged(annotations(#""k3s-daas.io/x":"1""#), was: kept, belowSuper: [.reservedLabels, .reservedLabels]),
        Judged(kept, was: "{}", belowSuper: [.reservedLabels]), Judged(kept, was: "null", belowSuper: [.unreadable]),
        // The same key twice: readers differ in which one they take.
        Judged(labels(#""k3s-daas.io/x":"1","k3s-daas.io/x":"2""#), was: kept, belowSuper: [.reservedLabels]),
        Judged(labels(#""k3s-daas.io/x":"1","k3s-daas.io/x":"1""#), was: kept, belowSuper: [.reservedLabels]),
    ]

    @Test(arguments: changed) func `looks at what is changed`(_ judged: Judged) throws {
        try judged.check(Asked(.update, "configmaps"))
    }

    private static func template(_ labels: String) -> String {
        #"{"spec":{"template":{"metadata":{"labels":{\#(labels)}}}}}"#
    }

    static let templates: [(String, String?, Bool)] = [
        (template(#""app":"x""#), nil, false), (#"{"spec":{"template":null}}"#, nil, false),
        (template(#""k3s-daas.io/x":"1""#), nil, true),
        (template(#""k3s-daas.io/x":"1""#), template(#""k3s-daas.io/x":"1""#), false),
        (template(#""k3s-daas.io/x":"2""#), template(#""k3s-daas.io/x":"1""#), true),
        (template(""), template(#""k3s-daas.io/x":"1""#), true),
        (#"{"spec":{"template":{"metadata":{"annotations":{"k3s-daas.io/x":"1"}}}}}"#, nil, true),
        (#"{"spec":{"template":{"metadata":{"annotations":{"k3s-daas.io/request":"1"}}}}}"#, nil, true),
    ]

    @Test(arguments: templates)
    func `looks at pods' templates`(_ object: String, _ old: String?, _ isDenied: Bool) throws {
        let operation: Asked.Operation = old == nil ? .create : .update
        let asked = Asked(operation, "deployments", group: "apps", object: object, old: old)
        // Pods' own rules have more to say about these.
        #expect(try asked.denials(.developer).contains(.reservedLabels) == isDenied)
        #expect(try asked.denials(.admin).contains(.reservedLabels) == isDenied)
        #expect(try !asked.denials(.super).contains(.reservedLabels))
    }

    @Test func `keeps what the cluster keeps`() throws {
        let managed = Self.labels(#""k3s-daas.io/managed":"""#)
        for operation in [Asked.Operation.update, .delete] {
            let object = operation == .update ? managed : "null"
            let asked = Asked(operation, "networkpolicies", group: "networking.k8s.io", object: object, old: managed)
            #expect(try asked.denials(.developer) == [.reservedLabels])
            #expect(try asked.denials(.admin) == [.reservedLabels])
            #expect(try asked.denials(.super) == [])
        }
        // Only the label of exactly this name is meant.
        for other in ["k3s-daas.io/managed-by", "k3s-daas.io/Managed", "managed"] {
            let old = Self.labels(#""\#(other)":"true""#)
            #expect(try Asked(.delete, "configmaps", old: old).denials(.developer) == [])
        }
        #expect(try Asked(.delete, "configmaps", old: "null").denials(.developer) == [.unreadable])
        #expect(try Asked(.delete, "configmaps", old: #"{"metadata":[]}"#).denials(.developer) == [.unreadable])
    }

    @Test func `looks at what belongs to no namespace`() throws {
        let asked = Asked(
            .create, "storageclasses", group: "storage.k8s.io", in: "",
            object: #"{"provisioner":"rancher.io/local-path","metadata":{"labels":{"k3s-daas.io/x":"1"}}}"#)
        #expect(try asked.denials(.admin) == [.reservedLabels])
        #expect(try asked.denials(.super) == [])
    }

    @Test func `says what was refused and what it needs`() throws {
        let message = try Asked(.create, "configmaps", object: Self.labels(#""k3s-daas.io/x":"1""#)).verdict(.developer)
            .message
        #expect(
            message
                == "labels of k3s-daas.io are the cluster's own: adding, changing or removing \"k3s-daas.io/x\" "
                + "needs super tier, your 2 SUI are developer tier [reserved-labels]")
    }
}
