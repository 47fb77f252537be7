// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import SealAuthN
internal import SuiLedger
internal import Wire

/// A view that is asked for, with its arguments: `{"function":"…","arguments":{…}}`.
enum ViewCall: Equatable, Sendable {
    case verifyMinimumStake(amount: UInt64, required: UInt64)
    case calculateStakePower(amount: UInt64, score: UInt64, heldMilliseconds: UInt64)
    case isStakeSufficientForRole(amount: UInt64, role: Tier)
    case getWorkerInfo(Address)
    case getActiveRequestCount
    case getWorkerWorkload(Address)
    case getRequestStatus(UInt64)
    case getPerformanceHistory(Address)
    case getNautilusInfoForWorker(Address)

    /// The longest body that is looked at.
    static let maximumBytes = 4 * 1024

    /// Why a body is no call.
    enum Fault: String, Error, Equatable, JSONFailure, CaseIterable {
        case malformed
        /// A function that is not answered.
        case unknownFunction
        /// An argument is missing, or is none.
        case badArgument

        init(_ error: JSONError) { self = .malformed }
    }

    /// Reads a body.
    init(json body: Span<UInt8>) throws(Fault) {
        guard body.count <= Self.maximumBytes else { throw .malformed }
        var parser: JSONParser
        do throws(JSONError) { parser = try JSONParser(maximumBytes: Self.maximumBytes) } catch { throw .malformed }
        self = try parser.withDocument(body) { value throws(Fault) in
            guard value.kind == .object else { throw .malformed }
            let name = try Arguments.text(value, "function", else: .malformed)
            guard let function = ViewFunction(rawValue: name) else { throw .unknownFunction }
            let arguments = try Arguments.member(value, "arguments", else: .badArgument)
            guard arguments.kind == .object else { throw .badArgument }
            return try Self(function, arguments)
        }
    }

    private init(_ function: ViewFunction, _ arguments: borrowing JSONValue) throws(Fault) {
        switch function {
        case .verifyMinimumStake:
            self = .verifyMinimumStake(
                amount: try Arguments.number(arguments, "amountMist"),
                required: try Arguments.number(arguments, "requiredMist"))
        case .calculateStakePower:
            self = .calculateStakePower(
                amount: try Arguments.number(arguments, "amountMist"),
                score: try Arguments.number(arguments, "score"),
                heldMilliseconds: try Arguments.number(arguments, "heldMs"))
        case .isStakeSufficientForRole:
            let role = try Arguments.text(arguments, "role", else: .badArgument)
            guard let tier = Tier.allCases.first(where: { "\($0.name)" == role }) else { throw .badArgument }
            self = .isStakeSufficientForRole(amount: try Arguments.number(arguments, "amountMist"), role: tier)
        case .getWorkerInfo: self = .getWorkerInfo(try Arguments.address(arguments, "address"))
        case .getActiveRequestCount: self = .getActiveRequestCount
        case .getWorkerWorkload: self = .getWorkerWorkload(try Arguments.address(arguments, "address"))
        case .getRequestStatus: self = .getRequestStatus(try Arguments.number(arguments, "request"))
        case .getPerformanceHistory: self = .getPerformanceHistory(try Arguments.address(arguments, "address"))
        case .getNautilusInfoForWorker:
            self = .getNautilusInfoForWorker(try Arguments.address(arguments, "address"))
        }
    }

    /// Readers of what stands in an object.
    private enum Arguments {
        @_lifetime(copy object)
        static func member(
            _ object: borrowing JSONValue, _ key: StaticString, else fault: Fault
        ) throws(Fault) -> JSONValue {
            do throws(JSONError) {
                if let value = try object.member(key) { return value }
            } catch { throw fault }
            throw fault
        }

        static func text(
            _ object: borrowing JSONValue, _ key: StaticString, else fault: Fault
        ) throws(Fault) -> String {
            guard let span = try member(object, key, else: fault).string, span.count <= 80 else { throw fault }
            return String(decoding: [UInt8](copying: span), as: UTF8.self)
        }

        /// A number of 64 bits as text: decimal digits without a leading zero.
        static func number(_ object: borrowing JSONValue, _ key: StaticString) throws(Fault) -> UInt64 {
            let text = try text(object, key, else: .badArgument)
            guard let number = UInt64(text), String(number) == text else { throw .badArgument }
            return number
        }

        /// An address as we write it.
        static func address(_ object: borrowing JSONValue, _ key: StaticString) throws(Fault) -> Address {
            let text = try text(object, key, else: .badArgument)
            guard let address = Address(text), address.description == text else { throw .badArgument }
            return address
        }
    }
}
