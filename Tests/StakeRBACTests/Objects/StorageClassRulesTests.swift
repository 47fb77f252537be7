// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing

/// Who makes volumes on demand, and where.
struct StorageClassRulesTests {
    private static let policy: Policy = {
        var policy = Policy()
        policy.storage.drivers = ["csi.example.com"]
        return policy
    }()
    private static let local = #""provisioner":"rancher.io/local-path""#
    private static let driver = #""provisioner":"csi.example.com""#

    private static func parameters(_ provisioner: String, _ members: String) -> String {
        #"{\#(provisioner),"parameters":{\#(members)}}"#
    }
    private static func secret(_ key: String, _ namespace: String) -> String {
        parameters(driver, #""\#(key)":"\#(namespace)""#)
    }
    private static func annotation(_ provisioner: String, _ key: String) -> String {
        #"{\#(provisioner),"metadata":{"annotations":{"\#(key)":"x"}}}"#
    }

    static let classes = [
        Judged("{\(local)}", belowSuper: []), Judged("{\(driver)}", belowSuper: []),
        Judged(#"{"provisioner":"kubernetes.io/no-provisioner"}"#, belowSuper: [.storageClasses]),
        Judged(#"{"provisioner":"Rancher.io/local-path"}"#, belowSuper: [.storageClasses]),
        Judged(#"{"provisioner":""}"#, belowSuper: [.storageClasses]), Judged("{}", belowSuper: [.unreadable]),
        Judged(#"{"provisioner":null}"#, belowSuper: [.unreadable]),
        Judged(#"{"provisioner":[]}"#, belowSuper: [.unreadable]),
        Judged(#"{\#(local),\#(driver)}"#, belowSuper: [.unreadable]),
        Judged(parameters(local, #""type":"x""#), belowSuper: []),
        Judged(#"{\#(local),"parameters":null}"#, belowSuper: []),
        Judged(#"{\#(local),"parameters":[]}"#, belowSuper: [.unreadable]),
        Judged(parameters(local, #""nodePath":"/""#), belowSuper: [.storageClasses]),
        Judged(parameters(local, #""NODEPATH":"/""#), belowSuper: [.storageClasses]),
        Judged(parameters(local, #""pathPattern":"x""#), belowSuper: [.storageClasses]),
        Judged(parameters(local, #""pathpattern":"x""#), belowSuper: [.storageClasses]),
        Judged(parameters(local, #""allowUnsafePathPattern":"true""#), belowSuper: [.storageClasses]),
        // A driver's parameters are the driver's.
        Judged(parameters(driver, #""path":"x""#), belowSuper: []),
        Judged(annotation(driver, "example.com/basePath"), belowSuper: []),
        Judged(annotation(local, "example.com/basePath"), belowSuper: [.storageClasses]),
        Judged(annotation(local, "cas.openebs.io/config"), belowSuper: [.storageClasses]),
        Judged(annotation(local, "storageclass.kubernetes.io/is-default-class"), belowSuper: []),
        Judged(annotation(local, "local-path.example.com/x"), belowSuper: []),
        Judged(secret("csi.storage.k8s.io/provisioner-secret-namespace", "team-a"), belowSuper: []),
        Judged(secret("csi.storage.k8s.io/node-stage-secret-namespace", "${pvc.namespace}"), belowSuper: []),
        Judged(secret("csi.storage.k8s.io/provisioner-secret-name", "kube-system"), belowSuper: []),
        Judged(secret("csi.storage.k8s.io/provisioner-secret-namespace", "kube-system"), belowSuper: [.storageClasses]),
        Judged(secret("csi.storage.k8s.io/Node-Publish-Secret-Namespace", "kube-x"), belowSuper: [.storageClasses]),
        Judged(secret("adminSecretNamespace", "k3s-daas-system"), belowSuper: [.storageClasses]),
        Judged(
            secret("csi.storage.k8s.io/node-stage-secret-namespace", "kube-${pvc.namespace}"),
            belowSuper: [.storageClasses]),
        Judged(secret("csi.storage.k8s.io/node-stage-secret-namespace", "${pv.name}"), belowSuper: [.storageClasses]),
        Judged(
            parameters(driver, #""csi.storage.k8s.io/provisioner-secret-namespace":null"#), belowSuper: []),
        Judged(
            parameters(driver, #""csi.storage.k8s.io/provisioner-secret-namespace":1"#), belowSuper: [.unreadable]),
        Judged(
            parameters(local, #""nodePath":"/","secretNamespace":"kube-system""#),
            belowSuper: [.storageClasses, .storageClasses]),
        // What somebody with more stake has made may be given labels, and be made the default.
        Judged(
            #"{"provisioner":"x.example.com","metadata":{"annotations":{"storageclass.kubernetes.io/is-default-class":"true"}}}"#,
            was: #"{"provisioner":"x.example.com"}"#, belowSuper: []),
        Judged(parameters(local, #""nodePath":"/""#), was: parameters(local, #""nodePath":"/""#), belowSuper: []),
        Judged(
            parameters(local, #""nodePath":"/x""#), was: parameters(local, #""nodePath":"/""#),
            belowSuper: [.storageClasses]),
        Judged(annotation(local, "a/path"), was: annotation(local, "a/path"), belowSuper: []),
        Judged(annotation(local, "a/path"), was: "{\(local)}", belowSuper: [.storageClasses]),
        Judged(
            parameters(local, #""nodePath":"/""#), was: parameters(driver, #""nodePath":"/""#),
            belowSuper: [.storageClasses]),
    ]

    @Test(arguments: classes) func `is of the cluster's provisioners, where those put it`(_ judged: Judged) throws {
        try judged.check(Asked(.create, "storageclasses", group: "storage.k8s.io", in: ""), from: .admin, Self.policy)
    }
}
