// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Wire

/// What we and nobody else put on objects: labels and annotations of our own domain.
///
/// Policies, quotas and our own look-ups go by them, so that whoever could write them would choose by what they are judged.
enum ReservedLabels {
    private static let domain: StaticString = "k3s-daas.io"

    /// Reports labels and annotations of ours that would be added, changed or removed, and changes of what is ours altogether.
    static func check(
        _ request: borrowing Request, _ holder: Holder, _ findings: inout Findings
    ) throws(JSONError) {
        guard holder.tier < .super else { return }
        if let labels = try request.oldMap("labels"), try labels.member("k3s-daas.io/managed") != nil {
            findings.report(
                .reservedLabels,
                "\"\(Text.shown(request.name))\" is kept by the cluster itself (k3s-daas.io/managed); changing or deleting it "
                    + holder.needs(.super))
        }
        guard request.verb != .delete else { return }
        try check("labels", request, holder, &findings)
        try check("annotations", request, holder, &findings)
        try checkTemplate(request, holder, &findings)
    }

    private static func check(
        _ map: StaticString, _ request: borrowing Request, _ holder: Holder, _ findings: inout Findings
    ) throws(JSONError) {
        let (new, old) = (try request.newMap(map), try request.oldMap(map))
        let isAnnotation = map.description == "annotations"
        let key = MemberChange.changed(in: new, since: old) { isReserved($0) && !(isAnnotation && isRequest($0)) }
        if let key { findings.report(.reservedLabels, text(map, key, holder)) }
    }

    /// Whether a key is the annotation by which an object says which request from the chain was carried out on it last: that is written as
    /// whoever asked, and decides about nothing but the next request for the same object.
    private static func isRequest(_ key: Span<UInt8>) -> Bool { Text.equals(key, "k3s-daas.io/request") }

    /// A pod has what its template says, and is made by a controller whom nobody stops.
    private static func checkTemplate(
        _ request: borrowing Request, _ holder: Holder, _ findings: inout Findings
    ) throws(JSONError) {
        guard request.part == .none, case .podTemplate(let place) = request.kind?.content else { return }
        let new = try template(try request.newState(), place.path)
        let old = request.verb == .update ? try template(try request.oldState(), place.path) : nil
        let (labels, oldLabels) = (try new?.contentObject("labels"), try old?.contentObject("labels"))
        if let key = MemberChange.changed(in: labels, since: oldLabels, where: isReserved) {
            findings.report(.reservedLabels, text("labels", key, holder))
        }
        let (notes, oldNotes) = (try new?.contentObject("annotations"), try old?.contentObject("annotations"))
        if let key = MemberChange.changed(in: notes, since: oldNotes, where: isReserved) {
            findings.report(.reservedLabels, text("annotations", key, holder))
        }
    }

    /// The metadata of the template that stands under a path.
    @_lifetime(copy object)
    private static func template(_ object: JSONValue, _ path: [String]) throws(JSONError) -> JSONValue? {
        var place = object
        for key in path {
            guard place.kind == .object else { throw .wrongType }
            guard let next = place.only(key.utf8Span.span), !next.isNull else { return nil }
            place = next
        }
        return try place.contentObject("metadata")
    }

    private static func text(_ map: StaticString, _ key: String, _ holder: Holder) -> String {
        "\(map) of k3s-daas.io are the cluster's own: adding, changing or removing \"\(key)\" \(holder.needs(.super))"
    }

    /// Whether a key is of our domain or one below it; annotations may be in any case.
    private static func isReserved(_ key: Span<UInt8>) -> Bool {
        guard let slash = Text.place(of: UInt8(ascii: "/"), in: key) else { return false }
        let prefix = key.extracting(0..<slash)
        guard Text.hasSuffixIgnoringCase(prefix, domain) else { return false }
        let rest = prefix.count - domain.utf8CodeUnitCount
        return rest == 0 || prefix[rest - 1] == UInt8(ascii: ".")
    }
}
