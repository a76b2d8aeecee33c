# SPDX-License-Identifier: Apache-2.0
"""The way from the controller to a host whose network changes meanwhile."""

from __future__ import annotations

from ansible.errors import AnsibleActionFail, AnsibleConnectionFailure
from ansible.utils.display import Display

display = Display()

# A connection whose other end has lost its address must not hold the play up: it is given up after 15 s without an answer.
SSH = "-o ServerAliveInterval=5 -o ServerAliveCountMax=3"


class Way:
    """Runs modules on the host, each over a connection of its own and at the address that is asked for."""

    def __init__(self, action, task_vars):
        self.action, self.connection, self.task_vars = action, action._connection, task_vars
        self.option = next((name for name in ("host", "remote_addr") if self.has(name)), None)
        self.address = (self.connection.get_option(self.option) if self.option else None) or action._play_context.remote_addr
        self.extra = (self.connection.get_option("ssh_extra_args") or "") if self.has("ssh_extra_args") else None
        self.is_renewed = False
        self.port = self.connection.get_option("port") if self.has("port") else None

    def has(self, option):
        try:
            self.connection.get_option(option)
            return True
        except (KeyError, AttributeError):
            return False

    def leads_to(self, address):
        """Refuses an address that this kind of connection cannot be given."""
        if self.option is None and address != self.address:
            raise AnsibleActionFail("a connection of the kind %s cannot go to another address: `confirm_host`" % self.connection.transport)

    def renew(self, address):
        """Forgets the connection that there is; the next module makes one to this address."""
        # Once the first of ours is made, SSH shares none, and there is nothing to reset.
        if self.extra is None or not self.is_renewed:
            try:
                self.connection.reset()
            except (AttributeError, NotImplementedError, AnsibleConnectionFailure):
                pass
        self.is_renewed = True
        if self.option:
            self.connection.set_option(self.option, address)
        self.action._play_context.remote_addr = address
        if self.extra is None:
            return
        # No connection may serve for the next module, nor one that an earlier task has left open for this one: that a new one
        # can be made is what is to be shown.
        self.connection.set_option("control_path", "none")
        self.connection.control_path = None
        options = [SSH, self.extra]
        if address != self.address:
            alias = self.address if self.port in (None, 22) else "[%s]:%s" % (self.address, self.port)
            options.append("-o HostKeyAlias=%s -o CheckHostIP=no" % alias)
        self.connection.set_option("ssh_extra_args", " ".join(each for each in options if each))

    def run(self, address, module, arguments):
        """The result of a module; raises AnsibleConnectionFailure where the host cannot be reached there."""
        self.renew(address)
        # A folder for files that an earlier connection made belongs to that connection.
        self.connection._shell.tmpdir = None
        result = self.action._execute_module(module, module_args=arguments, task_vars=self.task_vars)
        if result.get("unreachable"):
            raise AnsibleConnectionFailure(result.get("msg", "unreachable"))
        return result

    def ask(self, address, module, arguments):
        """The same, with why it cannot be reached as the second value."""
        try:
            return self.run(address, module, arguments), None
        except AnsibleConnectionFailure as failure:
            display.vvv("nm-topology: %s cannot be reached: %s" % (address, failure))
            # What ssh itself says is at the end of what Ansible says of it.
            return None, str(failure).rpartition("over ssh: ")[2].strip()
