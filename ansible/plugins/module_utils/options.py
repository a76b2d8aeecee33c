# SPDX-License-Identifier: Apache-2.0
"""The options of `plan` and `apply`, which the controller checks before it begins anything."""

from __future__ import annotations

SPEC = {
    "spec": {"type": "raw"},
    "src": {"type": "path"},
    "prune": {"type": "bool", "default": False},
    "strict": {"type": "bool", "default": False},
    "program": {"type": "path"},
}

APPLY = dict(
    SPEC,
    dest={"type": "path"},
    secrets={"type": "dict", "default": {}, "no_log": True},
    timeout={"type": "int", "default": 120},
    settle={"type": "int", "default": 60},
    force={"type": "bool", "default": False},
    confirm={"type": "str", "choices": ["connection", "manual"], "default": "connection"},
    confirm_host={"type": "str"},
    checks={
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "ping": {"type": "str"},
            "tcp": {"type": "str"},
            "url": {"type": "str"},
            "validate_certs": {"type": "bool", "default": True},
            "command": {"type": "str"},
            "within": {"type": "int", "default": 15},
        },
        "required_one_of": [("ping", "tcp", "url", "command")],
        "mutually_exclusive": [("ping", "tcp", "url", "command")],
    },
    connect_within={"type": "int"},
    return_within={"type": "int", "default": 180},
    run={"type": "str"},
)
