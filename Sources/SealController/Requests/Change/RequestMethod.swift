// SPDX-License-Identifier: Apache-2.0

/// What a request asks for, as the contracts number it.
enum RequestMethod: UInt8, Sendable, CaseIterable {
    case apply = 1
    case delete = 2
    case scale = 3
    case patch = 4
}
