// SPDX-License-Identifier: Apache-2.0
import Kernel

ProcessEnd.leave(64)
