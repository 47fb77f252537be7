// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN

/// What a home may hold is written by whoever reads the stake, and by nobody who lives there or near it.
enum HomeQuotas {
    /// Reports writes of quotas and limits in homes.
    static func check(_ request: borrowing Request, _ holder: Holder, _ findings: inout Findings) {
        guard holder.tier < .super, HomeNamespace.isReserved(request.namespace),
            request.isAbout("", "resourcequotas") || request.isAbout("", "limitranges")
        else { return }
        findings.report(
            .quota,
            "\(request.shownResource) of \"\(Text.shown(request.namespace))\" follow the stake and are kept by the cluster; "
                + "writing them \(holder.needs(.super))")
    }
}
