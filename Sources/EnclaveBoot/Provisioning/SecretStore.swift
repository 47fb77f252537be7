// SPDX-License-Identifier: Apache-2.0
public import Attestation
internal import Crypto
public import Kernel

/// The secrets that were brought: in locked memory, and those that programs read in files of a folder in memory.
///
/// Each comes once: what changes needs another boot, so that no program runs with half of the old and half of the new.
public final class SecretStore: Sendable {
    private let folder: String
    private let owners: [SecretName: NewFile.Owner]
    private let secrets = Locked<[SecretName: HeldSecret]>([:])
    /// Counts what may let somebody go on who waits.
    private let changes = Monitor<UInt64>(0)

    /// Begins empty; files are made below `folder`, and given to their owners where those are not us.
    public init(folder: String, owners: [SecretName: NewFile.Owner] = [:]) {
        self.folder = folder
        self.owners = owners
    }

    /// A secret that is there.
    public func held(_ name: SecretName) -> HeldSecret? { secrets.withLock { $0[name] } }

    /// What the chain says about the state.
    var floor: StateFloor? {
        held(.stateFloor)?.secret.withBytes { StateFloor($0) }
    }

    /// Which of these are not there yet.
    public func missing(of names: [SecretName]) -> [SecretName] {
        secrets.withLock { there in names.filter { there[$0] == nil } }
    }

    /// Waits until nothing is missing any more and `isReady` says so, too, which is asked again after each change.
    public func wait(
        for names: [SecretName], until deadline: Monotonic? = nil, _ isReady: () -> Bool = { true }
    ) -> Bool {
        while true {
            // Read first: what changes meanwhile is not slept through.
            let seen = changes.withLock { $0 }
            if missing(of: names).isEmpty, isReady() { return true }
            guard changes.wait(until: deadline, for: { $0 != seen ? true : nil }) != nil else { return false }
        }
    }

    /// Has who waits look again.
    func notify() {
        changes.withLock { $0 += 1 }
        changes.notifyAll()
    }

    /// Takes these in, all or none: files first, each whole.
    func add(_ batch: [SecretName: HeldSecret]) throws(ProvisioningRefusal) {
        guard missing(of: Array(batch.keys)).count == batch.count else { throw ProvisioningRefusal(.alreadyThere) }
        for (name, held) in batch { try Self.checkForm(name, held) }
        var written: [SecretName] = []
        do throws(FileError) {
            for name in batch.keys.sorted(by: { $0.rawValue < $1.rawValue }) where name.isForPrograms {
                guard let held = batch[name] else { continue }
                written.append(name)
                try write(name, held)
            }
        } catch {
            for name in written { try? Folder.remove(path(of: name)) }
            throw ProvisioningRefusal(.notKept)
        }
        secrets.withLock { $0.merge(batch) { old, _ in old } }
        notify()
    }

    /// Where programs find a secret.
    public func path(of name: SecretName) -> String { "\(folder)/\(name.rawValue)" }

    private static func checkForm(_ name: SecretName, _ held: HeldSecret) throws(ProvisioningRefusal) {
        let isFit = held.secret.withBytes { bytes in
            name.allows(length: bytes.count) && (name != .stateFloor || StateFloor(bytes) != nil)
        }
        guard isFit else { throw ProvisioningRefusal(.unfit) }
    }

    private func write(_ name: SecretName, _ held: HeldSecret) throws(FileError) {
        let path = path(of: name)
        try Folder.make(for: path, letsPass: true)
        let file = try NewFile(replacing: path)
        try held.secret.withBytes { bytes throws(FileError) in try file.write(bytes) }
        if let owner = owners[name] { try file.give(to: owner) }
        try file.finish()
    }
}

extension SecretName {
    /// Whether a program reads it from a file; the others are the enclave's own.
    var isForPrograms: Bool {
        switch self {
        case .k3sToken, .k3sAuthorities, .clientAuthority, .webhookConfiguration, .wallet: true
        case .stateKey, .stateFloor: false
        }
    }
}
