// SPDX-License-Identifier: Apache-2.0
import Bytes
import SuiLedger
import TestSupport

// What a transaction says, as a tree of lists and texts: two readers that agree on the bytes must agree on the meaning too.
extension TransactionData {
    var said: Tree {
        .list([
            .list(program.inputs.map(\.said)), .list(program.commands.map(\.said)), .text("\(sender)"),
            .list(gas.payment.map { .texts($0.words) }), .text("\(gas.owner)"), .text("\(gas.price)"),
            .text("\(gas.budget)"), expiration.said,
        ])
    }
}

extension Tree {
    fileprivate static func texts(_ texts: [String]) -> Tree { .list(texts.map(Tree.text)) }
    fileprivate static func hex(_ parts: [[UInt8]]) -> Tree { texts(parts.map { Hex.encode($0) }) }
}

extension ObjectReference {
    fileprivate var words: [String] { ["\(id)", "\(version)", "\(digest)"] }
}

extension Input {
    fileprivate var said: Tree {
        switch self {
        case .pure(let bytes): .texts(["pure", Hex.encode(bytes)])
        case .owned(let reference): .texts(["owned"] + reference.words)
        case .shared(let id, let version, let access): .texts(["shared", "\(id)", "\(version)", "\(access)"])
        case .receiving(let reference): .texts(["receiving"] + reference.words)
        case .withdrawal(let money):
            .texts(["withdrawal", "\(money.amount)", "\(money.type)", "\(money.source)"])
        }
    }
}

extension Argument {
    fileprivate var said: Tree {
        switch self {
        case .gas: .texts(["gas"])
        case .input(let index): .texts(["input", "\(index)"])
        case .result(let index): .texts(["result", "\(index)"])
        case .nested(let index, let inner): .texts(["nested", "\(index)", "\(inner)"])
        }
    }
}

extension Command {
    fileprivate var said: Tree {
        switch self {
        case .call(let call):
            .list([
                .text("call"), .text("\(call.package)"), .text(call.module), .text(call.function),
                .texts(call.typeArguments.map(\.description)), .list(call.arguments.map(\.said)),
            ])
        case .transfer(let objects, let recipient):
            .list([.text("transfer"), .list(objects.map(\.said)), recipient.said])
        case .split(let coin, let amounts): .list([.text("split"), coin.said, .list(amounts.map(\.said))])
        case .merge(let coins, let target): .list([.text("merge"), .list(coins.map(\.said)), target.said])
        case .publish(let modules, let dependencies):
            .list([.text("publish"), .hex(modules), .texts(dependencies.map(\.description))])
        case .makeVector(let type, let elements):
            .list([.text("vector"), .text(type?.description ?? ""), .list(elements.map(\.said))])
        case .upgrade(let modules, let dependencies, let package, let ticket):
            .list([
                .text("upgrade"), .hex(modules), .texts(dependencies.map(\.description)), .text("\(package)"),
                ticket.said,
            ])
        }
    }
}

extension Expiration {
    fileprivate var said: Tree {
        switch self {
        case .none: return .texts(["none"])
        case .epoch(let epoch): return .texts(["epoch", "\(epoch)"])
        case .during(let bounds):
            let limits = [
                bounds.minimumEpoch, bounds.maximumEpoch, bounds.minimumTimestamp, bounds.maximumTimestamp,
            ].map { $0?.description ?? "" }
            return .texts(["during"] + limits + ["\(bounds.chain)", "\(bounds.nonce)"])
        }
    }
}
