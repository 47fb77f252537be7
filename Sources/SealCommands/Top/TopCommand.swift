// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel
internal import SuiLedger

/// Shows stakers, workers and servers, again and again.
enum TopCommand {
    static let webhooks = Setting(
        "webhook", key: "", group: "Servers", ValueKind<String>.operationsURL.list(atMost: 16), fallback: [],
        isFlagOnly: true, "A webhook server's ops listener, http://HOST:PORT; may be given more than once.")
    static let controllers = Setting(
        "controller", key: "", group: "Servers", ValueKind<String>.operationsURL.list(atMost: 16), fallback: [],
        isFlagOnly: true, "A controller's ops listener, http://HOST:PORT; may be given more than once.")
    static let interval = Setting(
        "interval", key: "", group: "Output", ValueKind<Duration>.duration(.milliseconds(500) ... .seconds(3600)),
        fallback: .seconds(2), isFlagOnly: true, "How often servers are asked.")
    static let recount = Setting(
        "recount", key: "", group: "Output", ValueKind<Duration>.duration(.seconds(5) ... .seconds(86_400)),
        fallback: .seconds(60), isFlagOnly: true, "How often stakers and workers are counted: all of them are listed.")
    static let isOnce = Setting(
        "once", key: "", group: "Output", .boolean, fallback: false, isFlagOnly: true,
        "Shows one frame and ends; servers are asked twice for it, one interval apart.")

    /// How long one server may take to answer, whatever the interval.
    private static let longestPatience = Duration.seconds(5)
    /// What a line may have where nobody says how wide the page is.
    private static let pipeWidth = 200

    static let command = Command(
        words: ["top"], summary: "Shows stakers, tiers, workers and decisions a second, as they are now.",
        settings: [webhooks, controllers, interval, recount, isOnce] + Flags.reading,
        details: """
            Servers say what they do on their ops listeners; stakers and workers are counted on the chain, where a cluster file says
            which. Who does not answer is shown as such and stops nothing. On a terminal the page is drawn in place: q ends it. Into
            a pipe, or with --output, one page follows the other.
            """, run: run)

    @Sendable private static func run(_ invocation: Invocation) throws(CommandFailure) -> Report {
        let interval = try invocation(interval)
        let places =
            try invocation(webhooks).map { TopReader.Place($0, .webhook) }
            + (try invocation(controllers).map { TopReader.Place($0, .controller) })
        let (isOnce, format) = (try invocation(isOnce), try invocation(Flags.output))
        // Before any thread is started: signals must come to the screen alone.
        let screen = isOnce || format != .text ? nil : invocation.console.takeScreen()
        defer { screen?.close() }
        let (cluster, counting) = try counting(invocation, needed: places.isEmpty)
        defer { counting.stop() }
        let reader = try TopReader(places, patience: min(interval, longestPatience))
        let loop = TopLoop(
            reader: reader, counting: counting, board: TopBoard(cluster: cluster), interval: interval,
            now: invocation.console.now)
        if let screen {
            let isPlain = invocation.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
            loop.draw(on: screen, inColor: !isPlain)
            return .null
        }
        if isOnce {
            let view = loop.once()
            guard format == .text else { return view.report }
            return .script(text(view))
        }
        loop.stream { view in
            invocation.console.stream(format == .text ? text(view) + "\n" : format.writeNext(view.report))
        }
        return .null
    }

    private static func text(_ view: TopView) -> String {
        TopFrame(view: view).lines(width: pipeWidth).map { $0.text + "\n" }.joined()
    }

    /// The cluster's id, and who counts; a cluster file that is not there is no reason to show no servers.
    private static func counting(
        _ invocation: Invocation, needed: Bool
    ) throws(CommandFailure) -> (cluster: String?, TopCounting) {
        let session: Session
        let ids: ClusterCreated
        do throws(CommandFailure) {
            session = try Session(invocation)
            ids = try session.ids()
        } catch {
            guard !needed else { throw error }
            return (nil, TopCounting(Silence(reason: TopCounting.firstLine(error.message))))
        }
        let now = invocation.console.now
        let counting = try TopCounting(every: try invocation(recount)) { () throws(CommandFailure) in
            try TopSurvey(session: session).read(at: now())
        }
        return (ids.cluster.description, counting)
    }
}

extension ValueKind where Value == String {
    /// `http://HOST[:PORT]`, and nothing behind it but a slash; ops listeners speak nothing but HTTP.
    static var operationsURL: ValueKind {
        ValueKind(
            "URL",
            read: { text throws(ValueRefusal) in
                let scheme = "http://"
                var host = Substring(text).dropFirst(scheme.count)
                if host.hasSuffix("/") { host = host.dropLast() }
                // `nil` where a port is none.
                let isPlace = NodeEndpoint(.graphQL, text).authority != nil
                let isHost = host.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                        || [0x2D, 0x2E, 0x3A, 0x5B, 0x5D, 0x5F].contains(byte)
                }
                guard text.hasPrefix(scheme), !host.isEmpty, text.utf8.count <= 300, isHost, isPlace else {
                    throw ValueRefusal("must be http://HOST:PORT, which is all that an ops listener speaks")
                }
                return text
            }, write: { $0 })
    }
}
