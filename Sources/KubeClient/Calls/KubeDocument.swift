// SPDX-License-Identifier: Apache-2.0
public import Wire

/// How large an apiserver's documents can be, whoever has put what into them.
///
/// Others write the objects that are read here: a machine its own Node, for one. What an apiserver takes from them and we could not read would
/// end every list and every watch that it is in, so that one object would hide all the others.
public enum KubeDocument {
    /// The longest object as an apiserver writes it: what it takes in a request, each byte of which can be one of those that Go escapes by
    /// six, and the rest of the object.
    public static let longest = 6 * KubeCall.maximumBody + (1 << 20)
    /// How deep objects are nested: Go reads and writes no more than 10,000 levels of one value, as `metadata.managedFields` may hold; the
    /// others are the object's and the list's around it.
    public static let deepest = 10_240

    /// A parser for a document of so many bytes.
    public static func parser(for bytes: Int = longest) throws(JSONError) -> JSONParser {
        try JSONParser(maximumBytes: bytes, maximumDepth: deepest)
    }
}
