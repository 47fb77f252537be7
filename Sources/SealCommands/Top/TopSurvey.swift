// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Kernel
internal import SealAuthN
internal import SuiLedger
internal import Wire

/// Counts a cluster's stakers and workers by listing its tables.
struct TopSurvey {
    /// Entries of one table that are counted at most: a chain that anybody can write to must not keep a terminal busy for ever.
    static let maximumEntries = 1_000_000

    let session: Session
    var limit = maximumEntries

    /// Lists everything; waits for the nodes.
    func read(at now: WallTime) throws(CommandFailure) -> TopChain {
        let ids = try session.ids()
        let questions = ClusterQuestions(ids, types: session.file.types[0])
        guard let state = try session.ask(questions.params), let params = ClusterQuestions.params(state) else {
            throw CommandFailure("the nodes do not know the cluster's parameters", .unavailable)
        }
        var chain = TopChain(read: now)
        var isCut = try list(ids.stakes) { entry throws(BCSError) in
            chain.add(try ClusterQuestions.account(entry), params.thresholds)
        }
        if let registry = try session.ask(questions.workerRegistry),
            let table = ClusterQuestions.workers(registry, of: ids.cluster)
        {
            let isCutToo = try list(table) { entry throws(BCSError) in chain.add(try ClusterQuestions.worker(entry)) }
            isCut = isCut || isCutToo
        }
        chain.isCut = isCut
        return chain
    }

    /// Hands out each entry of a table; true if there were more than may be.
    private func list(
        _ table: Address, _ body: (TableEntry) throws(BCSError) -> Void
    ) throws(CommandFailure) -> Bool {
        var (after, count): (PageToken?, Int) = (nil, 0)
        repeat {
            let page = try session.ask(TablePageQuestion(table: table, after: after))
            for entry in page.items {
                guard count < limit else { return true }
                count += 1
                do throws(BCSError) { try body(entry) } catch { throw Session.foreign }
            }
            after = page.next
        } while after != nil
        return false
    }
}
