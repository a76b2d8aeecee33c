# SPDX-License-Identifier: Apache-2.0
"""A spec on its way from a play to a host."""

from __future__ import annotations

import json
import os

import yaml

from ansible.errors import AnsibleActionFail


def with_spec(action, arguments):
    """The arguments of a module with the spec as a text in `spec`, and in `src` the name to call it by."""
    arguments = dict(arguments)
    spec, src = arguments.get("spec"), arguments.get("src")
    if (spec is None) == (src is None):
        raise AnsibleActionFail("one of `spec` and `src` is needed, and not both")
    if src is not None:
        path = action._find_needle("files", src)
        with open(action._loader.get_real_file(path), encoding="utf-8") as file:
            arguments["spec"] = file.read()
        arguments["src"] = os.path.basename(path)
    elif not isinstance(spec, str):
        arguments["spec"] = yaml.safe_dump(plain(spec), sort_keys=False, default_flow_style=False, allow_unicode=True)
    return arguments


def plain(value):
    """A value without whatever Ansible has attached to it; the numbers of VLANs, which are keys, stay numbers."""
    if isinstance(value, dict):
        return {plain(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return json.loads(json.dumps(value))
