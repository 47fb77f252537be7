# SPDX-License-Identifier: Apache-2.0
"""An apiserver stand-in: see README.md for what it does as a kube-apiserver would, and what it does not."""
