// SPDX-License-Identifier: Apache-2.0

/// Audit logs: whether they are as they were written, and what an entry proves.
enum AuditCommands {
    static let all: [Command] = [AuditVerify.command, AuditProve.command, AuditCheck.command]
}
