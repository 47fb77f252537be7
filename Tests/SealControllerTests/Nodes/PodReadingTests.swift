// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import SealController

struct PodReadingTests {
    static func list(_ pods: String...) -> [PodView]? {
        PodView.readPage(Array("{\"kind\":\"PodList\",\"items\":[\(pods.joined(separator: ","))]}".utf8))?.pods
    }

    static func pod(_ metadata: String = "", spec: String = "{}", status: String = "{}") -> String {
        "{\"metadata\":{\"name\":\"p\",\"namespace\":\"team-a\",\"uid\":\"u\"\(metadata)},\"spec\":\(spec),\"status\":\(status)}"
    }

    @Test func `a pod like any other`() {
        #expect(Self.list(Self.pod()) == [PodView(namespace: "team-a", name: "p", uid: "u")])
        #expect(Self.list() == [])
    }

    @Test(arguments: [65, 9_990]) func `a pod that its machine has nested is a pod like any other`(_ depth: Int) {
        let nested = Self.pod("," + NestedFields.member(depth))
        #expect(
            Self.list(nested, Self.pod())
                == [PodView](repeating: PodView(namespace: "team-a", name: "p", uid: "u"), count: 2))
    }

    @Test func `a pod that was deleted and has not gone`() {
        #expect(Self.list(Self.pod(",\"deletionTimestamp\":\"2026-11-22T01:00:00Z\""))?.first?.isTerminating == true)
        #expect(Self.list(Self.pod(",\"deletionTimestamp\":null"))?.first?.isTerminating == false)
    }

    @Test(arguments: [
        (",\"ownerReferences\":[{\"kind\":\"DaemonSet\",\"controller\":true}]", "{}", true),
        (",\"ownerReferences\":[{\"kind\":\"DaemonSet\"}]", "{}", false),
        (",\"ownerReferences\":[{\"kind\":\"ReplicaSet\",\"controller\":true}]", "{}", false),
        (",\"annotations\":{\"kubernetes.io/config.mirror\":\"1f\"}", "{}", true),
        ("", "{\"phase\":\"Succeeded\"}", true), ("", "{\"phase\":\"Failed\"}", true),
        ("", "{\"phase\":\"Running\"}", false), ("", "{\"phase\":\"Pending\"}", false),
    ]) func `what stays whatever is deleted`(_ metadata: String, _ status: String, _ isLeftAlone: Bool) {
        #expect(Self.list(Self.pod(metadata, status: status))?.first?.isLeftAlone == isLeftAlone)
    }

    @Test(arguments: [("kube-system", true), ("kube-public", true), ("kubernetes", false), ("team-a", false)])
    func `the cluster's own pods`(_ namespace: String, _ isSystem: Bool) {
        #expect(PodView(namespace: namespace, name: "p", uid: "u").isSystem == isSystem)
    }

    static let secrets: [(String, [String])] = [
        ("{\"volumes\":[{\"name\":\"v\",\"secret\":{\"secretName\":\"a\"}}]}", ["a"]),
        (
            "{\"volumes\":[{\"projected\":{\"sources\":[{\"secret\":{\"name\":\"a\"}},{\"configMap\":{\"name\":\"c\"}}]}}]}",
            ["a"]
        ),
        ("{\"volumes\":[{\"csi\":{\"driver\":\"d\",\"nodePublishSecretRef\":{\"name\":\"a\"}}}]}", ["a"]),
        (
            "{\"volumes\":[{\"azureFile\":{\"secretName\":\"a\"}},{\"cephfs\":{\"secretRef\":{\"name\":\"b\"}}}]}",
            ["a", "b"]
        ),
        (
            "{\"volumes\":[{\"cinder\":{\"secretRef\":{\"name\":\"a\"}}},{\"flexVolume\":{\"secretRef\":{\"name\":\"b\"}}}]}",
            ["a", "b"]
        ),
        (
            "{\"volumes\":[{\"iscsi\":{\"secretRef\":{\"name\":\"a\"}}},{\"rbd\":{\"secretRef\":{\"name\":\"b\"}}}]}",
            ["a", "b"]
        ),
        (
            "{\"volumes\":[{\"scaleIO\":{\"secretRef\":{\"name\":\"a\"}}},{\"storageos\":{\"secretRef\":{\"name\":\"b\"}}}]}",
            ["a", "b"]
        ),
        (
            "{\"containers\":[{\"env\":[{\"valueFrom\":{\"secretKeyRef\":{\"name\":\"a\",\"key\":\"k\"}}},{\"value\":\"x\"}]}]}",
            ["a"]
        ),
        (
            "{\"initContainers\":[{\"envFrom\":[{\"secretRef\":{\"name\":\"a\"}},{\"configMapRef\":{\"name\":\"c\"}}]}]}",
            ["a"]
        ),
        ("{\"ephemeralContainers\":[{\"env\":[{\"valueFrom\":{\"secretKeyRef\":{\"name\":\"a\"}}}]}]}", ["a"]),
        ("{\"imagePullSecrets\":[{\"name\":\"b\"},{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"\"},{}]}", ["a", "b"]),
        ("{\"volumes\":[{\"configMap\":{\"name\":\"c\"}},{\"emptyDir\":{}}],\"containers\":[{}]}", []),
    ]

    @Test(arguments: secrets.indices) func `wherever a pod can name a Secret`(_ index: Int) {
        let (spec, names) = Self.secrets[index]
        #expect(Self.list(Self.pod(spec: spec))?.first?.secrets == names)
    }

    @Test(arguments: [
        "{\"items\":{}}", "{\"items\":[7]}", "{\"items\":[{}]}", "{}", "[]", "",
        "{\"items\":[{\"metadata\":{\"name\":\"p\",\"namespace\":\"n\",\"uid\":\"u\"},\"spec\":{\"volumes\":[7]}}]}",
        "{\"items\":[{\"metadata\":{\"name\":\"p\",\"namespace\":\"n\"}}]}",
    ]) func `what is no list of pods is none`(_ text: String) {
        #expect(PodView.readPage(Array(text.utf8)) == nil)
    }
}
