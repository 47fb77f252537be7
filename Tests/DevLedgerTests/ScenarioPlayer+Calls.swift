// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import SuiLedger
import TestSupport
import Testing
import Wire

@testable import DevLedger

extension ScenarioPlayer {
    /// Makes a call's arguments out of the table's, by the types that the Move function has, and calls.
    func call(
        _ name: String, _ step: Tree, _ by: Address, _ cluster: Int, _ transaction: inout ChainTransaction
    ) throws(CallFailure) -> [CallValue] {
        var values: [CallValue] = []
        do {
            for parameter in Self.functions[name].list {
                let field = parameter.list[0].text ?? ""
                let type = (parameter.list[1].text ?? "").split(separator: "&").last.map(String.init) ?? ""
                let bare = type.hasPrefix("mut ") ? String(type.dropFirst(4)) : type
                values.append(try value(field, bare, step, by, cluster, &transaction))
            }
        } catch let failure as CallFailure { throw failure } catch {
            Issue.record(error)
            throw .noFunction
        }
        let parts = name.split(separator: ":").map(String.init)
        return try chain.call(module: parts[0], function: parts[1], values, &transaction)
    }

    private func value(
        _ field: String, _ type: String, _ step: Tree, _ by: Address, _ cluster: Int,
        _ transaction: inout ChainTransaction
    ) throws -> CallValue {
        let argument = step["args"][field]
        let at = step["objects"][field].integer ?? cluster
        switch type {
        case "StakePool": return .object(clusters[at - 1].cluster)
        case "SealRegistry": return .object(clusters[at - 1].sealRegistry)
        case "WorkerRegistry": return .object(clusters[at - 1].workerRegistry)
        case "Scheduler": return .object(clusters[at - 1].scheduler)
        case "EnclaveRegistry": return .object(clusters[at - 1].enclaveRegistry)
        case "Governance": return .object(clusters[at - 1].governance)
        case "AuditAnchor": return .object(clusters[at - 1].auditAnchor)
        case "AdminCap": return .object(try cap(.admin, by, at))
        case "SlasherCap": return .object(try cap(.slasher, by, at))
        case "OperatorCap": return .object(try cap(.operator, by, at))
        case "SealToken": return .object(try token(argument, by))
        case "Worker":
            let owner = try address(argument)
            return .object(try #require(workers["\(clusters[at - 1].cluster) \(owner)"]))
        case "Clock": return .object(Address(6))
        case "Coin<SUI>": return .coin(UInt64(try #require(argument.integer)))
        case "NitroAttestationDocument": return .document(try document(step["args"]))
        case "Params": return try params(argument, &transaction)
        case "ID":
            let kind = try #require(argument["kind"].integer.flatMap { CapabilityKind(rawValue: UInt8($0)) })
            let holder = try address(argument["holder"])
            return .pure(try cap(kind, holder, at).raw.bytes)
        default: return .pure(try pure(field, type, argument, step, by))
        }
    }

    private func pure(_ field: String, _ type: String, _ argument: Tree, _ step: Tree, _ by: Address) throws -> [UInt8]
    {
        var writer = BCSWriter()
        switch type {
        case "u8": writer.uint8(UInt8(try #require(argument.integer)))
        case "u32": writer.integer(UInt32(try #require(argument.integer)))
        case "u64": writer.integer(UInt64(try #require(argument.integer)))
        case "u256": try key(argument).encode(into: &writer)
        case "bool": writer.bool(argument == .bool(true))
        case "address": writer.address(try address(argument))
        case "String": writer.string(try #require(argument.text))
        case "vector<String>":
            writer.length(argument.list.count)
            for text in argument.list { writer.string(try #require(text.text)) }
        case "vector<u8>":
            if field == "signature" {
                writer.bytes(try signature(argument, step, by))
            } else {
                writer.bytes(try bytes(argument))
            }
        default: Issue.record("an argument of type \(type)")
        }
        return writer.bytes
    }

    private func params(_ changes: Tree, _ transaction: inout ChainTransaction) throws -> CallValue {
        let defaults = Self.file["defaults"]["Params"].members
        let whole = defaults.merging(changes.members.filter { $0.key != "thresholds" }) { $1 }
        let limits = (defaults["thresholds"] ?? .null).members.merging(changes["thresholds"].members) { $1 }
        func numbers(_ object: [String: Tree], _ names: [String]) throws -> [CallValue] {
            try names.map { name in
                var writer = BCSWriter()
                writer.integer(UInt64(try #require(object[name]?.integer, "\(name)")))
                return .pure(writer.bytes)
            }
        }
        let tiers = try chain.call(
            module: "tiers", function: "new_thresholds",
            try numbers(limits, ["viewer", "developer", "admin", "superuser"]),
            &transaction)
        let rest = try numbers(
            whole,
            [
                "worker_minimum", "unbonding_epochs", "voting_ms", "appeal_ms", "proposal_bond", "slash_fraction",
                "slasher_epoch_limit", "seal_epochs",
            ])
        return try chain.call(module: "params", function: "new_params", tiers + rest, &transaction)[0]
    }

    // MARK: Objects

    func cap(_ kind: CapabilityKind, _ holder: Address, _ cluster: Int) throws -> Address {
        let id = clusters[cluster - 1].cluster
        let found = granted.last { cap in
            chain.caps[cap].map { $0.kind == kind && $0.holder == holder && $0.cluster == id } ?? false
        }
        return try #require(found, "no capability of this kind")
    }

    func token(_ argument: Tree, _ by: Address) throws -> Address {
        let key = try key(argument)
        let found = chain.handles.entries.values.first { $0.key == key && $0.holder == by }
        return try #require(found?.id, "no handle on \(key)")
    }

    func key(_ argument: Tree) throws -> SealKey {
        let number = try #require(argument.text.flatMap { Address($0) })
        return SealKey(number.raw)
    }

    // MARK: Bytes

    func bytes(_ argument: Tree) throws -> [UInt8] {
        let text = try #require(argument.text)
        if text.hasPrefix("$key:") { return try secret(text).publicKey.bytes }
        let parts = text.split(separator: "*")
        let byte = Tree.text(String(parts.first ?? "")).hex
        guard parts.count == 2, let byte, let times = Int(parts[1]) else { return try #require(Tree.text(text).hex) }
        return Array(repeating: byte[0], count: times)
    }

    private func secret(_ mark: String) throws -> PrivateKey {
        let name = String(mark.drop { $0 != ":" }.dropFirst())
        let seed = try bytes(Self.file["keys"][name])
        return try PrivateKey(.ed25519, copying: seed.span)
    }

    private func document(_ arguments: Tree) throws -> AttestedEnclave {
        let document = arguments["document"]
        var attested = AttestedEnclave(
            milliseconds: UInt64(try #require(document["timestamp_ms"].integer)), pcr0: try bytes(document["pcr0"]),
            pcr1: try bytes(document["pcr1"]), pcr2: try bytes(document["pcr2"]), pcr16: try bytes(document["pcr16"]),
            publicKey: try bytes(document["public_key"]), userData: [])
        guard document["user_data"].text == "$commitment" else {
            attested.userData = try bytes(document["user_data"])
            return attested
        }
        let prefix: [UInt8] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]
        let signingKey = try bytes(arguments["signing_key"])
        let tls = try bytes(arguments["tls_spki_sha256"])
        let signing = try SHA256.digest(of: (prefix + signingKey).span).bytes
        let recipient = try SHA256.digest(of: attested.publicKey.span).bytes
        let config = try bytes(arguments["config_sha256"])
        attested.userData = [0xa5, 0, 1, 1, 0x58, 0x20] + tls + [2, 0x58, 0x20] + signing + [3, 0x58, 0x20]
        attested.userData += recipient + [4, 0x58, 0x20] + config
        return attested
    }

    /// A signature over the claim of the call, for the first cluster: what is signed for it counts in no other.
    private func signature(_ argument: Tree, _ step: Tree, _ by: Address) throws -> [UInt8] {
        let text = try #require(argument.text)
        guard text.hasPrefix("$signature:") else { return try bytes(argument) }
        var writer = BCSWriter()
        if step["call"].text == "enclave_registry::register_enclave" {
            writer.bytes(Array("k3s-daas/enclave/v1".utf8))
            writer.address(clusters[0].cluster)
            writer.address(by)
            writer.string(try #require(step["args"]["endpoint"].text))
        } else {
            writer.bytes(Array("k3s-daas/state/v1".utf8))
            writer.address(clusters[0].cluster)
            writer.integer(UInt64(try #require(step["args"]["seq"].integer)))
            writer.bytes(try bytes(step["args"]["root"]))
        }
        let key = try secret(text)
        return try key.sign(writer.bytes)
    }
}
