#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
"""Gathers what nm-topology sees of a host."""

from __future__ import annotations

DOCUMENTATION = r"""
module: facts
short_description: Gathers what nm-topology sees of a host's network
version_added: 0.1.0
author: The nm-topology project (@nm-topology)
description:
  - Gathers the topology from the NICs up to the guests, the trial, the history, and whether the host is as its spec says, and
    returns them as the fact C(nm_topology).
requirements:
  - nm-topology on the host
  - root on the host, as with C(become)
options:
  gather:
    description:
      - V(topology) is the document of C(nm-topology show --format json), V(trial) that of C(checkpoint status), V(history) that of
        C(history), V(profiles) that of C(profile list), V(plan) that of C(plan) for the specs in C(/etc/nm-topology).
      - What the program refuses, such as a plan without a spec, is returned as its error's document.
    type: list
    elements: str
    choices: [topology, trial, history, profiles, plan]
    default: [topology, trial]
extends_documentation_fragment:
  - nm_topology.nm_topology.program
attributes:
  check_mode:
    support: full
    description: It changes nothing in any mode.
  diff_mode:
    support: none
    description: It has none.
  facts:
    support: full
    description: Returns the fact C(nm_topology).
"""

EXAMPLES = r"""
- name: What is there
  nm_topology.nm_topology.facts:
    gather: [topology, trial, plan]

- name: Hosts that are no longer as their spec says
  ansible.builtin.debug:
    msg: "{{ inventory_hostname }} was changed by hand"
  when: ansible_facts.nm_topology.plan.changes | default(false)
"""

RETURN = r"""
ansible_facts:
  description: The facts.
  returned: always
  type: dict
  contains:
    nm_topology:
      description: C(version), and one document for each of O(gather), see C(docs/json.md).
      type: dict
      returned: always
      sample: {"version": "0.1.0", "trial": {"state": "none"}}
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nm_topology.nm_topology.plugins.module_utils.program import Program

COMMANDS = {
    "topology": ("show", "--format", "json"),
    "trial": ("checkpoint", "status", "--json"),
    "history": ("history", "--json"),
    "profiles": ("profile", "list", "--json"),
    "plan": ("plan", "--json"),
}


def main():
    module = AnsibleModule(
        argument_spec={
            "gather": {"type": "list", "elements": "str", "choices": list(COMMANDS), "default": ["topology", "trial"]},
            "program": {"type": "path"},
        },
        supports_check_mode=True,
    )
    program = Program(module)
    facts = {"version": program.version()}
    for name in module.params["gather"]:
        facts[name] = program.call(*COMMANDS[name])[1]
    module.exit_json(ansible_facts={"nm_topology": facts})


if __name__ == "__main__":
    main()
