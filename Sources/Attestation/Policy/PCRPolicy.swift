// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// What an enclave must run to be trusted.
///
/// There is no empty one: registers 0, 1 and 2 together are the image, and each alone can be met by another, because where
/// its sections end is not measured. ``any`` is for looking at documents, and what it lets through is not trusted.
public struct PCRPolicy: Hashable, Sendable {
    /// The registers that an image is measured into.
    public static let imageRegisters = 0...2

    /// What each register must hold; of ``any``, nothing.
    public let expected: [Int: [UInt8]]
    /// Which enclaves are allowed, by their whole names; empty for all.
    public let modules: Set<String>
    /// Whether an enclave in debug mode is let through, whose image registers are zero.
    public let allowsDebug: Bool

    private init(expected: [Int: [UInt8]], modules: Set<String>, allowsDebug: Bool) {
        self.expected = expected
        self.modules = modules
        self.allowsDebug = allowsDebug
    }

    /// Demands these measurements; `nil` where one is not 48 bytes, is the image's and zero, or has no such register.
    ///
    /// Do not give register 4: it differs from instance to instance.
    public init?(
        pcr0: [UInt8], pcr1: [UInt8], pcr2: [UInt8], others: [Int: [UInt8]] = [:], modules: Set<String> = []
    ) {
        let expected = others.merging([0: pcr0, 1: pcr1, 2: pcr2]) { _, image in image }
        for (register, value) in expected {
            guard (0..<DocumentFields.registers).contains(register), value.count == SHA384.digestLength else {
                return nil
            }
            // Zeros are what a debug enclave has there: to expect them would be to trust every one.
            if Self.imageRegisters.contains(register), value.allSatisfy({ $0 == 0 }) { return nil }
        }
        self.init(expected: expected, modules: modules, allowsDebug: false)
    }

    /// Lets every enclave through, for inspection: what it runs is not looked at, and it is not trusted.
    public static let any = PCRPolicy(expected: [:], modules: [], allowsDebug: false)

    /// The same that lets enclaves in debug mode through as well, for inspection: they are not trusted.
    public var allowingDebug: PCRPolicy { PCRPolicy(expected: expected, modules: modules, allowsDebug: true) }

    /// Whether what it lets through can be trusted.
    public var isTrustworthy: Bool { !allowsDebug && Self.imageRegisters.allSatisfy { expected[$0] != nil } }

    /// Refuses what is not expected.
    func check(_ document: UnverifiedDocument) throws(AttestationRefusal) {
        for register in Self.imageRegisters where document.pcrs[register] == nil {
            throw AttestationRefusal(.missingMeasurement, "pcrs", register: register)
        }
        // Register 4 is the parent's name, measured: cheap to look at, and it ties the measurements to the chain's names.
        if let parent = document.pcrs[4] {
            guard parent == (try Digest.register(extendedBy: Array(document.module.instance.utf8))) else {
                throw AttestationRefusal(.inconsistent, "pcrs", register: 4)
            }
        }
        if document.isDebug, !allowsDebug { throw AttestationRefusal(.debug, "pcrs", register: 0) }
        for (register, value) in expected.sorted(by: { $0.key < $1.key }) {
            // A debug enclave's image is not measured: there is nothing to compare.
            if document.isDebug, Self.imageRegisters.contains(register) { continue }
            guard let found = document.pcrs[register] else {
                throw AttestationRefusal(.missingMeasurement, "pcrs", register: register)
            }
            guard constantTimeEqual(found.span, value.span) else {
                throw AttestationRefusal(.wrongMeasurement, "pcrs", register: register)
            }
        }
        guard modules.isEmpty || modules.contains(document.moduleID) else {
            throw AttestationRefusal(.wrongModule, "module_id")
        }
    }
}

extension UnverifiedDocument {
    /// Whether a register of the image is zero, as all three are in debug mode; others, as 3 and 4, are set there as well.
    var isDebug: Bool {
        PCRPolicy.imageRegisters.contains { register in pcrs[register]?.allSatisfy { $0 == 0 } ?? true }
    }
}
