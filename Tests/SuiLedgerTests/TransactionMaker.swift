// SPDX-License-Identifier: Apache-2.0
import Crypto
import SuiLedger
import Testing

/// Makes transactions of every form that there is, the same ones from the same seed.
struct TransactionMaker {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    // MARK: Numbers

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// A number, often one at the edge.
    private mutating func number<Number: FixedWidthInteger>() -> Number {
        switch below(5) {
        case 0: 0
        case 1: .max
        case 2: Number(below(128))
        default: Number(truncatingIfNeeded: next())
        }
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }

    private mutating func some<Element>(
        _ most: Int = 3, _ make: (inout TransactionMaker) throws -> Element
    ) rethrows -> [Element] {
        var elements: [Element] = []
        for _ in 0..<below(most + 1) { elements.append(try make(&self)) }
        return elements
    }

    /// Up to 300 bytes: lengths of one and of two bytes.
    private mutating func octets() -> [UInt8] { bytes([0, 1, 32, 127, 128, below(300)][below(6)]) }

    private mutating func raw() throws -> Bytes32 {
        let zeros = [0, 0, 0, 1, 31, 32][below(6)]
        let bytes = Array(repeating: 0, count: zeros) + bytes(32 - zeros)
        let raw = Bytes32(bytes.span)
        return try #require(raw)
    }

    // MARK: Values

    mutating func address() throws -> Address { Address(try raw()) }

    private mutating func reference() throws -> ObjectReference {
        ObjectReference(id: try address(), version: number(), digest: Digest(try raw()))
    }

    private mutating func name() -> String {
        ["m", "staking", "k8s_scheduler", "_x", "S", String(repeating: "a", count: 128)][below(6)]
    }

    private mutating func structure(_ depth: Int) throws -> StructTag {
        StructTag(try address(), name(), name(), try some { maker in try maker.type(depth) })
    }

    private mutating func type(_ depth: Int = 0) throws -> TypeTag {
        let plain: [TypeTag] = [.bool, .u8, .u16, .u32, .u64, .u128, .u256, .address, .signer]
        switch below(depth < 5 ? 4 : 2) {
        case 2: return .vector(try type(depth + 1))
        case 3: return .structure(try structure(depth + 1))
        default: return plain[below(plain.count)]
        }
    }

    private mutating func input() throws -> Input {
        switch below(5) {
        case 0: return .pure(octets())
        case 1: return .owned(try reference())
        case 2: return .shared(id: try address(), initialVersion: number(), access: below(2) == 0 ? .reads : .writes)
        case 3: return .receiving(try reference())
        default:
            let source: Withdrawal.Source = below(2) == 0 ? .sender : .sponsor
            return .withdrawal(Withdrawal(amount: number(), type: try type(), source: source))
        }
    }

    private mutating func argument() -> Argument {
        switch below(4) {
        case 0: .gas
        case 1: .input(number())
        case 2: .result(number())
        default: .nested(number(), number())
        }
    }

    private mutating func command() throws -> Command {
        switch below(7) {
        case 0:
            return .call(
                MoveCall(
                    package: try address(), module: name(), function: name(),
                    typeArguments: try some { maker in try maker.type() }, arguments: some { $0.argument() }))
        case 1: return .transfer(some { $0.argument() }, to: argument())
        case 2: return .split(argument(), amounts: some { $0.argument() })
        case 3: return .merge(some { $0.argument() }, into: argument())
        case 4:
            return .publish(
                modules: some { $0.octets() }, dependencies: try some { maker in try maker.address() })
        case 5: return .makeVector(below(2) == 0 ? nil : try type(), some { $0.argument() })
        default:
            return .upgrade(
                modules: some { $0.octets() }, dependencies: try some { maker in try maker.address() },
                package: try address(), ticket: argument())
        }
    }

    private mutating func expiration() throws -> Expiration {
        switch below(3) {
        case 0: return .none
        case 1: return .epoch(number())
        default:
            let bounds: [UInt64?] = (0..<4).map { _ in below(2) == 0 ? nil : number() }
            return .during(
                ValidDuring(
                    minimumEpoch: bounds[0], maximumEpoch: bounds[1], minimumTimestamp: bounds[2],
                    maximumTimestamp: bounds[3], chain: Digest(try raw()), nonce: number()))
        }
    }

    // MARK: Transactions

    /// Inputs and commands at random: they need make no sense.
    private mutating func program() throws -> Program {
        Program(
            inputs: try some(6) { maker in try maker.input() }, commands: try some(6) { maker in try maker.command() })
    }

    /// What our builder makes of random wishes.
    private mutating func builtProgram() throws -> Program {
        var builder = ProgramBuilder()
        var known: [Argument] = [.gas]
        for _ in 0..<below(12) {
            switch below(10) {
            case 0: known.append(builder.number(number()))
            case 1: known.append(builder.address(try address()))
            case 2: known.append(builder.bytes(octets()))
            case 3: known.append(builder.text(name()))
            case 4: known.append(builder.texts(some { $0.name() }))
            case 5: known.append(builder.owned(try reference()))
            case 6: known.append(builder.shared(Address(UInt8(below(4))), initialVersion: 1, writes: below(2) == 0))
            case 7: known.append(builder.coin(number()))
            case 8: builder.transfer([known[below(known.count)]], to: try address())
            default:
                let arguments = some { maker in known[maker.below(known.count)] }
                known.append(
                    builder.call(
                        try address(), name(), name(), typeArguments: try some { maker in try maker.type() }, arguments)
                )
            }
        }
        return builder.program
    }

    /// A transaction.
    mutating func transaction() throws -> TransactionData {
        let program = below(2) == 0 ? try program() : try builtProgram()
        let gas = GasData(
            payment: try some { maker in try maker.reference() }, owner: try address(), price: number(),
            budget: number())
        return TransactionData(program: program, sender: try address(), gas: gas, expiration: try expiration())
    }
}
