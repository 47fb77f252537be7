// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What shall stand in a document before it is signed; as a security module writes it, until it is changed.
public struct DocumentDraft: Sendable {
    /// The fields, in the order in which they are written; a key may stand twice.
    public var fields: [CBORItem.Pair]
    /// Whether the fields' number is told beforehand; modules have not told it since 2025.
    public var tellsCount = false
    /// What is written in the place of the fields, if anything.
    public var payload: [UInt8]?
    /// What follows the fields where nothing should.
    public var payloadTail: [UInt8] = []
    /// The protected header: the algorithm, ES384.
    public var protected: [UInt8] = CBORItem.map([.init(.uint(1), .negative(34))]).encoded
    /// The header that no signature covers.
    public var unprotected = CBORItem.map([])
    /// The tag in front of it all; modules write none.
    public var tag: UInt64?
    /// What follows the document where nothing should.
    public var tail: [UInt8] = []

    /// Drafts what a module would say.
    ///
    /// `registers` are those that a document shows: the locked ones.
    public init(
        moduleID: String, at time: WallTime, registers: [UInt8: [UInt8]], certificate: [UInt8], bundle: [[UInt8]],
        publicKey: [UInt8]? = nil, userData: [UInt8]? = nil, nonce: [UInt8]? = nil
    ) {
        let pairs = registers.sorted { $0.key < $1.key }.map { CBORItem.Pair(.uint(UInt64($0.key)), .bytes($0.value)) }
        let optional = { (bytes: [UInt8]?) -> CBORItem in bytes.map { .bytes($0) } ?? .null }
        fields = [
            .init(.text("module_id"), .text(moduleID)),
            .init(.text("digest"), .text("SHA384")),
            .init(.text("timestamp"), .uint(time.milliseconds)),
            .init(.text("pcrs"), .map(pairs)),
            .init(.text("certificate"), .bytes(certificate)),
            .init(.text("cabundle"), .array(bundle.map { .bytes($0) })),
            .init(.text("public_key"), optional(publicKey)),
            .init(.text("user_data"), optional(userData)),
            .init(.text("nonce"), optional(nonce)),
        ]
    }

    /// A field's value: the first of that name; `nil` takes all of that name out, a new name goes to the end.
    public subscript(name: String) -> CBORItem? {
        get { fields.first { $0.key == .text(name) }?.value }
        set {
            guard let newValue else { return fields.removeAll { $0.key == .text(name) } }
            if let place = fields.firstIndex(where: { $0.key == .text(name) }) {
                fields[place].value = newValue
            } else {
                fields.append(.init(.text(name), newValue))
            }
        }
    }

    /// What is signed over, beside the protected header.
    public var signedPayload: [UInt8] {
        payload ?? (tellsCount ? CBORItem.map(fields) : CBORItem.openMap(fields)).encoded + payloadTail
    }

    /// What a signature is made over: COSE's structure of RFC 9052 §4.4.
    public var message: [UInt8] {
        CBORItem.array([.text("Signature1"), .bytes(protected), .bytes([]), .bytes(signedPayload)]).encoded
    }

    /// The document with a signature, whatever that is.
    public func document(signature: [UInt8]) -> [UInt8] {
        let body = CBORItem.array([.bytes(protected), unprotected, .bytes(signedPayload), .bytes(signature)])
        return (tag.map { .tag($0, body) } ?? body).encoded + tail
    }
}
