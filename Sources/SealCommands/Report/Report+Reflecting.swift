// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import SuiLedger

// Entries and events of the contracts, part by part: their fields are many, and all of them are shown.
extension Report {
    /// Amounts of MIST, by the names of the fields that hold them.
    private static let amounts: Set<String> = [
        "amount", "nodeAmount", "unbonding", "slashedTotal", "bond", "appealBond", "eligible", "viewer", "developer",
        "admin", "superuser", "workerMinimum", "proposalBond", "slasherEpochLimit", "slashed", "pot", "turnout",
    ]
    private static let suffix = "Milliseconds"

    /// All fields of a value of the contracts.
    init(reflecting value: Any) {
        switch value {
        case let value as Bool: self = .bool(value)
        case let value as UInt8: self = .number(UInt64(value))
        case let value as UInt32: self = .number(UInt64(value))
        case let value as UInt64: self = .number(value)
        case let value as UInt128: self = .text("\(value)")
        case let value as String: self = .text(value)
        case let value as Address: self = .text(value.description)
        case let value as SealKey: self = .text(value.description)
        case let value as Digest: self = .text(value.description)
        case let value as Bytes32: self = .text(value.hex)
        case let value as [UInt8]: self = .text(Hex.encode(value))
        case let value as [String]: self = .list(value.map { .text($0) })
        default: self = Self.parts(of: Mirror(reflecting: value))
        }
    }

    /// What a value of the contracts consists of; what is for later versions is left out while it is empty.
    private static func parts(of mirror: Mirror) -> Report {
        if mirror.displayStyle == .optional {
            return mirror.children.first.map { Report(reflecting: $0.value) } ?? .null
        }
        if mirror.displayStyle == .collection { return .list(mirror.children.map { Report(reflecting: $0.value) }) }
        let fields = mirror.children.compactMap { child -> Field? in
            guard let label = child.label else { return nil }
            if label == "ext", let bytes = child.value as? [UInt8], bytes.isEmpty { return nil }
            if let number = child.value as? UInt64 {
                if amounts.contains(label) { return Field(label, .amount(number)) }
                if label.hasSuffix(suffix) { return Field(String(label.dropLast(suffix.count)), .time(number)) }
            }
            return Field(label, Report(reflecting: child.value))
        }
        return .record(fields)
    }

    /// An event of the contracts, with its name first.
    init(_ event: ContractEvent) {
        var fields = [Field("event", .text("\(event.type.module)::\(event.type.name)"))]
        // An enumeration's only child is its value.
        if let child = Mirror(reflecting: event).children.first,
            case .record(let parts) = Report(reflecting: child.value)
        {
            fields += parts
        }
        self = .record(fields)
    }
}
