// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import PKI
internal import Wiring

// How a server differs from what its plan says. Nothing is changed.
extension InPlaceWiring {
    /// One thing that is not as it should be.
    struct Drift: Sendable, Equatable {
        let what: String
        let says: String
    }

    /// Everything that is not as it should be.
    func drifts(_ plan: WiringPlan) throws(CommandFailure) -> [Drift] {
        var drifts: [Drift] = []
        if try transaction.interrupted() != nil {
            drifts.append(
                Drift(what: places.journal, says: "a change was broken off: `sealctl wire k3s` puts it right"))
        }
        let (folder, step) = try certificates.turn(WireCertificates.wishes(plan))
        drifts += folder.steps.map { Drift(what: "certificates", says: "due: " + WireCertificates.sentence($0)) }
        switch step {
        case .awaitRestart, .needsIssuer:
            drifts.append(Drift(what: "certificates", says: WireCertificates.sentence(step)))
        case .rest, .awaitUse, .makeAuthorityKey, .certifyAuthority, .issue, .makeNextKey, .announce, .adopt, .drop:
            break
        }
        drifts += try modes()
        // What is there now is what the files are to be made of: a renewal that is due is one fault and not many.
        let present = try machine.read(places.pki(.authorities))?.contents ?? folder.files[.authorities] ?? []
        let files = try renderer.files(plan, present, machine)
        for change in try changes(to: files, try record()) {
            drifts.append(Drift(what: change.path, says: Self.sentence(change)))
        }
        drifts += try apiserver(plan, files)
        return drifts
    }

    private static func sentence(_ change: WiringChange) -> String {
        switch change.kind {
        case .create: "is missing"
        case .replace:
            change.isSecret
                ? "differs"
                : "differs in \(change.shown.split(separator: "\n").dropFirst(2).count { "+-".contains($0.prefix(1)) }) lines: "
                    + "`sealctl wire k3s` shows them"
        case .permit: String(change.shown.dropLast())
        case .remove: "is not wanted any more"
        }
    }

    private func modes() throws(CommandFailure) -> [Drift] {
        var drifts: [Drift] = []
        for file in PKIFile.allCases {
            guard let present = try machine.read(places.pki(file)) else { continue }
            let owner = try machine.owner(file.isForService ? .service : .root)
            guard present.mode != file.mode || present.owner != owner else { continue }
            let is_ = "0\(String(present.mode, radix: 8)) \(present.owner.user):\(present.owner.group)"
            let should = "0\(String(file.mode, radix: 8)) \(owner.user):\(owner.group)"
            drifts.append(Drift(what: places.pki(file), says: "is \(is_) and should be \(should)"))
        }
        return drifts
    }

    /// An apiserver that was started before its files were written does not know them.
    private func apiserver(_ plan: WiringPlan, _ files: [WiredFile]) throws(CommandFailure) -> [Drift] {
        let process = machine.apiserver
        guard process.isVisible else { return [] }
        guard let started = process.started else { return [Drift(what: "apiserver", says: "does not run")] }
        var drifts: [Drift] = []
        for file in files where readsAtStart(file.path, plan) {
            guard let present = try machine.read(file.path), present.modified > started else { continue }
            drifts.append(
                Drift(
                    what: file.path,
                    says: "was written after the apiserver was started: `systemctl restart k3s` when it suits"))
        }
        for probe in [("webhook-server", services(plan).server), ("apiserver", services(plan).apiserver)]
        where machine.hasServices && !machine.isReady(probe.1) {
            drifts.append(Drift(what: probe.0, says: "is not ready: \(probe.1.url)"))
        }
        return drifts
    }

    private func readsAtStart(_ path: String, _ plan: WiringPlan) -> Bool {
        path.hasPrefix("\(plan.k3sFolder)/") || (path.hasPrefix("\(places.folder)/wiring/") && path != places.plan)
    }
}
