// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import NSM

/// The 32 registers of a simulated module, and what can be done to them.
public struct RegisterBank: Hashable, Sendable {
    /// What an image would have been measured to; nothing was measured here.
    public struct Measurements: Hashable, Sendable {
        /// Those of the image: PCR 0, 1, 2, and 8 if it is signed; 48 bytes each.
        public var image: [UInt8: [UInt8]]
        /// Whether it was started in debug mode, where the image counts for nothing.
        public var isDebug: Bool

        /// Invents what is not given.
        public init(image: [UInt8: [UInt8]] = [:], isDebug: Bool = false) {
            self.image = image
            self.isDebug = isDebug
        }
    }

    /// Registers that belong to the image: zero in debug mode.
    public static let imageRegisters: [UInt8] = [0, 1, 2, 8]
    /// How long a register is.
    public static let registerLength = NSMLimits.register
    private static let machineRegister = 4

    /// What they hold.
    public private(set) var values: [[UInt8]]
    /// Which of them can no longer change.
    public private(set) var isLocked: [Bool]

    /// The registers of an enclave that has just been started on a machine.
    public init(moduleID: ModuleID, measurements: Measurements = Measurements()) throws(SimulatorError) {
        let zero: [UInt8] = .init(repeating: 0, count: NSMLimits.register)
        values = .init(repeating: zero, count: NSMLimits.registers)
        isLocked = (0..<NSMLimits.registers).map { $0 < NSMLimits.bootRegisters }
        // The parent's, debug mode or not: extended by its name as it is, without a digest between.
        values[Self.machineRegister] = try Self.extended(zero, by: Array(moduleID.instance.utf8))
        guard !measurements.isDebug else { return }
        for index in [0, 1, 2] { values[index] = try Self.measured(Array("simulated image, part \(index)".utf8)) }
        for index in Self.imageRegisters {
            if let value = measurements.image[index] { values[Int(index)] = value }
        }
    }

    /// What a document shows: the locked registers, and no others.
    public var locked: [UInt8: [UInt8]] {
        .init(uniqueKeysWithValues: lockedIndices.map { ($0, values[Int($0)]) })
    }

    /// Which registers are locked.
    public var lockedIndices: [UInt8] { isLocked.indices.filter { isLocked[$0] }.map { UInt8($0) } }

    /// What a register holds, or why that is not said.
    func state(_ index: UInt8) throws(Refusal) -> PCRState {
        let index = try place(index)
        return PCRState(isLocked: isLocked[index], value: values[index])
    }

    mutating func extend(_ index: UInt8, by data: [UInt8]) throws(Refusal) -> [UInt8] {
        let index = try unlocked(index)
        do throws(SimulatorError) {
            values[index] = try Self.extended(values[index], by: data)
        } catch {
            throw Refusal(name: .internalError)
        }
        return values[index]
    }

    mutating func lock(_ index: UInt8) throws(Refusal) { isLocked[try unlocked(index)] = true }

    mutating func lock(below range: UInt8) throws(Refusal) {
        guard Int(range) <= values.count else { throw Refusal(name: .invalidIndex) }
        for index in 0..<Int(range) { isLocked[index] = true }
    }

    /// A module's refusal.
    struct Refusal: Error, Hashable {
        let name: NSMErrorName
    }

    private func place(_ index: UInt8) throws(Refusal) -> Int {
        guard values.indices.contains(Int(index)) else { throw Refusal(name: .invalidIndex) }
        return Int(index)
    }

    private func unlocked(_ index: UInt8) throws(Refusal) -> Int {
        let index = try place(index)
        guard !isLocked[index] else { throw Refusal(name: .readOnlyIndex) }
        return index
    }

    /// How Nitro measures contents: a register of zeros, extended by the contents' digest.
    private static func measured(_ contents: [UInt8]) throws(SimulatorError) -> [UInt8] {
        try extended(.init(repeating: 0, count: NSMLimits.register), by: try digest(contents))
    }

    private static func extended(_ value: [UInt8], by data: [UInt8]) throws(SimulatorError) -> [UInt8] {
        try digest(value + data)
    }

    private static func digest(_ bytes: [UInt8]) throws(SimulatorError) -> [UInt8] {
        do throws(CryptoError) { return try SHA384.digest(of: bytes.span) } catch { throw .digest }
    }
}
