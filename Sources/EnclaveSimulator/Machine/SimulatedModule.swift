// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Kernel
public import NSM

/// A security module made of software: it proves nothing.
///
/// It answers what a real one answers, and its documents are right in every way but one: their root is its own.
public final class SimulatedModule: NSMTransport {
    /// When a leaf with so little left is replaced: a document that is asked for then comes with a new one.
    public static let renewal = Duration.seconds(15 * 60)
    private static let randomLength = 256

    private struct State: Sendable {
        var hierarchy: SimulatedHierarchy
        var registers: RegisterBank
    }

    /// Its name.
    public let moduleID: ModuleID
    private let region: String
    private let now: @Sendable () -> WallTime
    private let state: Locked<State>

    /// Makes a module as it is when an enclave has just been started.
    public init(
        moduleID: ModuleID = .example, region: String = "us-east-1",
        measurements: RegisterBank.Measurements = .init(), now: @escaping @Sendable () -> WallTime = { .now }
    ) throws(SimulatorError) {
        let plan = try HierarchyPlan(moduleID: moduleID, region: region, at: now())
        state = Locked(
            State(
                hierarchy: try SimulatedHierarchy(plan),
                registers: try RegisterBank(moduleID: moduleID, measurements: measurements)))
        self.moduleID = moduleID
        self.region = region
        self.now = now
    }

    /// The root that a verifier has to be told of, in DER.
    public var root: [UInt8] { state.withLock { $0.hierarchy[.root].der } }

    /// SHA-256 of the root.
    public func rootFingerprint() throws(SimulatorError) -> Bytes32 {
        let hierarchy = state.withLock { $0.hierarchy }
        return try hierarchy.rootFingerprint()
    }

    /// What its registers hold.
    public var registers: RegisterBank { state.withLock { $0.registers } }

    /// Answers a request; whatever it is, there is an answer.
    public func exchange(_ request: [UInt8]) throws(NSMError) -> [UInt8] {
        guard (1...NSMLimits.request).contains(request.count) else { throw .invalidLength }
        guard let request = NSMRequest(request.span) else { return NSMResponse.error(.invalidOperation).encoded() }
        return answer(request).encoded()
    }

    /// Answers a request.
    public func answer(_ request: NSMRequest) -> NSMResponse {
        let time = now()
        return state.withLock { state in
            do throws(RegisterBank.Refusal) {
                return try answer(request, &state, at: time)
            } catch {
                return .error(error.name)
            }
        }
    }

    private func answer(
        _ request: NSMRequest, _ state: inout State, at time: WallTime
    ) throws(RegisterBank.Refusal) -> NSMResponse {
        switch request {
        case .describe:
            return .describe(
                NSMDescription(
                    version: .init(1, 0, 0), moduleID: moduleID.text, registers: UInt16(NSMLimits.registers),
                    lockedRegisters: state.registers.lockedIndices, digest: "SHA384"))
        case .describePCR(let index): return .describePCR(try state.registers.state(index))
        case .extendPCR(let index, let data): return .extendPCR(try state.registers.extend(index, by: data))
        case .lockPCR(let index):
            try state.registers.lock(index)
            return .lockPCR
        case .lockPCRs(let range):
            try state.registers.lock(below: range)
            return .lockPCRs
        case .random:
            guard let bytes = try? randomBytes(Self.randomLength) else { throw .init(name: .internalError) }
            return .random(bytes)
        case .attest(let userData, let nonce, let publicKey):
            do throws(SimulatorError) {
                try renew(&state.hierarchy, at: time)
                let draft = DocumentDraft(
                    moduleID: moduleID.text, at: time, registers: state.registers.locked,
                    certificate: state.hierarchy.leaf.der, bundle: state.hierarchy.bundle, publicKey: publicKey,
                    userData: userData, nonce: nonce)
                return .attest(draft.document(signature: try state.hierarchy.leaf.key.sign(draft.message)))
            } catch {
                throw .init(name: .internalError)
            }
        }
    }

    /// Replaces the leaf when it ends soon, and above it what would end before the new one does.
    private func renew(_ hierarchy: inout SimulatedHierarchy, at time: WallTime) throws(SimulatorError) {
        guard hierarchy.leaf.plan.notAfter < time.plus(Self.renewal) else { return }
        let plan = try HierarchyPlan(moduleID: moduleID, region: region, at: time)
        let end = plan[.leaf].notAfter
        let ending = HierarchyPlan.Level.allCases.dropFirst().first { hierarchy[$0].plan.notAfter < end }
        try hierarchy.renew(plan, from: ending ?? .leaf)
    }
}
