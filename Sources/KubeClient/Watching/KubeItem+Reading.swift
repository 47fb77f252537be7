// SPDX-License-Identifier: Apache-2.0
internal import Wire

extension KubeItem {
    /// Reads which object a document is; the bytes are those that it was parsed from.
    init(_ object: borrowing JSONValue, body: [UInt8]) throws(JSONError) {
        guard let meta = try object.member("metadata"), let name = try meta.text("name"), !name.isEmpty,
            let uid = try meta.text("uid"), let version = try meta.text("resourceVersion"), !version.isEmpty
        else { throw .wrongType }
        self.init(
            namespace: try meta.text("namespace") ?? "", name: name, uid: uid, resourceVersion: version, body: body)
    }
}

extension KubeReply {
    /// The answer as an object.
    public func item() throws(KubeError) -> KubeItem {
        do throws(JSONError) {
            var parser = try KubeDocument.parser(for: body.count)
            return try parser.withDocument(body.span) { (value) throws(JSONError) in
                try KubeItem(value, body: body)
            }
        } catch { throw KubeError(.broken, wasSent: true, status: status) }
    }

    /// The answer as a part of a list.
    public func list() throws(KubeError) -> KubeList {
        do throws(JSONError) { return try KubeList(body) } catch {
            throw KubeError(.broken, wasSent: true, status: status)
        }
    }
}

extension JSONValue {
    /// The text under a key; `nil` where there is none.
    func text(_ key: StaticString) throws(JSONError) -> String? {
        guard let value = try member(key), !value.isNull else { return nil }
        guard let bytes = value.string else { throw .wrongType }
        return unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
