// SPDX-License-Identifier: Apache-2.0

/// A Move object as a node shows it.
public struct LedgerObject: Hashable, Sendable {
    /// Which version of which object.
    public var reference: ObjectReference
    /// Whose it is, where that was asked for.
    public var owner: Owner?
    /// Its type.
    public var type: TypeTag
    /// Its fields, in BCS.
    public var contents: [UInt8]

    /// Puts an object together.
    public init(reference: ObjectReference, owner: Owner?, type: TypeTag, contents: [UInt8]) {
        self.reference = reference
        self.owner = owner
        self.type = type
        self.contents = contents
    }
}
