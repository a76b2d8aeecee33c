#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
"""Makes a host's network what a spec says, as a trial."""

from __future__ import annotations

DOCUMENTATION = r"""
module: apply
short_description: Makes the network what a spec says, and keeps it only if the controller can come in again
version_added: 0.1.0
author: The nm-topology project (@nm-topology)
description:
  - Applies a spec with nm-topology as a trial, under a checkpoint of NetworkManager. The host takes it back by itself unless
    it is confirmed in time.
  - The controller then makes a new connection to the host, at O(confirm_host) if the address moves. It tries your O(checks),
    and confirms over another new connection. If it cannot come in, nobody confirms, the previous network comes back, and the
    task fails and says what is known of the host.
  - The work on the host does not depend on the connection that began it. If the controller dies, the host's own timer restores
    the previous network.
  - RV(ignore:changed) is true only if something was written that stays.
extends_documentation_fragment:
  - nm_topology.nm_topology.spec
  - nm_topology.nm_topology.program
requirements:
  - nm-topology on the host
  - root on the host, as with C(become)
options:
  dest:
    description:
      - Where the spec is kept on the host once it is confirmed, with mode 0600. C(nm-topology plan) and its units read all specs
        in C(/etc/nm-topology).
      - Without it, the spec is not kept. Until it is confirmed, it lies in C(/run/nm-topology-ansible), which only root can read.
    type: path
  secrets:
    description:
      - Files that the spec names, such as C(password-file) or C(mka-cak-file), and their content. They are written with mode
        0600 before the plan is made, and stay whatever becomes of the trial.
      - The content is never shown or logged. In check mode they are compared and not written.
    type: dict
    default: {}
  timeout:
    description: Seconds in which the controller must have confirmed, counted from when all is up.
    type: int
    default: 120
  settle:
    description: Seconds that interfaces may take to come up.
    type: int
    default: 60
  force:
    description: Goes on in spite of a danger, as C(nm-topology apply --force) does.
    type: bool
    default: false
  confirm:
    description:
      - With V(connection), the controller confirms over a new connection.
      - With V(manual), it only looks over a new connection whether the trial is pending, and leaves it so. Confirm it with
        M(nm_topology.nm_topology.checkpoint) before O(timeout) is over.
    type: str
    choices: [connection, manual]
    default: connection
  confirm_host:
    description:
      - The address of the host after the change, where it is another one. Only a connection to this address confirms.
      - SSH checks the host key under the name that the host had before.
    type: str
  checks:
    description:
      - What must work after the change, before the controller confirms. Each entry is one of C(ping), C(tcp), C(url) and
        C(command). If one does not work, the controller takes the trial back.
      - What the host itself must reach belongs into the spec's own C(checks).
    type: list
    elements: dict
    default: []
    suboptions:
      ping:
        description: An address that must answer a ping from the controller.
        type: str
      tcp:
        description: C(ADDRESS:PORT) that must take a TCP connection from the controller.
        type: str
      url:
        description: A URL that must answer the controller with a status below 400.
        type: str
      validate_certs:
        description: Whether the certificate of C(url) is checked.
        type: bool
        default: true
      command:
        description: A command on the host, over the new connection, that must end with 0. No shell reads it.
        type: str
      within:
        description: Seconds in which it must have worked once.
        type: int
        default: 15
  connect_within:
    description:
      - Seconds in which a new connection must have worked, counted from when the change began. After them the controller no longer
        confirms. Without it, as long as the trial may last.
    type: int
  return_within:
    description: Seconds that the controller waits for the previous network, after the last moment at which the host can have begun to restore it.
    type: int
    default: 180
  run:
    description: The name of this run on the host. The controller makes one.
    type: str
attributes:
  check_mode:
    support: full
    description: The same as M(nm_topology.nm_topology.plan). RV(ignore:changed) says whether there is something to do.
  diff_mode:
    support: full
    description: Shows the properties of NetworkManager that change.
notes:
  - O(checks), O(confirm), O(confirm_host), O(connect_within), O(return_within) and O(src) are the controller's part, which a plugin on the
    controller does. The module alone begins a trial, and nothing more.
seealso:
  - module: nm_topology.nm_topology.checkpoint
  - module: nm_topology.nm_topology.plan
"""

EXAMPLES = r"""
- name: The network, as a trial that only a new connection keeps
  nm_topology.nm_topology.apply:
    src: kvm-trunk.yaml
    dest: /etc/nm-topology/host.yaml

- name: A host that moves from the installer's address to its own
  nm_topology.nm_topology.apply:
    spec: "{{ lookup('ansible.builtin.template', 'host.yaml.j2') }}"
    confirm_host: "{{ management_address }}"
    checks:
      - ping: "{{ management_address }}"
      - url: "https://{{ management_address }}:9090/"
        validate_certs: false
      - command: /usr/bin/virsh list

- name: A NIC that logs in at its switch port
  nm_topology.nm_topology.apply:
    src: wired.yaml
    secrets:
      /etc/nm-topology/wired.password: "{{ wired_password }}"
"""

RETURN = r"""
outcome:
  description:
    - V(unchanged), V(confirmed), or V(pending) with O(confirm=manual).
    - V(rolled-back) when the previous network was seen to be back, V(undetermined) when something was still otherwise after a
      rollback, V(failed) when nothing was begun, and V(unknown) when the host could not be reached any more.
  type: str
  returned: always, except in check mode
trial:
  description: The document of C(nm-topology checkpoint status --json), see C(docs/json.md).
  type: dict
  returned: when there was a trial
plan:
  description: The document of C(nm-topology plan --json).
  type: dict
  returned: when a plan could be made
error:
  description: The document of nm-topology's error, with each place in the spec.
  type: dict
  returned: when nm-topology refused
host:
  description: The address at which the host was reached last.
  type: str
  returned: when the network was changed
run:
  description: The name of this run on the host.
  type: str
  returned: when a trial was begun
"""

import os
import shutil
import time

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.nm_topology.nm_topology.plugins.module_utils.options import APPLY
from ansible_collections.nm_topology.nm_topology.plugins.module_utils.program import (
    OPEN_STATES,
    RUNS,
    Program,
    content_of,
    run_folder,
    run_state,
    started_at,
    write_private,
)

# The answer of this module must have reached the controller before the network changes.
DELAY = 2


def write_secrets(module):
    """Writes the files that are otherwise, and returns their paths."""
    differing = []
    for path, content in sorted(module.params["secrets"].items()):
        if not os.path.isabs(path):
            module.fail_json(msg="the path of a secret must be absolute, found %s" % path, outcome="failed")
        data = str(content).encode("utf-8")
        if content_of(path) == data and os.stat(path).st_mode & 0o777 == 0o600:
            continue
        differing.append(path)
        if not module.check_mode:
            os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
            write_private(path, data)
    return differing


def begin(module, program, name):
    """Starts the program in a session of its own, which the end of this connection does not end."""
    run = module.params["run"] or "%08x" % int.from_bytes(os.urandom(4), "big")
    os.makedirs(RUNS, mode=0o700, exist_ok=True)
    for old in os.listdir(RUNS):
        if not run_state(old)["running"]:
            shutil.rmtree(run_folder(old), ignore_errors=True)
    folder = run_folder(run)
    os.mkdir(folder, 0o700)
    path = os.path.join(folder, name)
    write_private(path, module.params["spec"].encode("utf-8"))
    if module.params["dest"]:
        write_private(os.path.join(folder, ".dest"), module.params["dest"].encode("utf-8"))
    command = [program.path, "apply", path, "--confirm", "manual", "--progress", "json"]
    command += ["--timeout", str(module.params["timeout"]), "--settle", str(module.params["settle"])]
    command += program.plan_options() + (["--force"] if module.params["force"] else [])
    detach(command, folder)
    return run


def detach(command, folder):
    environment = dict(os.environ, NO_COLOR="1")
    session = ssh_connection()
    if session:
        # So nm-topology looks whether the controller still answers after the change, as it does for a person.
        environment["SSH_CONNECTION"] = session
    # Twice, so that it is nobody's child; the first one ends when the second one can be found.
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    os.setsid()
    noted, note = os.pipe()
    if os.fork():
        os.close(note)
        os.read(noted, 1)
        os._exit(0)
    process = str(os.getpid())
    write_private(os.path.join(folder, ".process"), ("%s %s" % (process, started_at(process))).encode("ascii"))
    os.chdir("/")
    os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
    os.dup2(os.open(os.path.join(folder, ".out"), os.O_WRONLY | os.O_CREAT, 0o600), 1)
    os.dup2(os.open(os.path.join(folder, ".err"), os.O_WRONLY | os.O_CREAT, 0o600), 2)
    os.closerange(3, 1024)
    time.sleep(DELAY)
    os.execve(command[0], command, environment)


def ssh_connection():
    """The SSH connection that this process comes from; become takes it out of the environment."""
    process = os.getpid()
    while process > 1:
        try:
            with open("/proc/%d/environ" % process, "rb") as file:
                for each in file.read().split(b"\0"):
                    if each.startswith(b"SSH_CONNECTION="):
                        return each.split(b"=", 1)[1].decode("ascii", "replace")
            with open("/proc/%d/stat" % process, encoding="utf-8", errors="replace") as file:
                process = int(file.read().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            return None
    return None


def main():
    module = AnsibleModule(argument_spec=APPLY, supports_check_mode=True)
    program = Program(module)
    name = module.params["src"] or "spec.yaml"
    spec = module.params["spec"].encode("utf-8")

    # A plan during a trial is one against the trial's network, which may not stay.
    trial = program.status()
    if trial["state"] in OPEN_STATES:
        left = ", %d s left" % trial["secondsLeft"] if "secondsLeft" in trial else ""
        module.fail_json(
            msg="trial %s of %s, which %s started, is %s%s; nothing was touched. Answer it first, as with the module checkpoint"
            % (trial["id"], ", ".join(trial.get("sources", [])), trial.get("user", "somebody"), trial["state"], left),
            trial=trial,
            outcome="failed",
        )

    secrets = write_secrets(module)
    path = os.path.join(module.tmpdir, "spec.yaml")
    write_private(path, spec)
    plan = program.plan(path, name)
    dest = module.params["dest"]
    keeps = bool(dest) and content_of(dest) != spec
    result = {"plan": plan, "changed": bool(secrets)}
    if module._diff:
        diff = program.diff(plan, path)
        diff["after"] += "".join("%s, a file whose content is not shown\n" % each for each in secrets)
        diff["after"] += "%s, the spec itself\n" % dest if keeps else ""
        result["diff"] = diff

    if module.check_mode:
        result["changed"] = plan["changes"] or keeps or bool(secrets)
    elif plan["changes"]:
        result["run"] = begin(module, program, os.path.basename(name))
        result["outcome"] = "begun"
    else:
        if keeps:
            os.makedirs(os.path.dirname(dest), mode=0o755, exist_ok=True)
            write_private(dest, spec)
        result["changed"] = keeps or bool(secrets)
        result["outcome"] = "unchanged"
    module.exit_json(**result)


if __name__ == "__main__":
    main()
