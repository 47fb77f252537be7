// SPDX-License-Identifier: Apache-2.0
import Reviews
import TestSupport
import Testing
import Wire

/// Bodies as apiservers send them, and as they must not be.
struct ReviewDecodingTests {
    static let token =
        #"{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","metadata":{},"#
        + #""spec":{"token":"t<1>","audiences":["https://kubernetes.default.svc"]},"status":{"user":{}}}"# + "\n"
    static let admission =
        #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1","#
        + #""kind":{"group":"apps","version":"v1","kind":"Deployment"},"#
        + #""resource":{"group":"apps","version":"v1","resource":"deployments"},"subResource":"scale","name":"web","#
        + #""namespace":"team-a","operation":"UPDATE","userInfo":{"username":"sui:0xa","uid":"0xb","groups":["g"],"#
        + #""extra":{"k":["v"]}},"object":{"spec":{"replicas":3}},"oldObject":null,"dryRun":true,"options":{}}}"# + "\n"
    static let access =
        #"{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","metadata":{},"#
        + #""spec":{"resourceAttributes":{"verb":"list","version":"v1","resource":"pods","namespace":"n"},"user":"carol","#
        + #""groups":["g"],"extra":{"k":["v"]},"uid":"i"},"status":{"allowed":false}}"# + "\n"

    enum Kind: CaseIterable {
        case token, admission, access

        var body: String {
            switch self {
            case .token: ReviewDecodingTests.token
            case .admission: ReviewDecodingTests.admission
            case .access: ReviewDecodingTests.access
            }
        }
    }

    private func refusal(_ text: String, _ kind: Kind) throws -> ReviewError? {
        var parser = try JSONParser(maximumBytes: 1 << 16)
        let bytes = Array(text.utf8)
        do throws(ReviewError) {
            try parser.withDocument(bytes.span) { root throws(ReviewError) in
                switch kind {
                case .token: _ = try TokenReview(root)
                case .admission: _ = try AdmissionReview(root)
                case .access: _ = try SubjectAccessReview(root)
                }
            }
            return nil
        } catch {
            return error
        }
    }

    private func text(_ bytes: Span<UInt8>) -> String {
        String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
    }

    @Test func `reads a TokenReview`() throws {
        var parser = try JSONParser(maximumBytes: 4096)
        let body = Array(Self.token.utf8)
        try parser.withDocument(body.span) { root throws(ReviewError) in
            let review = try TokenReview(root)
            let token = text(review.token)
            #expect(token == "t<1>")
            let version = review.version
            #expect(version == .v1)
            let count = review.audiences?.count
            #expect(count == 1)
        }
    }

    @Test func `reads an AdmissionReview`() throws {
        var parser = try JSONParser(maximumBytes: 4096)
        let body = Array(Self.admission.utf8)
        try parser.withDocument(body.span) { root throws(ReviewError) in
            let review = try AdmissionReview(root)
            let texts = [
                text(review.uid), text(review.subResource), text(review.name), text(try review.effectiveName),
                text(review.namespace), text(review.username), text(review.userUID),
                text(try review.resource.text("resource")), text(try review.kind.text("kind")),
            ]
            #expect(
                texts == ["u-1", "scale", "web", "web", "team-a", "sui:0xa", "0xb", "deployments", "Deployment"])
            let (operation, isDryRun) = (review.operation, review.isDryRun)
            #expect(operation == .update)
            #expect(isDryRun)
            let (hasObject, hasOld, groups) = (review.object != nil, review.oldObject != nil, review.groups?.count)
            #expect(hasObject)
            #expect(!hasOld)
            #expect(groups == 1)
        }
    }

    // A list that is deleted gives one review per object, without a name.
    @Test func `takes the name of a deleted list's object from the old object`() throws {
        var parser = try JSONParser(maximumBytes: 4096)
        let body = Array(
            Self.admission.replacing(#""name":"web""#, #""name":"""#).replacing("UPDATE", "DELETE")
                .replacing(#""oldObject":null"#, #""oldObject":{"metadata":{"name":"gone"}}"#).utf8)
        try parser.withDocument(body.span) { root throws(ReviewError) in
            let review = try AdmissionReview(root)
            let name = text(try review.effectiveName)
            #expect(name == "gone")
        }
    }

    @Test func `reads a SubjectAccessReview`() throws {
        var parser = try JSONParser(maximumBytes: 4096)
        let path = Self.access.replacing("/v1\"", "/v1beta1\"").replacing(#""groups":"#, #""group":"#).replacing(
            #""resourceAttributes":{"verb":"list","version":"v1","resource":"pods","namespace":"n"}"#,
            #""nonResourceAttributes":{"path":"/metrics","verb":"get"}"#)
        for (body, isPath, verb) in [(Self.access, false, "list"), (path, true, "get")] {
            let bytes = Array(body.utf8)
            try parser.withDocument(bytes.span) { root throws(ReviewError) in
                let review = try SubjectAccessReview(root)
                let texts = [text(review.username), text(review.userUID), text(try review.attributes.text("verb"))]
                #expect(texts == ["carol", "i", verb])
                let (pathIsAsked, version) = (review.isPath, review.version)
                #expect(pathIsAsked == isPath)
                #expect(version == (isPath ? .v1beta1 : .v1))
                let groups = review.groups?.count
                #expect(groups == 1)
            }
        }
    }

    @Test(arguments: Kind.allCases) func `ignores what it does not know, and takes null for absent`(_ kind: Kind) throws
    {
        #expect(try refusal(kind.body, kind) == nil)
        let more = kind.body.replacing(#"{"kind":"#, #"{"new":[{"a":1}],"new":2,"kind":"#)
        #expect(try refusal(more, kind) == nil)
        let null = kind.body.replacing(#""groups":["g"]"#, #""groups":null"#).replacing(
            #""audiences":["https://kubernetes.default.svc"]"#, #""audiences":null"#)
        #expect(try refusal(null, kind) == nil)
    }

    @Test(arguments: Kind.allCases) func `refuses every prefix`(_ kind: Kind) throws {
        let body = kind.body.dropLast()
        for count in 0..<body.utf8.count {
            #expect(try refusal(String(decoding: body.utf8.prefix(count), as: UTF8.self), kind) != nil)
        }
    }

    /// A change of a good body, and what it makes of it.
    static let refused: [(Kind, String, String, ReviewError)] = [
        (.token, #""kind":"TokenReview""#, #""kind":"tokenreview""#, .wrongKind),
        (.token, #""kind":"TokenReview","#, "", .missingField),
        (.token, #""kind":"TokenReview""#, #""Kind":"TokenReview""#, .missingField),
        (.token, #""kind":"TokenReview""#, #""kind":1"#, .wrongKind),
        (.token, "io/v1", "io/v2", .unknownVersion), (.token, "io/v1", "io/V1", .unknownVersion),
        (.token, #""apiVersion":"#, #""x":"#, .missingField),
        (.token, #""spec":{"#, #""spec":[],"x":{"#, .wrongType), (.token, #""spec":"#, #""Spec":"#, .missingField),
        (.token, #""token":"t<1>""#, #""token":1"#, .wrongType),
        (.token, #""token":"t<1>""#, #""token":"t","token":"u""#, .duplicateKey),
        (.token, #""spec":{"#, #""spec":{},"spec":{"#, .duplicateKey),
        (.token, #""kind":"TokenReview""#, #""kind":"TokenReview","kind":"TokenReview""#, .duplicateKey),
        (.token, #"["https://kubernetes.default.svc"]"#, #""x""#, .wrongType),
        (.token, #"["https://kubernetes.default.svc"]"#, "[1]", .wrongType),
        (.token, #"["https://kubernetes.default.svc"]"#, #"["x"],"audiences":["y"]"#, .duplicateKey),
        (.token, "\n", "{}", .malformed), (.token, "{\"kind\"", "[\"kind\"", .malformed),
        (.token, #""metadata":{}"#, #""metadata":"# + nested(63), .tooLarge),
        (.admission, "admission.k8s.io/v1", "admission.k8s.io/v1beta1", .unknownVersion),
        (.admission, #""request":"#, #""x":"#, .missingField), (.admission, #""uid":"u-1","#, "", .missingField),
        (.admission, #""uid":"u-1""#, #""uid":"""#, .missingField),
        (.admission, #""uid":"u-1""#, #""uid":1"#, .wrongType),
        (.admission, #""uid":"u-1""#, #""uid":"u-1","uid":"u-2""#, .duplicateKey),
        (.admission, "UPDATE", "PATCH", .unknownOperation), (.admission, "UPDATE", "update", .unknownOperation),
        (.admission, #""UPDATE""#, "7", .wrongType), (.admission, #""operation":"#, #""x":"#, .missingField),
        (.admission, #""operation":"UPDATE""#, #""operation":"UPDATE","operation":"DELETE""#, .duplicateKey),
        (.admission, #""userInfo":{"#, #""x":{"#, .missingField),
        (.admission, #""userInfo":{"#, #""userInfo":[],"x":{"#, .wrongType),
        (.admission, #""username":"sui:0xa""#, #""username":"sui:0xa","username":"admin""#, .duplicateKey),
        (.admission, #""uid":"0xb""#, #""uid":"0xb","uid":"0xc""#, .duplicateKey),
        (.admission, #"["g"]"#, #"["g",null]"#, .wrongType), (.admission, #""resource":{"#, #""x":{"#, .missingField),
        (.admission, #""kind":{"#, #""x":{"#, .missingField),
        (.admission, #"{"spec":{"replicas":3}}"#, "[]", .wrongType),
        (.admission, #""object":{"#, #""object":{},"object":{"#, .duplicateKey),
        (.admission, #""namespace":"team-a""#, #""namespace":"team-a","namespace":"kube-system""#, .duplicateKey),
        (.admission, #""dryRun":true"#, #""dryRun":"true""#, .wrongType),
        (.access, #""kind":"SubjectAccessReview""#, #""kind":"LocalSubjectAccessReview""#, .wrongKind),
        (.access, "io/v1", "io/v1alpha1", .unknownVersion), (.access, #""spec":"#, #""x":"#, .missingField),
        (.access, #""resourceAttributes":"#, #""x":"#, .missingField),
        (.access, #""user":"carol""#, #""nonResourceAttributes":{},"user":"carol""#, .conflictingFields),
        (.access, #""user":"carol""#, #""user":"carol","user":"admin""#, .duplicateKey),
        (.access, #""user":"carol""#, #""user":["carol"]"#, .wrongType),
        (.access, #""namespace":"n""#, #""fieldSelector":{"rawSelector":"a=b","requirements":[]}"#, .conflictingFields),
        (.access, #""namespace":"n""#, #""labelSelector":{"rawSelector":"a","requirements":[]}"#, .conflictingFields),
        (.access, #""namespace":"n""#, #""labelSelector":"a=b""#, .wrongType),
        (.access, #"["g"]"#, #"{"g":1}"#, .wrongType),
    ]

    private static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth + 2) + String(repeating: "]", count: depth + 2)
    }

    @Test(arguments: refused) func `refuses`(
        _ kind: Kind, _ good: String, _ bad: String, _ code: ReviewError
    ) throws {
        #expect(kind.body.contains(good))
        #expect(try refusal(kind.body.replacing(good, bad), kind) == code)
    }

    @Test func `every code is reached`() {
        #expect(Set(Self.refused.map { $0.3 }) == Set(ReviewError.allCases))
    }
}
