// SPDX-License-Identifier: Apache-2.0
internal import Wire

// What a device writes: for a simulator, and for tests of what we read.
extension NSMResponse {
    /// The bytes of an answer.
    public func encoded() -> [UInt8] {
        var writer = CBORWriter(capacity: 512)
        switch self {
        case .lockPCR: writer.text(NSMRequest.Name.lockPCR)
        case .lockPCRs: writer.text(NSMRequest.Name.lockPCRs)
        case .error(let name):
            writer.begin(NSMRequest.Name.error)
            writer.text(name.rawValue)
        case .extendPCR(let value):
            writer.begin(NSMRequest.Name.extendPCR)
            writer.single("data", value)
        case .attest(let document):
            writer.begin(NSMRequest.Name.attest)
            writer.single("document", document)
        case .random(let bytes):
            writer.begin(NSMRequest.Name.random)
            writer.single("random", bytes)
        case .describePCR(let state):
            writer.begin(NSMRequest.Name.describePCR)
            writer.map(2)
            writer.text("lock")
            writer.bool(state.isLocked)
            writer.text("data")
            writer.bytes(state.value)
        case .describe(let description):
            writer.begin(NSMRequest.Name.describe)
            writer.description(description)
        }
        return writer.finish()
    }
}

extension CBORWriter {
    fileprivate mutating func begin(_ name: String) {
        map(1)
        text(name)
    }

    fileprivate mutating func single(_ name: String, _ value: [UInt8]) {
        map(1)
        text(name)
        bytes(value)
    }

    fileprivate mutating func description(_ description: NSMDescription) {
        let version = description.version
        map(7)
        for (name, number) in [
            ("version_major", version.major), ("version_minor", version.minor), ("version_patch", version.patch),
            ("max_pcrs", description.registers),
        ] {
            text(name)
            uint(UInt64(number))
        }
        text("module_id")
        text(description.moduleID)
        text("locked_pcrs")
        array(description.lockedRegisters.count)
        for register in description.lockedRegisters { uint(UInt64(register)) }
        text("digest")
        text(description.digest)
    }
}
