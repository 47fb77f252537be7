// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Configuration
internal import EnclaveSimulator

extension ValueKind where Value == ModuleID {
    /// A module's name.
    static var moduleID: ValueKind {
        ValueKind(
            "ID",
            read: { text throws(ValueRefusal) in
                guard let value = ModuleID(text) else {
                    throw ValueRefusal("must be a module's name, such as \(ModuleID.example.text)")
                }
                return value
            }, write: { $0.text })
    }
}

extension ValueKind where Value == [UInt8] {
    /// What a register holds.
    static var register: ValueKind {
        ValueKind(
            "HEX",
            read: { text throws(ValueRefusal) in
                let digits = Array(text.utf8)
                guard let value = Hex.decode(digits.span, count: RegisterBank.registerLength) else {
                    throw ValueRefusal("must be 96 lowercase hexadecimal digits")
                }
                return value
            }, write: { Hex.encode($0) })
    }
}
