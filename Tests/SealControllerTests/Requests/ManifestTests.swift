// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import SealController

/// What a request brings, read strictly.
struct ManifestTests {
    static func tree(_ text: String) throws -> JSONTree { try Manifest.read(Array(text.utf8)) }

    static func code(_ body: () throws -> Void) -> RequestFailure.Code? {
        do {
            try body()
            return nil
        } catch let failure as RequestFailure { return failure.code } catch { return nil }
    }

    static let configMap = #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"n"}}"#

    @Test(arguments: [
        #"{"a":1,"b":[true,null,"x",1.5,-3,9007199254740993]}"#, #"{}"#, #"{"a":{"b":{"c":"\"\n"}}}"#,
    ]) func `JSON comes out as it went in`(_ text: String) throws {
        let read = try Tree.parse(Self.tree(text).json)
        #expect(read == (try Tree(json: text)))
    }

    @Test func `YAML means what kubectl takes it for`() throws {
        let tree = try Self.tree("a: yes\nb: \"yes\"\nc: 0644\nd:\n- 1.5\n- ~\ne: {f: text}\n")
        #expect(
            String(decoding: tree.json, as: UTF8.self)
                == #"{"a":true,"b":"yes","c":420,"d":[1.5,null],"e":{"f":"text"}}"#)
    }

    @Test(arguments: [
        "{", "a: 1\na: 2\n", "a: &x 1\nb: *x\n", "a: 1\n---\nb: 2\n", #"{"a":1,"a":2}"#, "a: .inf\n", "",
        #"{"a":123456789012345678901234567890}"#,
    ]) func `what could be read in two ways is not read`(_ text: String) {
        let code = Self.code { _ = try Self.tree(text).json }
        let isRefused = code == .document
        // The last is a whole number to YAML's converter, as it would be to kubectl: it stays a float there, never a wrong whole number.
        #expect(isRefused || text.hasSuffix("890}"))
    }

    @Test(arguments: [-1, 0, 1]) func `a document is so long and no longer`(_ more: Int) {
        let text = "\"" + String(repeating: "a", count: Manifest.longestFetched - 2 + more) + "\""
        #expect(Self.code { _ = try Self.tree(text) } == (more > 0 ? .document : nil))
    }

    @Test func `a manifest is about the object that the request names`() throws {
        let tree = try Self.tree(Self.configMap)
        func check(_ kind: String, _ version: String, _ namespace: String, _ name: String) -> RequestFailure.Code? {
            Self.code {
                _ = try Manifest.object(tree, kind: kind, apiVersion: version, namespace: namespace, name: name)
            }
        }
        #expect(check("ConfigMap", "v1", "n", "a") == nil)
        #expect(check("Secret", "v1", "n", "a") == .mismatch)
        #expect(check("ConfigMap", "v2", "n", "a") == .mismatch)
        #expect(check("ConfigMap", "v1", "m", "a") == .mismatch)
        #expect(check("ConfigMap", "v1", "n", "b") == .mismatch)
        let bare = try Self.tree(#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}"#)
        #expect(
            Self.code { _ = try Manifest.object(bare, kind: "ConfigMap", apiVersion: "v1", namespace: "n", name: "a") }
                == nil)
        #expect(
            Self.code {
                _ = try Manifest.object(.list([]), kind: "ConfigMap", apiVersion: "v1", namespace: "n", name: "a")
            } == .document)
    }

    @Test(
        arguments: [
            ("v1", "", "v1"), ("apps/v1", "apps", "v1"), ("apps/v1", "", nil), ("v1", "apps", nil),
            ("apps/", "apps", nil),
            ("apps/v1/x", "apps", nil), ("appsx/v1", "apps", nil), ("apps/v2beta1", "apps", "v2beta1"),
            ("apps/V1", "apps", nil), ("V1", "", nil), ("apps/v1 ", "apps", nil), ("apps/v-1", "apps", nil),
            ("apps/" + String(repeating: "v", count: 63), "apps", String(repeating: "v", count: 63)),
            ("apps/" + String(repeating: "v", count: 64), "apps", nil),
        ] as [(String, String, String?)])
    func `a version is one of the group that the request names`(_ said: String, _ group: String, _ version: String?) {
        #expect((try? Manifest.version(of: .object(("apiVersion", .text(said))), group: group)) == version)
    }

    @Test(
        arguments: [
            ("3", 3), (#"{"spec":{"replicas":0}}"#, 0), ("2147483647", 2_147_483_647), ("2147483648", nil), ("-1", nil),
            ("1.5", nil), (#"{"replicas":3}"#, nil), (#""3""#, nil),
        ] as [(String, Int?)]) func `a number of replicas is one`(_ text: String, _ count: Int?) throws
    {
        #expect((try? Manifest.replicas(try Self.tree(text))) == count)
    }

    @Test(arguments: [
        ("configmaps", "configmaps", ""), ("deployments.apps", "deployments", "apps"),
        ("roles.rbac.authorization.k8s.io", "roles", "rbac.authorization.k8s.io"),
    ]) func `a resource has a name and a group`(_ text: String, _ plural: String, _ group: String) throws {
        let name = try ResourceName(text)
        #expect(name.plural == plural)
        #expect(name.group == group)
    }

    @Test(arguments: ["", "deployments.apps/scale", ".apps", "deployments.", "Deployments.apps", "pods/exec", "a..b"])
    func `a part of an object is no resource`(_ text: String) {
        #expect(Self.code { _ = try ResourceName(text) } == .resource)
    }

    @Test func `a result is what the chain takes`() {
        #expect(ResultText.fit("done") == "done")
        #expect(ResultText.fit("a\nb\u{7f}é") == "a b ?")
        for (count, expected) in [(255, 255), (256, 256), (257, 256), (5000, 256)] {
            let fitted = ResultText.fit(String(repeating: "x", count: count))
            #expect(fitted.utf8.count == expected)
            #expect(fitted.hasSuffix("...") == (count > 256))
        }
    }
}

/// Pods go to the machine that the request was assigned to.
struct PodTemplateTests {
    static let node = "n-abc-1"

    @Test(arguments: [
        ("Pod", #"{"spec":{}}"#, ["spec"]),
        ("Deployment", #"{"spec":{"template":{"spec":{}}}}"#, ["spec", "template", "spec"]),
        ("Job", #"{"spec":{"template":{"spec":{}}}}"#, ["spec", "template", "spec"]),
        (
            "CronJob", #"{"spec":{"jobTemplate":{"spec":{"template":{"spec":{}}}}}}"#,
            ["spec", "jobTemplate", "spec", "template", "spec"]
        ),
    ]) func `each kind has its pods somewhere`(_ kind: String, _ text: String, _ path: [String]) throws {
        let placed = try PodTemplate.place(try ManifestTests.tree(text), kind: kind, on: Self.node)
        var spec = try Tree.parse(placed.json)
        for step in path { spec = spec[step] }
        #expect(spec["nodeSelector"]["kubernetes.io/hostname"].text == Self.node)
        #expect(spec["tolerations"].list.count == 1)
        #expect(spec["tolerations"].list[0]["key"].text == "k3s-daas.io/worker")
        #expect(spec["tolerations"].list[0]["effect"].text == "NoSchedule")
    }

    @Test func `what is there stays`() throws {
        let text = #"{"spec":{"nodeSelector":{"a":"b"},"tolerations":[{"key":"c","operator":"Exists"}],"x":1}}"#
        let placed = try PodTemplate.place(try ManifestTests.tree(text), kind: "Pod", on: Self.node)
        let spec = try Tree.parse(placed.json)["spec"]
        #expect(spec["nodeSelector"]["a"].text == "b")
        #expect(spec["tolerations"].list.count == 2)
        #expect(spec["x"].integer == 1)
        let twice = try PodTemplate.place(placed, kind: "Pod", on: Self.node)
        #expect(twice == placed)
    }

    @Test func `who chooses another machine is refused, and so is what is no specification`() {
        func code(_ text: String) -> RequestFailure.Code? {
            ManifestTests.code { _ = try PodTemplate.place(try ManifestTests.tree(text), kind: "Pod", on: Self.node) }
        }
        #expect(code(#"{"spec":{"nodeSelector":{"kubernetes.io/hostname":"server-1"}}}"#) == .reserved)
        #expect(code(#"{"spec":{"nodeSelector":{"kubernetes.io/hostname":"n-abc-1"}}}"#) == nil)
        #expect(code(#"{"spec":{"nodeSelector":null,"tolerations":null}}"#) == nil)
        #expect(code(#"{"spec":{"nodeSelector":[]}}"#) == .document)
        #expect(code(#"{"spec":{"tolerations":{}}}"#) == .document)
        #expect(code(#"{}"#) == .document)
    }

    @Test func `what makes no pods stays as it is`() throws {
        let tree = try ManifestTests.tree(ManifestTests.configMap)
        #expect(try PodTemplate.place(tree, kind: "ConfigMap", on: Self.node) == tree)
    }
}
