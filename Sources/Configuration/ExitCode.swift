// SPDX-License-Identifier: Apache-2.0

/// How our processes end, in the numbers of sysexits(3); what compares or tests ends as diff(1) does.
public enum ExitCode: Int32, Sendable, CaseIterable {
    /// It did what it was asked to.
    case ok = 0
    /// It did, and what it looked at is not as it should be: as diff(1) ends where files differ.
    case different = 1
    /// A program that may end with 1 could not do what it was asked to: as diff(1) says trouble.
    case trouble = 2
    /// EX_USAGE: the command line names something that does not exist.
    case usage = 64
    /// EX_NOINPUT: a file that was named cannot be read.
    case noInput = 66
    /// EX_UNAVAILABLE: an address cannot be listened on, or who must answer does not.
    case unavailable = 69
    /// EX_SOFTWARE: we are at fault.
    case software = 70
    /// EX_CANTCREAT: an output file cannot be made.
    case cannotCreate = 73
    /// EX_IOERR: reading or writing failed.
    case inputOutput = 74
    /// EX_TEMPFAIL: nobody knows yet what became of it, or later it may succeed.
    case temporary = 75
    /// EX_NOPERM: it was understood, and refused.
    case refused = 77
    /// EX_CONFIG: a value is wrong.
    case configuration = 78
}

extension ConfigurationError {
    /// What a process that cannot start for this reason ends with.
    ///
    /// The worst misunderstanding decides: a flag that does not exist comes before a file that is not there, and
    /// that before a wrong value.
    public var exitCode: ExitCode {
        let codes = Set(problems.map(\.code))
        if !codes.isDisjoint(with: [.unknownFlag, .missingValue, .unexpectedArgument]) { return .usage }
        return codes.contains(.unreadable) ? .noInput : .configuration
    }
}
