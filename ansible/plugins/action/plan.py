# SPDX-License-Identifier: Apache-2.0
"""Brings the spec of a plan to the host."""

from __future__ import annotations

from ansible.plugins.action import ActionBase

from ansible_collections.nm_topology.nm_topology.plugins.plugin_utils.spec import with_spec


class ActionModule(ActionBase):
    """Runs the module of the same name, with the spec of the controller in its arguments."""

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        arguments = with_spec(self, self._task.args)
        return self._execute_module("nm_topology.nm_topology.plan", module_args=arguments, task_vars=task_vars)
