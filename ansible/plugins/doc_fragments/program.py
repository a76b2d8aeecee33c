# SPDX-License-Identifier: Apache-2.0
"""What every module says of the program on the host."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  program:
    description: Where nm-topology is on the host. Without it, it is looked for in the usual folders.
    type: path
"""
