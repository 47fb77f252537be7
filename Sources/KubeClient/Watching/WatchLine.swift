// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// One line of a watch.
enum WatchLine: Hashable, Sendable {
    /// An object is there, new or in another version.
    case present(KubeItem)
    /// An object is gone; this was its last version.
    case absent(KubeItem)
    /// Everything up to this version has been told.
    case bookmark(String)
    /// The apiserver ends the watch.
    case failure(KubeError)

    /// Reads a line.
    static func read(_ line: [UInt8], _ parser: inout JSONParser) throws(KubeError) -> WatchLine {
        let body = JSONSlices.member("object", of: line)
        do throws(JSONError) {
            return try parser.withDocument(line.span) { (value) throws(JSONError) -> WatchLine in
                guard let type = try value.member("type"), let object = try value.member("object"), let body else {
                    throw .wrongType
                }
                if type.equals("ERROR") {
                    let status = try KubeStatus(object)
                    return .failure(KubeError(httpStatus: status.code ?? 500, status))
                }
                if type.equals("BOOKMARK") {
                    guard let version = try object.member("metadata")?.text("resourceVersion") else { throw .wrongType }
                    return .bookmark(version)
                }
                let item = try KubeItem(object, body: Array(line[body]))
                if type.equals("DELETED") { return .absent(item) }
                guard type.equals("ADDED") || type.equals("MODIFIED") else { throw .wrongType }
                return .present(item)
            }
        } catch { throw KubeError(.broken, wasSent: true) }
    }
}
