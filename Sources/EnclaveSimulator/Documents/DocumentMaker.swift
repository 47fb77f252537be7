// SPDX-License-Identifier: Apache-2.0
internal import Crypto
public import Kernel

/// Makes documents that are signed as real ones are, good and bad, under a root that nobody trusts.
///
/// For tests: what is wrong with a document can be chosen while its signature and chain hold.
public struct DocumentMaker: Sendable {
    /// Who signs.
    public var hierarchy: SimulatedHierarchy
    /// Whose documents they are.
    public var moduleID: ModuleID

    /// Makes a hierarchy that is in force at a time, or that of a plan.
    public init(
        moduleID: ModuleID = .example, region: String = "us-east-1", at time: WallTime, plan: HierarchyPlan? = nil
    ) throws(SimulatorError) {
        self.moduleID = moduleID
        let plan = if let plan { plan } else { try HierarchyPlan(moduleID: moduleID, region: region, at: time) }
        hierarchy = try SimulatedHierarchy(plan)
    }

    /// Drafts what a module would say at a time; without registers, those of an enclave that has just been started.
    public func draft(
        at time: WallTime, registers: [UInt8: [UInt8]]? = nil, publicKey: [UInt8]? = nil, userData: [UInt8]? = nil,
        nonce: [UInt8]? = nil
    ) throws(SimulatorError) -> DocumentDraft {
        let shown = if let registers { registers } else { try RegisterBank(moduleID: moduleID).locked }
        return DocumentDraft(
            moduleID: moduleID.text, at: time, registers: shown, certificate: hierarchy.leaf.der,
            bundle: hierarchy.bundle, publicKey: publicKey, userData: userData, nonce: nonce)
    }

    /// Signs a draft with the leaf's key, or with another.
    public func document(
        _ draft: DocumentDraft, signedBy key: SigningKey? = nil, digest: SigningKey.Digest = .sha384
    ) throws(SimulatorError) -> [UInt8] {
        draft.document(signature: try (key ?? hierarchy.leaf.key).sign(draft.message, digest: digest))
    }
}
