// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// One part of a table: records, and where each is.
struct TableShard<Record: TableRecord>: Sendable {
    /// How many records a part holds at most: a place and the number of its part fit into 32 bits, with one to spare.
    static var maximumRecords: Int { (1 << 24) - 1 }

    private var index = SlotIndex()
    private var records = RecordList<Record>()

    /// How many records there are.
    var count: Int { records.count }

    /// The record at a place; `nil` where there is none any more.
    func record(at place: Int) -> Record? { place < records.count ? records[place] : nil }

    /// Lends the record at a place below ``count``.
    func lend(_ place: Int, to body: (borrowing Record) -> Void) { records.lend(place, to: body) }

    /// The record of a name.
    func record(_ name: Bytes32, _ hash: TableHash) -> Record? { place(name, hash).map { records[$0] } }

    /// Takes a record in, and says where it is; `nil` if a newer or the same one is known, or there is no room for another.
    mutating func insert(_ record: Record, _ hash: TableHash) -> Int? {
        if let place = place(record.name, hash) {
            guard record.sequence > records[place].sequence else { return nil }
            records[place] = record
            return place
        }
        guard records.count < Self.maximumRecords else { return nil }
        index.insert(UInt32(records.count), under: hash.slot)
        records.append(record)
        return records.count - 1
    }

    private func place(_ name: Bytes32, _ hash: TableHash) -> Int? {
        index.first(hash.slot) { records[Int($0)].name == name }.map { Int($0) }
    }
}
