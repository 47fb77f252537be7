// SPDX-License-Identifier: Apache-2.0
/// Goes with the first file of this module.
enum KubeClientPlaceholder {}
