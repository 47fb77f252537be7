// SPDX-License-Identifier: Apache-2.0

/// What one policy may hold; each is tested at its bound and one beyond.
enum PolicyLimits {
    /// The bytes of the file.
    static let fileBytes = 1 << 20
    /// Namespaces that are protected.
    static let protected = 256
    /// Addresses that namespaces are given to.
    static let grants = 4096
    /// Namespaces that one address is given.
    static let grantedNamespaces = 64
    /// Kinds beside those that are built in.
    static let kinds = 512
    /// Names on the way to a pod's template.
    static let pathDepth = 8
    /// Drivers, domains, classes and the like, of each sort.
    static let names = 256
    /// Machines of the operator's own.
    static let trustedNodes = 1024
    /// Exemptions.
    static let exemptions = 256
    /// Addresses, and namespaces, of one exemption.
    static let exempted = 256
}
