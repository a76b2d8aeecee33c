# SPDX-License-Identifier: Apache-2.0
"""Begins a trial on a host, comes in anew, and confirms; or waits for the previous network and says what became of it."""

from __future__ import annotations

import time
import uuid

from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.action import ActionBase

from ansible_collections.nm_topology.nm_topology.plugins.module_utils.options import APPLY
from ansible_collections.nm_topology.nm_topology.plugins.module_utils.program import is_error, words
from ansible_collections.nm_topology.nm_topology.plugins.plugin_utils.checks import failure_of, name_of
from ansible_collections.nm_topology.nm_topology.plugins.plugin_utils.spec import with_spec
from ansible_collections.nm_topology.nm_topology.plugins.plugin_utils.way import Way

APPLY_MODULE = "nm_topology.nm_topology.apply"
CHECKPOINT = "nm_topology.nm_topology.checkpoint"

# The host counts its deadline from when all is up. Before that it lets the interfaces settle and tries the spec's checks.
# NetworkManager's own timer ends 20 s after the host's.
BEFORE_PENDING, BACKSTOP = 60, 20

# Seconds between two attempts to come in, and how long a host that was reached waits for news before it answers.
PAUSE, WAIT = 2, 20

# What ssh says where it never came in: nothing can have begun.
NEVER_IN = ("connect to host", "Permission denied", "Host key verification failed", "Could not resolve")


class Outcome(Exception):
    """How it ended: a result, which failed where it has a message."""

    def __init__(self, outcome, msg=None, **values):
        super().__init__(msg)
        self.result = {key: value for key, value in values.items() if value is not None}
        self.result["outcome"] = outcome
        if msg:
            self.result.update(msg=msg, failed=True)


class ActionModule(ActionBase):
    """The controller's part of an apply."""

    _requires_connection = True

    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        self.arguments = self.validate_argument_spec(APPLY)[1]
        self.name = task_vars["inventory_hostname"]
        self.way = Way(self, task_vars)
        self.old = self.way.address
        self.new = self.arguments["confirm_host"] or self.old
        self.way.leads_to(self.new)
        self.run_id = uuid.uuid4().hex[:8]
        self.begun = time.monotonic()
        result = self.begin(dict(with_spec(self, self._task.args), run=self.run_id))
        if result.get("outcome") != "begun":
            if result.get("failed"):
                result["msg"] = "%s: %s" % (self.name, result.get("msg"))
            return result
        try:
            self.follow()
        except Outcome as outcome:
            ended = outcome.result
            result["changed"] = result["changed"] or ended["outcome"] in ("confirmed", "pending", "undetermined") or self.asked
            if ended.get("failed"):
                # It shows what has not come.
                result.pop("diff", None)
            result.update(ended)
        return result

    def begin(self, arguments):
        try:
            return self.way.run(self.old, APPLY_MODULE, arguments)
        except AnsibleConnectionFailure as failure:
            # An answer may be lost: the network that it came over is what changes.
            if self._task.check_mode or any(each in str(failure) for each in NEVER_IN):
                raise
            for address in (self.new, self.old):
                result, _why = self.look(address)
                if result and result.get("run_state", {}).get("begun"):
                    return {"outcome": "begun", "run": self.run_id, "changed": False}
            raise

    # From here on the host is in a trial, and every way out is an Outcome.

    def follow(self):
        latest = self.begun + self.arguments["settle"] + BEFORE_PENDING + self.arguments["timeout"] + BACKSTOP
        connect_until = self.begun + self.arguments["connect_within"] if self.arguments["connect_within"] else latest
        self.reason = self.refused = self.trial = self.seen_at = None
        # A confirmation that was asked for and of which nothing was heard may have been given.
        self.asked = False
        self.unreachable = {}
        while time.monotonic() < latest + self.arguments["return_within"]:
            for address in dict.fromkeys((self.new, self.old)):
                result, why = self.look(address)
                if result is None or result.get("failed"):
                    self.unreachable[address] = why or result.get("msg")
                    continue
                self.seen_at = address
                self.judge(address, result, time.monotonic() < connect_until)
            time.sleep(PAUSE)
        self.end_unknown(latest)

    def look(self, address):
        return self.way.ask(
            address, CHECKPOINT, self.with_program({"run": self.run_id, "wait": WAIT if address == self.new else 0})
        )

    def judge(self, address, result, in_time):
        """Goes by what the host says: goes on, confirms, takes back, or ends."""
        before, self.trial, state = self.trial or {}, result["trial"], result["run_state"]
        document = state.get("document", {})
        now = self.trial["state"]
        # A run is forgotten with its confirmation, whose answer may be lost, and at a restart; its trial is known.
        is_ours = state["begun"] or before.get("id", "") == self.trial.get("id")
        if not is_ours:
            self.end("failed", "the host knows nothing of the change that was begun, as after a restart: its network is that of its last start")
        elif state["begun"] and "trial" not in state and not state["running"]:
            self.end("failed", words(document) if is_error(document) else state.get("said") or "nm-topology ended without a word", error=document or None)
        elif now == "confirmed":
            self.end("confirmed")
        elif now == "rolled-back":
            self.end(now, "%s; the previous network is back, seen at %s" % (self.why_back(), address), error=document.get("error"))
        elif now == "undetermined":
            what = "; ".join(self.trial.get("differences", []))
            self.end(now, "%s; the rollback left something otherwise than before, and is tried again: %s" % (self.why_back(), what))
        elif now == "pending" and not state["running"]:
            if self.reason or not in_time:
                self.take_back(address)
            elif address == self.new:
                self.answer()

    def answer(self):
        """The host was reached where it is to be reached, and its trial waits."""
        for check in self.arguments["checks"]:
            failure = failure_of(check, self.on_host)
            if failure is not None:
                self.reason = "the check %s failed after the change: %s" % (name_of(check), failure)
                self.take_back(self.new)
                return
        if self.arguments["confirm"] == "manual":
            self.end("pending")
        self.asked = True
        result, _why = self.way.ask(self.new, CHECKPOINT, self.with_program({"run": self.run_id, "state": "confirmed"}))
        if result is None:
            return
        if result.get("failed"):
            # The network is no longer the one that was judged, or the disk is full: it may still be mended in time.
            self.refused = result.get("msg")
            return
        self.trial = result["trial"]
        self.end("confirmed")

    def on_host(self, command):
        return self.way.run(self.new, "ansible.legacy.command", {"argv": command})

    def take_back(self, address):
        """The way back may go with the network over which it is asked for: the next look tells what became of it."""
        self.way.ask(address, CHECKPOINT, self.with_program({"run": self.run_id, "state": "rolled-back"}))

    def why_back(self):
        if self.reason:
            return self.reason
        cause, code = self.trial.get("cause"), self.trial.get("causeCode")
        if self.refused:
            return "the change could not be confirmed: %s" % self.refused
        if code in ("deadline", "asked") or self.new in self.unreachable:
            text = "the host could not be reached at %s after the change" % self.new
            if self.unreachable.get(self.new):
                text += " (%s)" % self.unreachable[self.new]
            return text if code in ("deadline", None) else "%s, and took it back: %s" % (text, cause)
        return "the host took the change back: %s" % (cause or "it does not say why")

    def end_unknown(self, latest):
        told = ["the host cannot be reached since the change was begun %d s ago" % (time.monotonic() - self.begun)]
        told += ["%s: %s" % (address, why) for address, why in self.unreachable.items()]
        if self.trial:
            told.append("when it was seen last, at %s, its trial %s was %s" % (self.seen_at, self.trial.get("id"), self.trial["state"]))
        by_itself = "its own timer restores the previous network, %d s ago at the latest" % (time.monotonic() - latest)
        if self.asked:
            told.append("it was asked to confirm, and its answer is lost; if it has not, " + by_itself)
        else:
            told.append("nobody has confirmed from here, so " + by_itself)
        self.end("unknown", "; ".join(told))

    def end(self, outcome, msg=None, **values):
        trial = self.trial if self.trial and self.trial["state"] != "none" else None
        if outcome != "unknown":
            self.asked = False
        raise Outcome(outcome, "%s: %s" % (self.name, msg) if msg else None, trial=trial, host=self.seen_at, **values)

    def with_program(self, arguments):
        return dict(arguments, program=self.arguments["program"]) if self.arguments["program"] else arguments
