// SPDX-License-Identifier: Apache-2.0

/// The values that the labels of a family can take: a finite set, known when the program is compiled.
///
/// So the number of series is a property of the types: no user name, no namespace and no peer's byte can ever
/// become a label, and every series exists, at 0, from the start. Conform an enum by ``MetricLabel``; combine
/// two by ``Labels``.
public protocol LabelSet: Sendable {
    /// What ``ordinal(in:)`` must know of the set; computed once per family, so that counting allocates nothing.
    associatedtype Shape: Sendable
    /// The set's shape; ends the program if the set cannot be counted.
    static var shape: Shape { get }
    /// How many labels an element has.
    static var arity: Int { get }
    /// How many elements there are.
    static var cardinality: Int { get }
    /// Which element this is, from 0.
    func ordinal(in shape: Shape) -> Int
    /// The label values of an element.
    static func values(at ordinal: Int) -> [String]
}

/// An enum without associated values that is one label.
public protocol MetricLabel: LabelSet, CaseIterable where Shape == LabelShape {
    /// What stands between the quotes.
    var labelValue: String { get }
}

/// The shape of one label: nothing but that it was checked.
public struct LabelShape: Sendable {
    fileprivate init() {}
}

extension MetricLabel where Self: RawRepresentable, RawValue == String {
    /// The raw value.
    public var labelValue: String { rawValue }
}

extension MetricLabel {
    /// Checks that each case's ordinal is its place in `allCases`.
    public static var shape: LabelShape {
        let shape = LabelShape()
        let isDense =
            MemoryLayout<Self>.size <= 1
            && allCases.enumerated().allSatisfy { $0.offset == $0.element.ordinal(in: shape) }
        precondition(isDense, "a label must be an enum without associated values, its cases in order")
        return shape
    }

    /// One.
    public static var arity: Int { 1 }

    /// The number of cases.
    public static var cardinality: Int { allCases.count }

    /// The position of the case.
    ///
    /// A payload-free enum is its position in memory: one load where a search through `allCases` would compare
    /// strings. ``shape`` sees to it that this is so, for each case of each enum that a family uses.
    @inlinable public func ordinal(in shape: LabelShape) -> Int {
        if MemoryLayout<Self>.size == 0 { return 0 }
        return unsafe withUnsafeBytes(of: self) { unsafe Int($0[0]) }
    }

    /// The label value of a case.
    public static func values(at ordinal: Int) -> [String] {
        [allCases[allCases.index(allCases.startIndex, offsetBy: ordinal)].labelValue]
    }
}

/// Two label sets side by side: every element of one with every element of the other.
public struct Labels<First: LabelSet, Second: LabelSet>: LabelSet {
    /// The shapes of both, and the length of a row.
    public struct Shape: Sendable {
        @usableFromInline let first: First.Shape
        @usableFromInline let second: Second.Shape
        @usableFromInline let row: Int
    }

    @usableFromInline let first: First
    @usableFromInline let second: Second

    /// Puts two elements side by side.
    @inlinable public init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }

    /// The shapes of both, and the length of a row.
    public static var shape: Shape { Shape(first: First.shape, second: Second.shape, row: Second.cardinality) }

    /// The labels of both.
    public static var arity: Int { First.arity + Second.arity }

    /// The product of both.
    public static var cardinality: Int { First.cardinality * Second.cardinality }

    /// Row by row.
    @inlinable public func ordinal(in shape: Shape) -> Int {
        first.ordinal(in: shape.first) &* shape.row &+ second.ordinal(in: shape.second)
    }

    /// The label values of both.
    public static func values(at ordinal: Int) -> [String] {
        First.values(at: ordinal / Second.cardinality) + Second.values(at: ordinal % Second.cardinality)
    }
}

/// No label at all: a family of one series.
public struct NoLabels: LabelSet {
    /// The one element.
    @inlinable public init() {}

    /// Nothing to know.
    public static var shape: LabelShape { LabelShape() }

    /// None.
    public static var arity: Int { 0 }

    /// One.
    public static var cardinality: Int { 1 }

    /// Zero.
    @inlinable public func ordinal(in shape: LabelShape) -> Int { 0 }

    /// None.
    public static func values(at ordinal: Int) -> [String] { [] }
}
