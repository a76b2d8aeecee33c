# SPDX-License-Identifier: Apache-2.0
"""The program nm-topology on a managed host: found, called, and read by its JSON documents."""

from __future__ import annotations

import json
import os

# What a trial is while somebody or something still decides about it.
OPEN_STATES = ("prepared", "applying", "pending", "confirming", "rolling-back")

# Where runs of `apply` that outlive their connection keep their spec and their output. Gone after a boot, as a trial is.
RUNS = "/run/nm-topology-ansible"


class Program:
    """The program, for a module that ends with the program's own words where the program refuses."""

    def __init__(self, module):
        self.module = module
        self.path = module.params.get("program") or module.get_bin_path("nm-topology")
        if not self.path or not os.access(self.path, os.X_OK):
            where = self.path or "nm-topology"
            module.fail_json(
                msg="there is no %s on this host: install the package of nm-topology, or say `program:` where it is" % where,
                outcome="failed",
            )

    def call(self, *arguments):
        """Runs it, and returns its exit code and the JSON document that it printed."""
        code, out, err = self.module.run_command([self.path] + list(arguments), environ_update={"NO_COLOR": "1"})
        try:
            return code, json.loads(out)
        except ValueError:
            return self.module.fail_json(
                msg="nm-topology %s ended with %d and without a JSON document: %s" % (arguments[0], code, err.strip() or out.strip()),
                rc=code,
                outcome="failed",
            )

    def version(self):
        return self.module.run_command([self.path, "--version"], check_rc=True)[1].strip()

    def status(self):
        """The last trial of this host; one without NetworkManager is what is recorded of it."""
        code, document = self.call("checkpoint", "status", "--json")
        if is_error(document) and "trial" in document:
            return document["trial"]
        if is_error(document):
            self.refuse(document)
        return document

    def trial(self, identifier):
        """The trial of this ID, from the history where another one came after it; None where it is unknown."""
        latest = self.status()
        if latest.get("id") == identifier:
            return latest
        code, document = self.call("history", "--json")
        for entry in document.get("entries", []):
            if entry.get("trial", {}).get("id") == identifier:
                return entry["trial"]
        return None

    def plan(self, path, name):
        """The plan of a spec's file; ends the module where the spec is refused, with the places in the spec called `name`."""
        code, document = self.call("plan", path, "--json", *self.plan_options())
        if is_error(document):
            self.refuse(document, path, name)
        return document

    def plan_options(self):
        return [option for option in ("--prune", "--strict") if self.module.params.get(option[2:])]

    def diff(self, plan, path):
        """What the plan changes, as two texts: NetworkManager's properties, interface by interface."""
        code, document = self.call("profile", "diff", path, "--json")
        added = {profile["id"]: profile for profile in document.get("profiles", []) if profile["difference"] == "added"}
        before, after = [], []
        for profile in plan.get("replacedProfiles", []):
            of = " of %s" % profile["interface"] if "interface" in profile else ""
            before.append("profile %s%s, which somebody else made" % (profile["id"], of))
        for interface in plan.get("removals", []):
            before.append("%s:" % interface)
        for step in plan.get("steps", []):
            name, action = step["interface"], step["actionCode"]
            if action == "none":
                continue
            after.append("%s:" % name)
            if action == "new":
                properties = added.get(name, {}).get("properties", [])
                after += ["  %s: %s" % (each["name"], each["new"]) for each in properties if "new" in each and each["name"] != "connection.uuid"]
                continue
            before.append("%s:" % name)
            for each in step["propertyChanges"]:
                before.append("  %s: %s" % (each["name"], each.get("old", "default")))
                after.append("  %s: %s" % (each["name"], each.get("new", "default")))
            # The same profile, made true again: only the reason tells what is otherwise.
            if not step["propertyChanges"]:
                before += ["  # %s" % reason for reason in step["reasons"]]
        return {"before": text(before), "after": text(after), "before_header": "this host", "after_header": "the spec"}

    def refuse(self, document, path=None, name=None):
        """Ends the module with an error of the program's."""
        document = renamed(document, path, name) if path else document
        self.module.fail_json(msg=words(document), error=document, rc=document.get("exitCode"), outcome="failed")


def is_error(document):
    return document.get("schema", "").startswith("nm-topology/error/")


def renamed(value, path, name):
    """A document whose places are in the spec as the play knows it, not in the copy on the host."""
    if isinstance(value, dict):
        return {key: renamed(each, path, name) for key, each in value.items()}
    if isinstance(value, list):
        return [renamed(each, path, name) for each in value]
    return value.replace(path, name) if isinstance(value, str) else value


def words(document):
    """An error of the program's as text, with each place and what to write instead."""
    lines = [document.get("text", "nm-topology failed")]
    told = document.get("diagnostics", []) + document.get("notices", [])
    if not told:
        cause = document.get("cause", {})
        details = document.get("details", [])
        if cause.get("text") and cause.get("code") != "other-trial" and cause["text"] not in details:
            lines.append(cause["text"])
        lines += details
    for each in told:
        if each.get("severity") in ("note", "warning"):
            continue
        place = each.get("place", each)
        where = "%s:%s:%s: " % (place["file"], place["line"], place["column"]) if "line" in place else ""
        lines.append("%s%s [%s]: %s" % (where, each["severity"], each["code"], each.get("message") or each.get("text")))
        if each.get("help"):
            lines.append("  " + each["help"])
    if document.get("help") and not told:
        lines.append(document["help"])
    return "\n".join(lines)


def text(lines):
    return "".join(line + "\n" for line in lines)


def run_folder(run):
    return os.path.join(RUNS, run)


def run_state(run):
    """What became of a run of `apply`: whether it was begun, whether it still works, its trial, and its last document."""
    folder = run_folder(run)
    state = {"begun": os.path.isdir(folder), "running": False}
    if not state["begun"]:
        return state
    recorded = (content_of(os.path.join(folder, ".process")) or b"").decode("ascii", "replace").split()
    if len(recorded) == 2:
        state["running"] = started_at(recorded[0]) == recorded[1]
    for document in documents(os.path.join(folder, ".out")):
        if document.get("event") == "protected":
            state["trial"] = document["trial"]
        elif "event" not in document:
            state["document"] = renamed(document, folder + os.sep, "")
    if not state["running"] and "document" not in state:
        said = content_of(os.path.join(folder, ".err")) or b""
        state["said"] = said.decode("utf-8", "replace").strip()[-2000:]
    return state


def started_at(process):
    """When a process began, in the kernel's ticks, and None where it has ended: its number may be another's by now."""
    stat = content_of("/proc/%s/stat" % process)
    fields = stat.decode("utf-8", "replace").rpartition(")")[2].split() if stat else ["Z"]
    # What nobody has waited for has ended nevertheless.
    return None if fields[0] in ("Z", "X") else fields[19]


def documents(path):
    """The JSON documents of a file, one on each line; the last one may still be incomplete."""
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
    except OSError:
        return
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:
            continue


def write_private(path, content):
    """Writes a file as a whole or not at all, for root only."""
    new = "%s.new" % path
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o600)
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    os.rename(new, path)


def content_of(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None
