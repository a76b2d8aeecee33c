#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
"""Says what an apply of a spec would change on a host."""

from __future__ import annotations

DOCUMENTATION = r"""
module: plan
short_description: Says what an apply of a network spec would change
version_added: 0.1.0
author: The nm-topology project (@nm-topology)
description:
  - Asks nm-topology on the host what it would do to make the network what the spec says, and does nothing.
  - RV(ignore:changed) is never true, as nothing is written. RV(changes) says whether there is something to do.
  - With C(--diff), shows what NetworkManager's properties are and would be.
extends_documentation_fragment:
  - nm_topology.nm_topology.spec
  - nm_topology.nm_topology.program
requirements:
  - nm-topology on the host
attributes:
  check_mode:
    support: full
    description: It changes nothing in any mode.
  diff_mode:
    support: full
    description: Shows the properties of NetworkManager that would change.
seealso:
  - module: nm_topology.nm_topology.apply
"""

EXAMPLES = r"""
- name: What would change
  nm_topology.nm_topology.plan:
    src: kvm-trunk.yaml
  register: planned

- name: Nothing may be cut during the day
  ansible.builtin.assert:
    that: planned.plan.cuts | length == 0
    fail_msg: "{{ planned.plan.cuts | map(attribute='device') | join(', ') }} would be cut"
"""

RETURN = r"""
changes:
  description: There is something to do.
  type: bool
  returned: success
plan:
  description: The document of C(nm-topology plan --json), see C(docs/json.md).
  type: dict
  returned: success
  sample: {"changes": true, "steps": [{"interface": "bond0", "actionCode": "new"}]}
error:
  description: The document of nm-topology's error, with each place in the spec.
  type: dict
  returned: failure
"""

import os

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nm_topology.nm_topology.plugins.module_utils.options import SPEC
from ansible_collections.nm_topology.nm_topology.plugins.module_utils.program import Program, write_private


def main():
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    program = Program(module)
    path = os.path.join(module.tmpdir, "spec.yaml")
    write_private(path, module.params["spec"].encode("utf-8"))
    plan = program.plan(path, module.params["src"] or "spec")
    result = {"changed": False, "changes": plan["changes"], "plan": plan}
    if module._diff:
        result["diff"] = program.diff(plan, path)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
