// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Bytes
internal import Configuration
internal import Crypto
internal import HTTPClient
internal import Kernel

/// Says whether an enclave is what it should be.
enum EnclaveVerify {
    private static let document = Setting(
        "document", key: "", group: "Archive", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "A document in a file instead of an enclave: says what was, and nothing about now.")
    private static let at = Setting(
        "at", key: "", group: "Archive", ValueKind<Int>.integer(1...Int(Int64.max / 1_000_000)).optional, fallback: nil,
        isFlagOnly: true,
        "The moment to look at the document from, in milliseconds since 1970; by default its own.")
    private static let nonce = Setting(
        "nonce", key: "", group: "Archive", ValueKind<[UInt8]>.challenge.optional, fallback: nil, isFlagOnly: true,
        "The challenge that the document must answer; without it, any or none.")
    private static let pinFile = Setting(
        "pin-out", key: "", group: "Output", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "Where the enclave's TLS key is written as curl's --pinnedpubkey takes it, once it is verified.")

    static let command = Command(
        words: ["enclave", "verify"], summary: "Says whether an enclave is what it should be.",
        operands: [Operand("URL", "where it is: https://HOST:PORT", isOptional: true)],
        settings: EnclaveFlags.expectation + [pinFile, document, at, nonce] + EnclaveFlags.inspection,
        details: """
            Asks the enclave for a document that answers a challenge made now, and looks at all of it: AWS's signature and chain, the
            time, what was measured, which keys it has fixed. The connection's key must be one of them: then it ends in that enclave,
            and nowhere before. It ends with 0 if so, with 77 if not, with 69 if nobody answers. With --any-pcrs or --allow-debug, 0
            means that the document is genuine, and no more.
            """
    ) { invocation throws(CommandFailure) in
        let verifier = try EnclaveFlags.verifier(invocation, inspects: true)
        let pinFile = try invocation(pinFile)
        if let path = try invocation(document) {
            guard invocation.operands.isEmpty, pinFile == nil else {
                throw CommandFailure("--document looks at a file: it goes with neither URL nor --pin-out", .usage)
            }
            return try archived(path, verifier, invocation)
        }
        guard let url = invocation.operands.first else {
            throw CommandFailure("URL or --document must be given", .usage)
        }
        guard try invocation(at) == nil, try invocation(nonce) == nil else {
            throw CommandFailure("--at and --nonce go with --document: an enclave is asked now", .usage)
        }
        guard pinFile == nil || verifier.policy.isTrustworthy else {
            throw CommandFailure("--pin-out does not go with --any-pcrs and --allow-debug", .usage)
        }
        let connection = try EnclaveConnection(url, verifier, invocation.console)
        let pin = "sha256//\(Base64.encode(connection.key.bytes))"
        if let pinFile { try write(pin + "\n", to: pinFile) }
        let isTrusted = connection.enclave.isTrusted
        return Report.of(connection.enclave, verifier, isArchived: false).joined(
            with: .of(
                ("url", .text(connection.url)),
                ("successor", connection.successor.map { .number($0.sequence) } ?? .null),
                ("pin", isTrusted ? .text(pin) : .null), ("pinFile", pinFile.map { .text($0) } ?? .null)))
    }

    private static func archived(
        _ path: String, _ verifier: Verifier, _ invocation: Invocation
    ) throws(CommandFailure) -> Report {
        let contents: FileContents
        do throws(FileError) { contents = try FileContents.read(path, limit: 1 << 16) } catch {
            throw CommandFailure(path, error)
        }
        var freshness = Freshness.archived
        if let milliseconds = try invocation(at) {
            let moment = WallTime(nanoseconds: Int64(milliseconds) * 1_000_000)
            freshness = .live(now: moment, maxAge: Freshness.maximumAgeOfCopy)
        }
        let enclave = try EnclaveConnection.verify(
            contents.bytes, verifier, freshness, try invocation(nonce), path)
        return Report.of(enclave, verifier, isArchived: true).joined(with: .of(("document", .text(path))))
    }

    private static func write(_ text: String, to path: String) throws(CommandFailure) {
        let bytes = Array(text.utf8)
        do throws(FileError) { try FileReplacement.write(bytes.span, to: path, readers: .everybody) } catch {
            throw CommandFailure(writing: path, error)
        }
    }
}

extension ValueKind where Value == [UInt8] {
    /// 16 to 64 bytes in hexadecimal.
    fileprivate static var challenge: ValueKind {
        ValueKind(
            "HEX",
            read: { text throws(ValueRefusal) in
                let digits = Array(text.utf8)
                let count = digits.count / 2
                guard (16...64).contains(count), let bytes = Hex.decode(digits.span, count: count) else {
                    throw ValueRefusal("must be 16 to 64 bytes in hexadecimal")
                }
                return bytes
            }, write: { Hex.encode($0) })
    }
}
