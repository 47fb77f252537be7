// SPDX-License-Identifier: Apache-2.0
internal import CLinux

/// The variables that the process was started with.
public enum ProcessEnvironment {
    /// All of them; of a name that stands twice the first counts, as it does for `getenv`.
    ///
    /// To be read before threads start: C lets anybody change them under us.
    public static var variables: [String: String] {
        var variables: [String: String] = [:]
        guard var next = unsafe clinux_environment() else { return variables }
        while let entry = unsafe next.pointee {
            let text = unsafe String(cString: entry)
            if let separator = text.firstIndex(of: "="), separator > text.startIndex {
                let name = String(text[..<separator])
                if variables[name] == nil { variables[name] = String(text[text.index(after: separator)...]) }
            }
            unsafe next += 1
        }
        return variables
    }
}
