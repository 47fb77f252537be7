// SPDX-License-Identifier: Apache-2.0

/// A list that grows by blocks of one size: no room for twice of what there is, and nothing is moved.
struct RecordList<Record: Sendable>: Sendable {
    private static var blockSize: Int { 256 }

    private var blocks: [[Record]] = []
    /// How many there are.
    private(set) var count = 0

    /// A record by its place, which is below ``count``.
    subscript(place: Int) -> Record {
        get { blocks[place / Self.blockSize][place % Self.blockSize] }
        set { blocks[place / Self.blockSize][place % Self.blockSize] = newValue }
    }

    /// Lends a record by its place, which is below ``count``: nothing of it is copied.
    func lend(_ place: Int, to body: (borrowing Record) -> Void) {
        body(blocks[place / Self.blockSize][place % Self.blockSize])
    }

    /// Adds one behind the others.
    mutating func append(_ record: Record) {
        if count % Self.blockSize == 0 {
            var block: [Record] = []
            block.reserveCapacity(Self.blockSize)
            blocks.append(block)
        }
        blocks[blocks.count - 1].append(record)
        count += 1
    }
}
