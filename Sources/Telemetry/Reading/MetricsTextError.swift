// SPDX-License-Identifier: Apache-2.0

/// Why a text is no page of metrics that we read.
public enum MetricsTextError: String, Error, Sendable, CaseIterable {
    /// It is longer than allowed.
    case tooLong = "too_long"
    /// One line is.
    case lineTooLong = "line_too_long"
    /// It has more samples than allowed.
    case tooManySamples = "too_many_samples"
    /// One sample has more labels than allowed.
    case tooManyLabels = "too_many_labels"
    /// A metric has no name, or one with other characters than names have.
    case badName = "bad_name"
    /// A label is not `name="value"`, or a label occurs twice.
    case badLabel = "bad_label"
    /// A label's value has an escape that is none, or is not UTF-8.
    case badText = "bad_text"
    /// There is no number where one should be.
    case badValue = "bad_value"
    /// Something follows the number that is no time.
    case badTime = "bad_time"
}
