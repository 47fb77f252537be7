// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Wire

/// Whether an object asks for more than the stake is worth.
///
/// Each object is judged by itself, so that its author is told at once. What they take together is for the
/// ResourceQuota of the namespace, as is whatever ``PodResources`` does not sum.
enum QuotaRule {
    /// Reports an object that is too large.
    static func check(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        guard let quota = policy.quotas[holder.tier], let object = request.object,
            let ask = try Ask.read(request, object)
        else { return }
        let limit = quota.limit(ofStake: holder.identity.stake)
        guard ask.count < 0 || !ask.total.isWithin(limit) else { return }
        // Somebody with more stake made it so large, or there was more stake: it may stay or shrink, step by step.
        if request.verb == .update, ask.count >= 0, let old = old(request), ask.total.isWithin(old.total) { return }
        guard ask.count >= 0 else {
            findings.report(.quota, "\(request.shownResource) asks for a number of pods below zero")
            return
        }
        let shown = request.shownResource
        findings.report(.quota, Self.text(shown, ask, limit, holder))
    }

    /// What there is; an old object that cannot be read is no reason to let a new one pass.
    private static func old(_ request: borrowing Request) -> Ask? {
        guard let object = request.oldObject else { return nil }
        do throws(JSONError) { return try Ask.read(request, object) } catch { return nil }
    }

    private static func text(_ shown: String, _ ask: Ask, _ limit: Quota, _ holder: Holder) -> String {
        let total = ask.total
        var (asked, worth): ([String], [String]) = ([], [])
        func compare(_ part: (Quota) -> Int, _ text: (Int) -> String) {
            guard part(total) > part(limit) else { return }
            let isSum = ask.count > 1
            asked.append(text(part(total)) + (isSum ? " in all (\(ask.count) × \(text(part(ask.each))))" : ""))
            worth.append(text(part(limit)))
        }
        compare(\.cpu, Quota.text(cpu:))
        compare(\.memory) { Quota.text(bytes: $0) + " of memory" }
        compare(\.storage) { Quota.text(bytes: $0) + " of storage" }
        if total.pods > limit.pods {
            asked.append(Quota.text(pods: total.pods))
            worth.append(Quota.text(pods: limit.pods))
        }
        return "\(shown) asks for \(asked.joined(separator: ", ")); your stake of \(holder.stake) is worth "
            + "\(worth.joined(separator: ", ")): ask for less, or stake more"
    }
}
