// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import PKI
internal import Wiring

/// The certificates of a server in their folder.
struct WireCertificates: Sendable {
    let machine: any WireMachine
    let places: WirePlaces

    private static let maximumNames = 64

    /// What a plan wants of them.
    static func wishes(_ plan: WiringPlan) -> PKIWishes {
        let more = plan.serverNames.map { name -> SubjectName in
            SocketAddress("\(name):0") != nil || SocketAddress("[\(name)]:0") != nil ? .address(name) : .dns(name)
        }
        return PKIWishes(
            serverNames: PKIWishes.loopback + more.filter { !PKIWishes.loopback.contains($0) },
            clientName: plan.subjectNames.first ?? "kube-apiserver")
    }

    /// What there is.
    func read() throws(CommandFailure) -> PKIFolder {
        var files: [PKIFile: [UInt8]] = [:]
        var changed = WallTime(nanoseconds: 0)
        for file in PKIFile.allCases {
            guard let present = try machine.read(places.pki(file)) else { continue }
            files[file] = present.contents
            if file == .authorities { changed = present.modified }
        }
        return PKIFolder(files, authoritiesChanged: changed, apiserver: try apiserver())
    }

    /// An apiserver that is there and is not found must not be taken for one that has to be started.
    private func apiserver() throws(CommandFailure) -> PKIState.Apiserver {
        let process = machine.apiserver
        if let started = process.started { return .running(since: started) }
        guard process.isVisible else { return .unknown }
        guard machine.hasServices else { return .stopped }
        return try machine.systemctl(["is-active", "--quiet", WireServices.apiserverUnit]) ? .unknown : .stopped
    }

    /// Does all that is to be done now, in memory.
    func turn(_ wishes: PKIWishes) throws(CommandFailure) -> (folder: PKIFolder, step: RotationStep) {
        var folder = try read()
        do throws(PKIFolder.Failure) {
            let step = try folder.turn(wishes, now: machine.now.wall)
            return (folder, step)
        } catch { throw CommandFailure("\(places.folder)/pki/\(error.description)", .configuration) }
    }

    /// Does it on disk, in the same order: after each change both ends can go on.
    func carryOut(_ changes: [PKIChange]) throws(CommandFailure) {
        for change in changes {
            switch change {
            case .write(let file, let contents):
                let owner = try machine.owner(file.isForService ? .service : .root)
                try machine.write(
                    PresentFile(contents: contents, mode: file.mode, owner: owner), to: places.pki(file))
            case .rename(let file, let other): try machine.rename(places.pki(file), to: places.pki(other))
            case .remove(let file): try machine.remove(places.pki(file))
            }
        }
    }

    /// A sentence about what was done.
    static func sentence(_ step: RotationStep) -> String {
        switch step {
        case .makeAuthorityKey: "makes the key of a certificate authority"
        case .certifyAuthority: "makes the authority's certificate"
        case .issue(let leaf, let reason):
            "issues the \(leaf == .server ? "server" : "apiserver")'s certificate: \(reason.rawValue)"
        case .makeNextKey: "makes the key of the next authority"
        case .announce: "has the next authority believed beside the present one"
        case .adopt: "has the next authority sign from now on"
        case .drop: "ends the belief in the old authority"
        case .awaitRestart:
            "the next authority waits until the apiserver has read it: `systemctl restart k3s` when it suits, on every server"
        case .awaitUse(let until):
            "the old authority is believed until \(RFC3339.write(until)), for what it has signed may be in use"
        case .needsIssuer(let leaf, let reason):
            "\(leaf == .server ? "server.crt" : "client.crt"): \(reason.rawValue), and the authority's key is not on this server: "
                + "issue it where that is, or copy ca.key here"
        case .rest(let until): "nothing is due before \(RFC3339.write(until))"
        }
    }
}
