// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// Nothing may be a process of a Windows node.
enum WindowsHostProcess {
    static func check(_ part: borrowing PodPart, _ findings: inout PodFindings) throws(JSONError) {
        let isOfHost = try part.securityContext?.contentObject("windowsOptions")?.contentFlag("hostProcess") ?? false
        if isOfHost { try findings.add(.windowsHostProcess, part) }
    }
}
