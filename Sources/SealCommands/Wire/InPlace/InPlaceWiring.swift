// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import PKI
internal import Wiring

/// Wires the server that this runs on, or says how it differs from what it should be, or undoes it.
struct InPlaceWiring: Sendable {
    /// What an operator decides beside the plan.
    struct Choices: Sendable {
        /// Whether nobody is asked.
        var isSure = false
        /// Whether the apiserver may be stopped and started.
        var restartsApiserver = true
    }

    let machine: any WireMachine
    let places: WirePlaces
    let renderer: WireRenderer
    let choices: Choices
    let console: Console
    /// Where copies go of all that is changed from here on.
    private let saved: String

    /// Gets ready for one run.
    init(
        _ machine: any WireMachine, folder: String, renderer: WireRenderer, choices: Choices, console: Console
    ) {
        self.machine = machine
        places = WirePlaces(folder: folder)
        self.renderer = renderer
        self.choices = choices
        self.console = console
        saved = places.saved(machine.now.wall)
    }

    var certificates: WireCertificates { WireCertificates(machine: machine, places: places) }
    var transaction: WireTransaction { WireTransaction(machine: machine, places: places, saved: saved) }

    /// Brings the server to what the plan says.
    func apply(_ plan: WiringPlan) throws(CommandFailure) -> Report {
        try checkPlan(plan)
        try recover(plan)
        let (folder, step) = try certificates.turn(WireCertificates.wishes(plan))
        guard let authorities = folder.files[.authorities] else {
            throw CommandFailure("\(places.pki(.authorities)): there is none, and none was made", .software)
        }
        let files = try renderer.files(plan, authorities, machine)
        try validate(plan, files, folder)
        let record = try record()
        var changes = try changes(to: files, record)
        let steps = folder.steps.map { WireCertificates.sentence($0) }
        guard !changes.isEmpty || !folder.changes.isEmpty else {
            try services(plan).start(touchesServer: false, touchesApiserver: false)
            return .of(("changes", .list([])), ("certificates", .text(WireCertificates.sentence(step))))
        }
        try ask(steps, changes)
        // Certificates are not undone: nobody is worse off with them, and somebody may already use them.
        try certificates.carryOut(folder.changes)
        if let new = try newRecord(record, changes, files) { changes.append(new) }
        let touched = Set(changes.map(\.path))
        let hasNewAuthority = folder.steps.contains { $0 == .certifyAuthority || $0 == .announce }
        try transaction.run(
            changes, wasUp: try services(plan).isApiserverUp(),
            start: { () throws(CommandFailure) in
                try services(plan).start(
                    touchesServer: touchesServer(touched, plan),
                    touchesApiserver: hasNewAuthority || touchesApiserver(touched, plan))
            }, settle: { isNew throws(CommandFailure) in try settle(plan, isNew) })
        return .of(
            ("changes", .list(changes.map { .text("\($0.kind.rawValue) \($0.path)") })),
            ("certificates", .list((steps + [WireCertificates.sentence(step)]).map { .text($0) })),
            ("saved", .text("\(places.folder)/wiring/saved")))
    }

    /// Takes away what was written, and brings back what stood there before.
    func remove(_ plan: WiringPlan) throws(CommandFailure) -> Report {
        try recover(plan)
        let record = try record()
        guard !record.entries.isEmpty else {
            throw CommandFailure(
                "\(places.record): there is none, so nothing was wired by `sealctl wire` here, or all of it is removed",
                .noInput)
        }
        var changes = try changes(to: [], record)
        for file in PKIFile.allCases {
            let path = places.pki(file)
            if let change = WiringChange(path, before: try machine.read(path), after: nil, isSecret: file.isSecret) {
                changes.append(change)
            }
        }
        if let change = WiringChange(
            places.record, before: try machine.read(places.record), after: nil, isSecret: false)
        {
            changes.append(change)
        }
        try ask([], changes)
        let services = services(plan)
        try services.disable()
        try transaction.run(
            changes, wasUp: try services.isApiserverUp(),
            start: { () throws(CommandFailure) in try services.stop() },
            settle: { isNew throws(CommandFailure) in try settle(plan, isNew) })
        return .of(
            ("changes", .list(changes.map { .text("\($0.kind.rawValue) \($0.path)") })),
            ("saved", .text("\(places.folder)/wiring/saved")),
            (
                "next",
                .text(
                    "what k3s has applied stays in the cluster: `kubectl delete -l app.kubernetes.io/part-of=k3s-daas "
                        + "validatingwebhookconfigurations,clusterroles,clusterrolebindings`")
            ))
    }

    /// Renews certificates whose time has come, and what is made of them; for a timer.
    func renew(_ plan: WiringPlan, wantsNewAuthority: Bool) throws(CommandFailure) -> Report {
        guard try transaction.interrupted() == nil else {
            throw CommandFailure(
                "\(places.journal): a change was broken off: `sealctl wire k3s` puts that right first", .temporary)
        }
        var wishes = WireCertificates.wishes(plan)
        wishes.wantsNewAuthority = wantsNewAuthority
        let (folder, step) = try certificates.turn(wishes)
        try certificates.carryOut(folder.changes)
        var written: [String] = []
        let record = try record()
        // Webhooks are registered with the authorities themselves; all other files name the file.
        if let authorities = folder.files[.authorities], !record.entries.isEmpty {
            for file in try renderer.files(plan, authorities, machine) where record[file.path] != nil {
                let before = try machine.read(file.path)
                guard holdsAuthorities(file), before?.contents != file.contents else { continue }
                let owner = try machine.owner(file.owner)
                try machine.write(PresentFile(contents: file.contents, mode: file.mode, owner: owner), to: file.path)
                written.append(file.path)
            }
        }
        let report = Report.of(
            ("done", .list(folder.steps.map { .text(WireCertificates.sentence($0)) })),
            ("written", .list(written.map { .text($0) })), ("next", .text(WireCertificates.sentence(step))))
        if case .needsIssuer = step {
            throw CommandFailure(WireCertificates.sentence(step), .unavailable, rest: report)
        }
        return report
    }

    /// Puts back what a run that was killed has left half done.
    private func recover(_ plan: WiringPlan) throws(CommandFailure) {
        guard let journal = try transaction.interrupted() else { return }
        console.note("a change was broken off: what stood there before is put back first")
        try machine.remove(places.staged)
        try transaction.putBack(journal) { isNew throws(CommandFailure) in try settle(plan, isNew) }
    }

    private func settle(_ plan: WiringPlan, _ isNew: Bool) throws(CommandFailure) {
        let unit = try machine.read("\(plan.unitsFolder)/k3s-daas.service")
        try services(plan).settle(hasUnits: unit != nil, restartsApiserver: isNew)
    }

    func services(_ plan: WiringPlan) -> WireServices {
        WireServices(machine: machine, plan: plan, restartsApiserver: choices.restartsApiserver)
    }

    func record() throws(CommandFailure) -> WireRecord {
        guard let file = try machine.read(places.record) else { return WireRecord() }
        return try WireRecord.read(file.contents, places.record)
    }

    /// What is to be done for the server to hold these files and none of ours beside them.
    func changes(to files: [WiredFile], _ record: WireRecord) throws(CommandFailure) -> [WiringChange] {
        var wanted: [(file: WiredFile, owner: NewFile.Owner)] = []
        var present: [String: PresentFile] = [:]
        for file in files {
            wanted.append((file, try machine.owner(file.owner)))
            present[file.path] = try machine.read(file.path)
        }
        var obsolete: [(path: String, before: PresentFile?)] = []
        for entry in record.entries {
            present[entry.path] = try machine.read(entry.path)
            var original: PresentFile?
            if let saved = entry.saved { original = try machine.read(saved) }
            obsolete.append((entry.path, original))
        }
        return WiringChange.all(wanted: wanted, obsolete: obsolete, present: present)
    }

    /// The record after these changes: of a file that was ours already, the first copy stays the one to bring back.
    private func newRecord(
        _ record: WireRecord, _ changes: [WiringChange], _ files: [WiredFile]
    ) throws(CommandFailure) -> WiringChange? {
        var new = WireRecord()
        for file in files {
            if let entry = record[file.path] {
                new.entries.append(entry)
            } else {
                let before = try machine.read(file.path)
                let isReplaced = before != nil && changes.contains { $0.path == file.path }
                new.entries.append(.init(path: file.path, saved: isReplaced ? saved + file.path : nil))
            }
        }
        let after = PresentFile(contents: Array(new.text.utf8), mode: 0o600, owner: try machine.owner(.root))
        return WiringChange(
            places.record, before: try machine.read(places.record), after: after, isSecret: false)
    }

    private func ask(_ steps: [String], _ changes: [WiringChange]) throws(CommandFailure) {
        let text = steps.map { "certificates: \($0)\n" }.joined() + changes.map(\.shown).joined()
        guard console.stream(text) else { throw CommandFailure("what would change cannot be shown", .inputOutput) }
        if choices.isSure { return }
        guard let answer = console.confirm("Shall it be done?") else {
            throw CommandFailure("there is nobody to ask: look at what would change, and say --yes", .usage)
        }
        guard answer else { throw CommandFailure("nothing was changed", .refused) }
    }

    private func holdsAuthorities(_ file: WiredFile) -> Bool {
        String(decoding: file.contents, as: UTF8.self).contains("caBundle")
    }

    private func touchesServer(_ paths: Set<String>, _ plan: WiringPlan) -> Bool {
        paths.contains("\(places.folder)/webhook-server.yaml")
            || paths.contains { $0.hasPrefix("\(plan.unitsFolder)/k3s-daas.") }
    }

    /// The apiserver reads its own files when it starts, and manifests at any time.
    private func touchesApiserver(_ paths: Set<String>, _ plan: WiringPlan) -> Bool {
        let own = [places.plan, places.record]
        return paths.contains { path in
            path.hasPrefix("\(plan.k3sFolder)/") || path.hasPrefix("\(plan.unitsFolder)/k3s.service.d/")
                || (path.hasPrefix("\(places.folder)/wiring/") && !own.contains(path))
        }
    }
}
