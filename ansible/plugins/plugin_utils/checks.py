# SPDX-License-Identifier: Apache-2.0
"""What must work after a change, tried from the controller."""

from __future__ import annotations

import shlex
import socket
import subprocess
import time

from ansible.errors import AnsibleConnectionFailure
from ansible.module_utils.urls import open_url

KINDS = ("ping", "tcp", "url", "command")


def name_of(check):
    kind = next(kind for kind in KINDS if check.get(kind))
    return "%s %s" % (kind, check[kind])


def failure_of(check, on_host):
    """Tries a check until it works or its time is over; why it does not work, or None. `on_host` runs a command there."""
    until = time.monotonic() + float(check.get("within", 15))
    while True:
        failure = once(check, on_host, max(1.0, until - time.monotonic()))
        if failure is None or time.monotonic() >= until:
            return failure
        time.sleep(1)


def once(check, on_host, seconds):
    try:
        if check.get("ping"):
            done = subprocess.run(["ping", "-c", "1", "-W", "2", check["ping"]], check=False, capture_output=True, text=True)
            return None if done.returncode == 0 else done.stderr.strip() or "no answer"
        if check.get("tcp"):
            address, _colon, port = check["tcp"].rpartition(":")
            socket.create_connection((address.strip("[]"), int(port)), timeout=seconds).close()
            return None
        if check.get("url"):
            open_url(check["url"], timeout=seconds, validate_certs=check.get("validate_certs", True)).close()
            return None
        result = on_host(shlex.split(check["command"]))
        if result.get("failed") or result.get("rc", 0) != 0:
            said = result.get("stderr") or result.get("stdout") or result.get("msg", "")
            return "it ended with %s: %s" % (result.get("rc"), said.strip()) if said else "it ended with %s" % result.get("rc")
        return None
    except AnsibleConnectionFailure as failure:
        return "the connection failed: %s" % failure
    except (OSError, ValueError, subprocess.SubprocessError) as failure:
        return str(failure)
