#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
"""Answers the trial of a host, or says how it stands."""

from __future__ import annotations

DOCUMENTATION = r"""
module: checkpoint
short_description: Confirms, takes back or extends the trial of a host's network
version_added: 0.1.0
author: The nm-topology project (@nm-topology)
description:
  - Answers a trial that M(nm_topology.nm_topology.apply) left pending with O(ignore:confirm=manual), or that somebody began on the host.
  - An answer that the trial was given already is none again, RV(ignore:changed) is then false. An answer to a trial that ended otherwise fails.
requirements:
  - nm-topology on the host
  - root on the host, as with C(become)
options:
  state:
    description:
      - V(status) says how the trial stands, and changes nothing.
      - V(confirmed) keeps the new network, V(rolled-back) restores the previous one now.
      - V(extended) gives O(timeout) seconds from now to decide.
      - V(forgotten), after a rollback that left something otherwise, ends all attempts to restore it.
    type: str
    choices: [status, confirmed, rolled-back, extended, forgotten]
    default: status
  id:
    description: The trial. Without it, the one that there is.
    type: str
  timeout:
    description: With O(state=extended), the seconds from now.
    type: int
    default: 120
  run:
    description:
      - The run of M(nm_topology.nm_topology.apply) that is asked about or answered, as it returned it. Its trial is then O(id), and its
        spec is kept at its C(dest) when it is confirmed.
    type: str
  wait:
    description: With O(state=status), waits so many seconds at most while the trial is neither pending nor over.
    type: int
    default: 0
extends_documentation_fragment:
  - nm_topology.nm_topology.program
attributes:
  check_mode:
    support: full
    description: Says whether an answer would change anything, and gives none.
  diff_mode:
    support: none
    description: It has none.
seealso:
  - module: nm_topology.nm_topology.apply
"""

EXAMPLES = r"""
- name: A trial that waits for a person
  nm_topology.nm_topology.apply:
    src: kvm-trunk.yaml
    confirm: manual
    timeout: 600
  register: applied

- name: Did everybody who should look?
  ansible.builtin.pause:
    prompt: Enter keeps the new network

- name: The answer
  nm_topology.nm_topology.checkpoint:
    state: confirmed
    run: "{{ applied.run }}"
  when: applied.outcome == 'pending'
"""

RETURN = r"""
trial:
  description: The document of C(nm-topology checkpoint status --json), see C(docs/json.md).
  type: dict
  returned: success
  sample: {"id": "005607", "state": "pending", "secondsLeft": 120}
run_state:
  description: What became of O(run).
  type: dict
  returned: with O(run)
  contains:
    begun:
      description: The host knows of it.
      type: bool
    running:
      description: It still works.
      type: bool
    trial:
      description: The ID of its trial.
      type: str
    said:
      description: What it said for people, where it ended without a document.
      type: str
    document:
      description: The document that it ended with, C(apply) or C(error) in C(docs/json.md).
      type: dict
error:
  description: The document of nm-topology's error.
  type: dict
  returned: failure
"""

import os
import shutil
import time

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nm_topology.nm_topology.plugins.module_utils.program import (
    OPEN_STATES,
    Program,
    content_of,
    is_error,
    run_folder,
    run_state,
    write_private,
)

COMMANDS = {"confirmed": "confirm", "rolled-back": "rollback", "extended": "extend", "forgotten": "forget"}


def keep_spec(run):
    """Puts the spec of a confirmed run where it is to be kept."""
    folder = run_folder(run)
    dest = (content_of(os.path.join(folder, ".dest")) or b"").decode("utf-8")
    if dest:
        (spec,) = [name for name in os.listdir(folder) if not name.startswith(".")]
        os.makedirs(os.path.dirname(dest), mode=0o755, exist_ok=True)
        write_private(dest, content_of(os.path.join(folder, spec)))
    shutil.rmtree(folder, ignore_errors=True)


def look(program, run):
    """The trial now, and the state of the run."""
    if not run:
        return program.status(), {}
    state = run_state(run)
    if not state["begun"]:
        return program.status(), state
    if state["running"]:
        return {"state": "applying"}, state
    trial = program.trial(state["trial"]) if "trial" in state else None
    return trial or {"state": "none"}, state


def is_decisive(trial, state):
    """Whether there is no use in waiting: the trial is pending or over, or there will be none."""
    if state.get("running"):
        return False
    return trial["state"] not in OPEN_STATES or trial["state"] == "pending"


def main():
    module = AnsibleModule(
        argument_spec={
            "state": {"type": "str", "choices": ["status"] + list(COMMANDS), "default": "status"},
            "id": {"type": "str"},
            "timeout": {"type": "int", "default": 120},
            "run": {"type": "str"},
            "wait": {"type": "int", "default": 0},
            "program": {"type": "path"},
        },
        supports_check_mode=True,
    )
    program = Program(module)
    wanted, run = module.params["state"], module.params["run"]
    until = time.monotonic() + module.params["wait"]
    trial, state = look(program, run)
    while wanted == "status" and not is_decisive(trial, state) and time.monotonic() < until:
        time.sleep(0.5)
        trial, state = look(program, run)
    result = {"changed": False, "trial": trial}
    if run:
        result["run_state"] = state
    if wanted == "status":
        module.exit_json(**result)

    identifier = module.params["id"] or trial.get("id")
    if identifier is None:
        module.fail_json(msg="there is no trial on this host that could be %s" % wanted, **result)
    if trial.get("id") != identifier:
        result["trial"] = trial = program.trial(identifier) or {"state": "none"}
    if trial["state"] == "none":
        module.fail_json(msg="there is no trial %s on this host" % identifier, **result)
    if trial["state"] == wanted or (wanted == "forgotten" and "forgottenBy" in trial):
        if wanted == "confirmed" and state.get("begun") and not module.check_mode:
            keep_spec(run)
        module.exit_json(**result)
    if wanted != "forgotten" and trial["state"] not in OPEN_STATES + ("undetermined",):
        cause = ": %s" % trial["cause"] if "cause" in trial else ""
        module.fail_json(msg="trial %s is over, it was %s%s" % (identifier, trial["state"], cause), **result)
    result["changed"] = True
    if not module.check_mode:
        options = ["--timeout", str(module.params["timeout"])] if wanted == "extended" else []
        code, document = program.call("checkpoint", COMMANDS[wanted], identifier, "--json", *options)
        if is_error(document):
            program.refuse(document)
        result["trial"] = document
        if wanted == "confirmed" and state.get("begun"):
            keep_spec(run)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
