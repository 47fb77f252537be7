// SPDX-License-Identifier: Apache-2.0

/// Why something was done or was not: a word of a closed set, so that no peer's byte can be in it.
struct ActCode: Hashable, Sendable {
    /// The word.
    let text: String

    /// A case of a closed enumeration.
    init<Word: CaseIterable & RawRepresentable>(_ word: Word) where Word.RawValue == String { text = word.rawValue }

    /// Why a machine does not join.
    init(_ refusal: JoinRefusal) { text = refusal.label }

    /// A literal.
    init(_ literal: StaticString) { text = literal.description }
}
