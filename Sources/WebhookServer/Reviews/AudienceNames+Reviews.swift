// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Reviews
internal import SealAuthN
internal import Wire

extension AudienceNames {
    /// Those of the asked audiences that are ours; all of ours where the review asks for none.
    func asked(by review: borrowing TokenReview) -> AudienceSet {
        guard let asked = review.audiences else { return all }
        var walk = asked.children
        var (isEmpty, set) = (true, AudienceSet())
        while walk.advance() {
            isEmpty = false
            guard let name = walk.value?.string else { continue }
            set.formUnion(self.set(named: name))
        }
        return isEmpty ? all : set
    }

    /// Appends the names of a set as the reply's field.
    func append(_ set: AudienceSet, to buffer: inout ByteBuffer) {
        var isFirst = true
        for place in names.indices where set.contains(AudienceSet(place: place)) {
            buffer.append(isFirst ? ",\"audiences\":[" : ",")
            buffer.append(json: names[place])
            isFirst = false
        }
        if !isFirst { buffer.append("]") }
    }
}
