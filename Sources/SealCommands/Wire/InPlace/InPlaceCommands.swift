// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import Wiring

/// The commands that change the server that they run on.
enum InPlaceCommands {
    private static let isSure = Setting(
        "yes", letter: "y", key: "", group: "In place", .boolean, fallback: false, isFlagOnly: true,
        "Does it without asking.")
    private static let keepsRunning = Setting(
        "no-restart", key: "", group: "In place", .boolean, fallback: false, isFlagOnly: true,
        "Leaves k3s as it is: what it reads when it starts holds after its next restart.")
    private static let isCheck = Setting(
        "check", key: "", group: "In place", .boolean, fallback: false, isFlagOnly: true,
        "Changes nothing, and says how the server differs from what it should be; ends with 1 if it does.")
    private static let isRemoval = Setting(
        "remove", key: "", group: "In place", .boolean, fallback: false, isFlagOnly: true,
        "Takes away what was written, and brings back what stood there before; works with k3s down.")
    private static let plan = Setting(
        "plan", key: "", group: "In place", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "A plan as a file, as `wiring/plan.yaml` in the folder has it; that one is taken if nothing is said.")
    private static let root = Setting(
        "root", key: "", group: "In place", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "Stands before every path: for the files of an image. No service is started or stopped.")
    private static let wantsNewAuthority = Setting(
        "new-ca", key: "", group: "In place", .boolean, fallback: false, isFlagOnly: true,
        "Begins to replace the certificate authority, before its time.")

    /// What `wire k3s` takes in place.
    static let settings: [any AnySetting] = [isSure, keepsRunning, isCheck, isRemoval, plan, root]

    static let renew = Command(
        words: ["wire", "renew"], summary: "Renews certificates whose time has come; for a timer.",
        settings: [wantsNewAuthority, WireFlags.folder, root],
        details: """
            Certificates live for seven days and are renewed when two thirds of that are over; nothing is restarted. A certificate authority lives
            for ten years. Its successor is believed beside it first; once k3s was restarted it signs; an hour later the old one goes. Each
            call does what can be done by then.
            """
    ) { invocation throws(CommandFailure) in
        let wantsNew = try invocation(wantsNewAuthority)
        return try locked(invocation) { wiring, place throws(CommandFailure) in
            try wiring.renew(try readPlan(place.plan, wiring), wantsNewAuthority: wantsNew)
        }
    }

    /// The plan that the flags ask for; `nil` where they say nothing but which folder is meant.
    private static func asked(_ invocation: Invocation) throws(CommandFailure) -> WiringPlan? {
        let plan = try WireFlags.plan(.k3s, invocation, root: try invocation(root) ?? "")
        var plain = WiringPlan(.k3s)
        plain.folder = plan.folder
        plain.clusterFile = "\(plan.folder)/cluster.yaml"
        return plan == plain ? nil : plan
    }

    /// Wires the server that this runs on, checks it, or undoes it.
    static func k3s(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let given = try asked(invocation)
        let (isCheck, isRemoval) = (try invocation(isCheck), try invocation(isRemoval))
        guard !isCheck || !isRemoval else {
            throw CommandFailure("--check and --remove exclude each other", .usage)
        }
        let path = try invocation(plan)
        guard path == nil || given == nil else {
            throw CommandFailure("--plan says all that the other flags say: give one or the other", .usage)
        }
        return try locked(invocation) { wiring, places throws(CommandFailure) in
            if isRemoval {
                // What was written is in a record of its own: a plan that cannot be read any more is in nobody's way.
                return try wiring.remove((try? readPlan(places.plan, wiring)) ?? WiringPlan(.k3s))
            }
            let plan: WiringPlan
            if let given { plan = given } else { plan = try readPlan(path ?? places.plan, wiring, isHere: path != nil) }
            guard isCheck else { return try wiring.apply(plan) }
            let drifts = try wiring.drifts(plan)
            let report = Report.of(
                ("drift", .list(drifts.map { .of(("what", .text($0.what)), ("says", .text($0.says))) })))
            guard drifts.isEmpty else {
                throw CommandFailure(
                    "the server differs from its plan: `sealctl wire k3s` brings it there", .different, rest: report)
            }
            return report
        }
    }

    private static let maximumPlan = 1 << 20

    /// A plan from a file of the server's, or of the one who asks.
    private static func readPlan(
        _ path: String, _ wiring: InPlaceWiring, isHere: Bool = false
    ) throws(CommandFailure) -> WiringPlan {
        var bytes: [UInt8]?
        if isHere {
            do throws(FileError) { bytes = try FileContents.read(path, limit: maximumPlan).bytes } catch {
                throw CommandFailure(path, error)
            }
        } else {
            bytes = try wiring.machine.read(path)?.contents
        }
        guard let bytes else {
            throw CommandFailure(
                "\(path): there is no plan: say with flags what is wanted, or name one with --plan", .noInput)
        }
        do throws(ConfigurationError) { return try WiringPlan(yaml: bytes.span, name: path) } catch {
            throw CommandFailure(error)
        }
    }

    /// One at a time: the timer may come while an operator is at work.
    private static func locked(
        _ invocation: Invocation, _ body: (InPlaceWiring, WirePlaces) throws(CommandFailure) -> Report
    ) throws(CommandFailure) -> Report {
        let (root, folder) = (try invocation(root), try invocation(WireFlags.folder))
        guard folder.hasPrefix("/"), root?.hasPrefix("/") ?? true else {
            throw CommandFailure("--folder and --root must be absolute paths", .usage)
        }
        let manager = root == nil ? Executable.find("systemctl", path: invocation.environment["PATH"]) : nil
        guard root != nil || manager != nil else {
            throw CommandFailure(
                "systemctl is not in $PATH: services could be neither started nor stopped", .unavailable)
        }
        let machine = RootedMachine(root: root ?? "", folder: folder, manager: manager)
        let choices = InPlaceWiring.Choices(
            isSure: invocation.resolve(isSure).value, restartsApiserver: !invocation.resolve(keepsRunning).value)
        let wiring = InPlaceWiring(
            machine, folder: folder, renderer: .standard, choices: choices, console: invocation.console)
        let places = WirePlaces(folder: folder)
        // Who only looks waits for nobody, and makes no folder.
        if try invocation(isCheck) { return try body(wiring, places) }
        let lock = try lock(machine, places)
        let report = try body(wiring, places)
        _ = consume lock
        return report
    }

    private static let lockPatience = Duration.seconds(10)

    private static func lock(_ machine: RootedMachine, _ places: WirePlaces) throws(CommandFailure) -> FileLock {
        let path = machine.place(places.lock)
        do throws(FileError) { try machine.makeFolders(for: places.lock) } catch {
            throw CommandFailure(writing: path, error)
        }
        do throws(SystemError) {
            if let lock = try FileLock.take(path, within: lockPatience) { return lock }
        } catch { throw CommandFailure("\(path): \(error.description)", .cannotCreate) }
        throw CommandFailure("\(path): another `sealctl wire` is at work: wait until it is done", .temporary)
    }
}
