// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing

/// What a volume may be made of.
struct PersistentVolumeRulesTests {
    private static let policy: Policy = {
        var policy = Policy()
        policy.storage.drivers = ["csi.example.com"]
        return policy
    }()
    private static let source = #""csi":{"driver":"csi.example.com","volumeHandle":"v"}"#

    private static func spec(_ members: String) -> String { #"{"spec":{\#(members)}}"# }
    private static func csi(_ members: String) -> String { spec(#""csi":{"driver":"csi.example.com",\#(members)}"#) }

    private static func noted(_ namespace: String) -> String {
        #"{"metadata":{"annotations":{"volume.kubernetes.io/provisioner-deletion-secret-namespace":"\#(namespace)"}},"#
            + spec(source).dropFirst()
    }

    static let volumes = [
        Judged(spec(source), belowSuper: []),
        Judged(
            spec(
                source
                    + #","capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"persistentVolumeReclaimPolicy":"Retain","#
                    + #""storageClassName":"x","mountOptions":["ro"],"volumeMode":"Block","volumeAttributesClassName":"y","#
                    + #""nodeAffinity":{},"claimRef":{"namespace":"team-a","name":"c"}"#), belowSuper: []),
        Judged(spec(source + #","hostPath":null"#), belowSuper: []),
        Judged(spec(source + #","hostPath":{"path":"/"}"#), belowSuper: [.persistentVolumes]),
        Judged(spec(source + #","local":{"path":"/"},"nfs":{}"#), belowSuper: [.persistentVolumes]),
        Judged(spec(source + #","newSource":{}"#), belowSuper: [.persistentVolumes]),
        Judged(spec(source + #","HostPath":{"path":"/"}"#), belowSuper: [.persistentVolumes]),
        Judged(spec(#""hostPath":{"path":"/"}"#), belowSuper: [.persistentVolumes, .persistentVolumes]),
        Judged(spec(#""csi":null"#), belowSuper: [.persistentVolumes]),
        Judged(spec(""), belowSuper: [.persistentVolumes]),
        Judged("{}", belowSuper: [.unreadable]), Judged(#"{"spec":null}"#, belowSuper: [.unreadable]),
        Judged(spec(#""csi":[]"#), belowSuper: [.unreadable]), Judged(spec(#""csi":{}"#), belowSuper: [.unreadable]),
        Judged(spec(#""csi":{"driver":1}"#), belowSuper: [.unreadable]),
        Judged(spec(source + "," + source), belowSuper: [.unreadable]),
        Judged(spec(#""csi":{"driver":"other.example.com"}"#), belowSuper: [.persistentVolumes]),
        Judged(spec(#""csi":{"driver":"CSI.example.com"}"#), belowSuper: [.persistentVolumes]),
        Judged(spec(#""csi":{"driver":""}"#), belowSuper: [.persistentVolumes]),
        Judged(spec(source + #","claimRef":{"namespace":"kube-system"}"#), belowSuper: [.persistentVolumes]),
        Judged(spec(source + #","claimRef":{"namespace":1}"#), belowSuper: [.unreadable]),
        Judged(csi(#""nodeStageSecretRef":{"namespace":"team-a","name":"s"}"#), belowSuper: []),
        Judged(csi(#""nodeStageSecretRef":null,"controllerExpandSecretRef":{}"#), belowSuper: []),
        Judged(csi(#""nodeStageSecretRef":{"namespace":"kube-system"}"#), belowSuper: [.persistentVolumes]),
        Judged(csi(#""nodePublishSecretRef":{"namespace":"k3s-daas-system"}"#), belowSuper: [.persistentVolumes]),
        Judged(csi(#""controllerPublishSecretRef":{"namespace":"kube-system"}"#), belowSuper: [.persistentVolumes]),
        Judged(csi(#""controllerExpandSecretRef":{"namespace":"kube-system"}"#), belowSuper: [.persistentVolumes]),
        Judged(csi(#""nodeExpandSecretRef":{"namespace":"kube-system"}"#), belowSuper: [.persistentVolumes]),
        Judged(csi(#""newSecretRef":{"namespace":"kube-system"}"#), belowSuper: [.persistentVolumes]),
        Judged(csi(#""nodeStageSecretRef":"kube-system""#), belowSuper: [.unreadable]),
        Judged(
            #"{"metadata":{"annotations":{"volume.kubernetes.io/provisioner-deletion-secret-namespace":"kube-system"}},"#
                + spec(source).dropFirst(), belowSuper: [.persistentVolumes]),
        Judged(noted("kube-system"), was: noted("kube-system"), belowSuper: []),
        Judged(noted("kube-system"), was: noted("team-a"), belowSuper: [.persistentVolumes]),
        Judged(noted("kube-system"), was: spec(source), belowSuper: [.persistentVolumes]),
        Judged(noted("team-a"), belowSuper: []),
        // What somebody with more stake has made may be given labels.
        Judged(
            #"{"metadata":{"labels":{"a":"b"}},"spec":{"hostPath":{"path":"/"}}}"#,
            was: spec(#""hostPath":{"path":"/"}"#),
            belowSuper: []),
        Judged(
            spec(#""hostPath":{"path":"/x"}"#), was: spec(#""hostPath":{"path":"/"}"#),
            belowSuper: [.persistentVolumes, .persistentVolumes]),
    ]

    @Test(arguments: volumes) func `is what a listed driver provides`(_ judged: Judged) throws {
        try judged.check(Asked(.create, "persistentvolumes", in: ""), from: .admin, Self.policy)
    }

    @Test func `is of no driver where none is listed`() throws {
        let asked = Asked(.create, "persistentvolumes", in: "", object: Self.spec(Self.source))
        #expect(try asked.denials(.admin) == [.persistentVolumes])
        #expect(try Asked(.delete, "persistentvolumes", in: "").denials(.admin) == [])
    }
}
