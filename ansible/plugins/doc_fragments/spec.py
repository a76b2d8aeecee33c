# SPDX-License-Identifier: Apache-2.0
"""What the modules that take a spec say of it."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  spec:
    description:
      - The spec, as a mapping or as a text in YAML or JSON. The language is in C(docs/spec.md) of nm-topology.
      - A text keeps its lines, so that errors name the line that you know. A mapping is written out as YAML first.
      - A spec holds no secrets. It names the files on the host that do.
      - Either this or O(src) is needed.
    type: raw
  src:
    description:
      - The spec as a file on the controller, which is looked for as M(ansible.builtin.copy) looks for its files.
      - It is taken as it is. For a template, give O(spec) what the lookup P(ansible.builtin.template#lookup) returns.
    type: path
  prune:
    description: Takes the spec for the whole of the host, and removes what nm-topology made and the spec no longer has.
    type: bool
    default: false
  strict:
    description: Takes warnings for errors.
    type: bool
    default: false
"""
