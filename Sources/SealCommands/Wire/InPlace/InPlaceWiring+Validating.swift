// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import PKI
internal import Wiring

// Everything that can be wrong is found before anything is changed: k3s does not start with a bad file.
extension InPlaceWiring {
    /// What a plan names must be there.
    func checkPlan(_ plan: WiringPlan) throws(CommandFailure) {
        guard plan.flavour == .k3s else {
            throw CommandFailure(
                "only k3s is wired in place: `sealctl wire kube-apiserver` shows what to do elsewhere", .usage)
        }
        guard plan.folder == places.folder else {
            throw CommandFailure(
                "the plan is for \(plan.folder), and this is about \(places.folder): --folder says which", .usage)
        }
        for path in [plan.clusterFile, plan.ledgerFile, plan.policyFile, plan.admissionFile].compactMap(\.self) {
            guard try machine.read(path) != nil else {
                throw CommandFailure("\(path): it is not there, and the plan names it", .noInput)
            }
        }
        _ = try machine.owner(.service)
    }

    /// Has our server look at the configuration that it would get, with the certificates that it would get.
    func validate(_ plan: WiringPlan, _ files: [WiredFile], _ folder: PKIFolder) throws(CommandFailure) {
        let path = "\(places.folder)/webhook-server.yaml"
        guard let configuration = files.first(where: { $0.path == path }) else { return }
        try machine.remove(places.staged)
        do throws(CommandFailure) {
            try validate(plan, configuration, folder, in: WirePlaces(folder: places.staged))
        } catch {
            try machine.remove(places.staged)
            throw error
        }
        try machine.remove(places.staged)
    }

    private func validate(
        _ plan: WiringPlan, _ configuration: WiredFile, _ folder: PKIFolder, in stage: WirePlaces
    ) throws(CommandFailure) {
        // It is to look at what will be there, which lies elsewhere for now.
        var text = String(decoding: configuration.contents, as: UTF8.self)
        text = text.replacing("\(places.folder)/pki/", with: machine.place("\(stage.folder)/pki/"))
        for path in [plan.clusterFile, plan.ledgerFile, plan.policyFile, plan.nodeCredentialsFile].compactMap(\.self)
        where machine.place(path) != path {
            text = text.replacing(path, with: machine.place(path))
        }
        let root = try machine.owner(.root)
        let path = "\(stage.folder)/webhook-server.yaml"
        try machine.write(PresentFile(contents: Array(text.utf8), mode: 0o600, owner: root), to: path)
        for (file, contents) in folder.files where !file.isSecret || file == .serverKey {
            try machine.write(PresentFile(contents: contents, mode: 0o600, owner: root), to: stage.pki(file))
        }
        guard try machine.run(plan.program, ["check-config", "--config", machine.place(path)]) else {
            throw CommandFailure(
                "\(plan.program) refuses the configuration that it would get, for the reasons above: nothing was changed",
                .configuration)
        }
    }
}
