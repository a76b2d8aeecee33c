/* The page: the picture of the host, a spec and its plan, and the trial that somebody has to confirm. */

/* global cockpit */

import { Refusal, Service, callFreshly } from "./service.js";
import { Countdown, duration } from "./countdown.js";

const $ = id => document.getElementById(id);

/** Exit codes (docs/commands.md): 0, it was done; 3, a rollback was tried, and something is still otherwise. */
const done = 0;
const undetermined = 3;

/** The seconds that a new connection is waited for, at most. */
const patience = 20;

/** The spec files of this page, by name; without any, the service takes those in /etc/nm-topology. */
const specs = new Map();

let service = null;

/* What is said to people */

function say(title, text = "") {
    $("notice").hidden = !title;
    $("notice-title").textContent = title;
    $("notice-text").textContent = text.trim();
    $("notice-text").hidden = !text.trim();
}

/** What a command printed where it did not do its work; one that was killed has printed nothing. */
function reason(result) {
    return result.messages || result.text || `The command ended with ${result.status} and said nothing.`;
}

/** Says that a command did not do what was asked for, and why. */
function sayFailed(title, result) {
    say(result.status === undetermined ? "Read this: the host is not quite on its previous network." : title, reason(result));
    pointTo(result.messages);
}

function show(id, text) {
    $(id).textContent = text;
    $(id).hidden = false;
}

/** Does what a button asks for, while the buttons cannot be pressed again; what went wrong is said. */
async function attempt(title, work, buttons = []) {
    for (const button of buttons) button.disabled = true;
    try {
        say("");
        await work();
    } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        say(title, error.text);
    } finally {
        for (const button of buttons) button.disabled = false;
    }
}

/* Spec files */

function given() {
    return [...specs.entries()];
}

/** A name that the service takes: letters, digits, “.”, “_” and “-”, and another one than those that are here. */
function plainName(name) {
    let plain = name.replace(/[^A-Za-z0-9._-]/g, "_").slice(0, 56);
    if (!/^[A-Za-z0-9]/.test(plain)) plain = "spec" + plain;
    while (specs.has(plain)) plain = `${specs.size + 1}-${plain}`;
    return plain;
}

function addSpec(name, text) {
    const plain = plainName(name);
    specs.set(plain, text);
    const box = document.createElement("div");
    box.className = "spec";
    const header = document.createElement("header");
    const title = document.createElement("b");
    title.textContent = plain;
    const remove = document.createElement("button");
    remove.textContent = "Remove";
    const area = document.createElement("textarea");
    area.value = text;
    area.spellcheck = false;
    area.setAttribute("aria-label", plain);
    area.addEventListener("input", () => specs.set(plain, area.value));
    remove.addEventListener("click", () => {
        specs.delete(plain);
        box.remove();
    });
    header.append(title, remove);
    box.append(header, area);
    $("specs").append(box);
    return area;
}

async function openFiles(event) {
    for (const file of event.target.files) addSpec(file.name, await file.text());
    event.target.value = "";
}

/** Puts the cursor where the first message about a spec points to (file:line:column). */
function pointTo(messages) {
    const [, name, line, column] = messages.match(/^\s*(\S+?):(\d+):(\d+): /m) || [];
    const area = [...document.querySelectorAll("#specs textarea")].find(found => found.getAttribute("aria-label") === name);
    if (!area) return;
    const before = area.value.split("\n").slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    area.focus();
    area.setSelectionRange(before + Number(column) - 1, before + Number(column));
}

/* The picture */

async function draw() {
    const view = document.querySelector("input[name=view]:checked").value;
    const files = view === "host" ? [] : given();
    // Without a file here, “the spec” is that of /etc/nm-topology, which only the comparison reads.
    const options = { compare: view === "compare" || (view === "spec" && files.length === 0) };
    const [drawing, tree] = await Promise.all(["svg", "tree"].map(format =>
        service.call("Show", [files], { ...options, format })));
    if (drawing.status !== done) {
        sayFailed("There is no picture of it.", drawing);
        return;
    }
    $("picture").src = "data:image/svg+xml;base64," + window.btoa(
        Array.from(new TextEncoder().encode(drawing.text), byte => String.fromCharCode(byte)).join(""));
    $("picture").alt = "The topology; as text below.";
    $("tree").textContent = tree.text;
}

/* Plan and trial */

/** An end of a connection as ss(8) writes it, without what only marks IPv4 in IPv6 or an interface. */
function end(text) {
    const [, address, port] = (text || "").match(/^\[?([^\]%]*?)(?:%[^\]:]*)?\]?:(\d+)$/) || [];
    return { address: (address || "").replace(/^::ffff:/, ""), port };
}

/** Tells the host by which connection this page came: the plan says what becomes of it. */
async function session() {
    const port = window.location.port || (window.location.protocol === "https:" ? "443" : "80");
    let text;
    try {
        text = await cockpit.spawn(["ss", "-Htn", "state", "established", `sport = :${port}`], { err: "ignore" });
    } catch (_) {
        return {};
    }
    const ways = new Map();
    for (const line of text.trim().split("\n")) {
        const [own, other] = line.trim().split(/\s+/).slice(2).map(end);
        if (own && other && other.port) {
            ways.set(`${own.address} ${other.address}`, `${other.address} ${other.port} ${own.address} ${own.port}`);
        }
    }
    // Where several people are logged in, it is not known which of them this is.
    return ways.size === 1 ? { session: [...ways.values()][0] } : {};
}

async function plan() {
    const options = { prune: $("prune").checked, ...await session() };
    const result = await service.call("Plan", [given()], { ...options, text: true, steps: true });
    $("plan-section").hidden = false;
    show("plan-text", result.text || "There is no plan.");
    if (result.status !== done) sayFailed("There is no plan of it.", result);
    else if (result.messages) say("Note:", result.messages);
}

/** The interfaces of a picture; none where there is no picture. */
async function nodes(files, compare) {
    const result = await service.call("Show", [files], { format: "json", compare });
    return result.status === done ? JSON.parse(result.text).nodes : [];
}

/**
 * The interfaces as they will be: those of the spec, and those that the spec leaves alone.
 *
 * What differs has the host's addresses in a comparison. So it is taken from the spec; where that lies on the host, both the old
 * and what is new are better than nothing.
 */
async function coming(files) {
    const compared = await nodes(files, true);
    const left = compared.filter(({ comparison }) => comparison !== "goes" && (comparison !== "differs" || !files.length));
    return files.length ? [...await nodes(files, false), ...left] : left;
}

/** Where to log in once this page does not answer any more. */
function listAddresses(interfaces) {
    const all = interfaces.flatMap(node => node.addresses || []).map(({ address }) => address.split("/")[0]);
    const reachable = [...new Set(all)].filter(address => !/^(fe80|127\.|::1$)/i.test(address));
    $("trial-addresses").replaceChildren(...reachable.map(address => {
        const host = address.includes(":") ? `[${address}]` : address;
        const port = window.location.port ? `:${window.location.port}` : "";
        const link = document.createElement("a");
        link.href = `${window.location.protocol}//${host}${port}/nm-topology`;
        link.target = "_blank";
        link.rel = "noopener";
        link.textContent = link.href;
        const item = document.createElement("li");
        item.append(link);
        return item;
    }));
}

function addEvent(text) {
    const item = document.createElement("li");
    item.textContent = text;
    $("events").append(item);
}

/** One line of `apply --progress json` (docs/json.md). */
function hearEvent(line, limit) {
    let event;
    try {
        event = JSON.parse(line);
    } catch (_) {
        return;
    }
    const at = event.seconds === undefined ? "" : ` (${event.seconds.toFixed(1)} s)`;
    switch (event.event) {
    case "protected":
        addEvent(`The host is protected: it comes back by itself${at}.`);
        expect(limit);
        break;
    case "interface":
    case "check":
        if (event.state !== "waiting") addEvent(`${event.interface || event.check}: ${event.state}${at}`);
        break;
    case "act":
    case "rolling-back":
    case "note":
        addEvent(`${event.text || event.event}${at}`);
        break;
    case "verifying":
        addEvent(`Looking whether all is there${at}`);
        break;
    }
}

/** Until the service says more, the trial takes back what it did when its time is over. */
function expect(seconds) {
    $("trial").hidden = false;
    $("trial-title").textContent = "A trial is being applied.";
    $("trial-text").textContent = "";
    $("trial-hint").hidden = false;
    $("trial").dataset.state = "applying";
    countdown.start(seconds);
}

async function apply() {
    const limit = Number($("timeout").value);
    const options = { prune: $("prune").checked, timeout: limit, progress: true, ...await session() };
    const files = given();
    listAddresses(await coming(files));
    $("events").replaceChildren();
    $("work").hidden = false;
    const result = await service.call("Apply", [files], options, (stream, text) => {
        if (stream === 1) text.trim().split("\n").forEach(line => hearEvent(line, limit));
    });
    await look();
    if (result.status !== done) sayFailed("Nothing was kept of it.", result);
    await draw();
}

/* The pending trial */

const countdown = new Countdown((text, silence) => {
    $("countdown").textContent = text;
    $("silence").hidden = silence < patience / 2;
    $("silence").textContent = `The host has not answered this page for ${silence} seconds.`;
}, () => look());

const sentences = {
    prepared: "A trial is about to begin.",
    applying: "A trial is being applied.",
    confirming: "The trial is being confirmed.",
    "rolling-back": "The previous network is being brought back.",
};

/** What the trial was when it was last asked for. */
let lastLook = "";

/** The ID of the trial whose answer is asked for: an answer is for the one that is shown, and no other. */
let pending = "";

/** Asks for the trial, and shows what is to be done. */
async function look() {
    const status = await service.call("Status", [], {});
    if (!status.text) throw new Refusal("failed", reason(status));
    const trial = JSON.parse(status.text);
    const isOpen = trial.state === "pending" || trial.state in sentences;
    const seen = `${trial.id} ${trial.state}`;
    if (seen !== lastLook) {
        const words = await service.call("Status", [], { text: true });
        // What it says after this is for a terminal; the buttons do the same.
        $("trial-text").textContent = words.text.split(/^You can type now:/m)[0]
                .replace(/: \d+:\d+ left, until/, " until").trim();
        lastLook = seen;
    }
    $("trial").hidden = trial.state === "none";
    $("trial-title").textContent = trial.state === "pending" ? `Trial ${trial.id} waits for your answer:`
        : sentences[trial.state] || "The last trial";
    for (const id of ["confirm", "extend"]) $(id).hidden = trial.state !== "pending";
    $("rollback").hidden = !["applying", "pending"].includes(trial.state);
    $("trial").dataset.state = trial.state;
    $("trial-hint").hidden = !isOpen;
    pending = trial.state === "pending" ? trial.id : "";
    if (pending) {
        countdown.start(trial.secondsLeft);
        if (!$("trial-addresses").childElementCount) listAddresses(await nodes([], false));
    } else if (isOpen) {
        countdown.again();
    } else {
        countdown.stop();
        $("trial-addresses").replaceChildren();
    }
}

/** After an answer: how the trial is now, and what went wrong. */
async function showAnswer(result) {
    await look();
    if (result.status !== done) sayFailed("It was not done.", result);
    await draw();
}

async function rollBack() {
    await showAnswer(await service.call("Rollback", [pending], { text: true }));
}

async function extend() {
    await showAnswer(await service.call("Extend", [pending, Math.min(86400, countdown.left() + 120)], { text: true }));
}

/** A connection that is there already proves nothing: the answer goes over one that has to come in anew. */
async function confirm() {
    if (!["localhost", undefined, null].includes(cockpit.transport.host)) {
        say("This page reaches the host through another one.",
            "So a new connection of this browser would end there. Log in at the host itself, and confirm there.");
        return;
    }
    let result;
    try {
        result = await callFreshly("Confirm", [pending], { text: true }, Math.min(patience, countdown.left()));
    } catch (error) {
        if (error.code === "terminated") {
            await look();
            say("The new connection ended before the answer came.",
                "What the page says of the trial tells whether it was confirmed.");
            return;
        }
        if (!(error instanceof Refusal) || !["timeout", "disconnected"].includes(error.code)) throw error;
        say("A new connection does not come in. Nothing was confirmed.",
            `The previous network comes back in ${duration(countdown.left())}, unless you confirm before. `
            + "Look at the switch's ports and VLANs, and at the address of this page.");
        return;
    }
    await showAnswer(result);
}

/* The rest */

async function diagnose() {
    const result = await service.call("Diagnose", [], { text: true });
    show("findings", reason({ ...result, messages: result.text || result.messages }));
}

/** Cockpit's choice of colours, and the system's where it has none. */
function theme() {
    const chosen = window.localStorage.getItem("shell:style") || "auto";
    const isDark = chosen === "dark" || (chosen === "auto" && window.matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
}

/** Buttons whose work waits for each other. An answer to a trial waits for nothing but its own kind. */
const work = ["plan", "apply", "redraw", "diagnose"];

function on(id, title, action) {
    const buttons = (work.includes(id) ? work : [id]).map($);
    $(id).addEventListener("click", () => attempt(title, action, buttons));
}

function begin() {
    theme();
    window.addEventListener("storage", theme);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", theme);
    cockpit.transport.wait(async () => {
        service = new Service();
        cockpit.file("/proc/sys/kernel/hostname").read().then(text => { $("host").textContent = (text || "").trim() }, () => {});
        $("open").addEventListener("change", openFiles);
        $("new").addEventListener("click", () => addSpec("host.yaml", "version: 1\n").focus());
        for (const view of document.querySelectorAll("input[name=view]")) {
            view.addEventListener("change", () => attempt("There is no picture.", draw));
        }
        on("redraw", "There is no picture.", draw);
        on("plan", "There is no plan.", plan);
        on("apply", "The trial did not begin, or its end is not known.", apply);
        on("confirm", "Nothing was confirmed.", confirm);
        on("rollback", "Nothing was rolled back.", rollBack);
        on("extend", "The trial has no more time than before.", extend);
        on("diagnose", "There are no findings.", diagnose);
        await attempt("This host's network cannot be shown.", async () => {
            await look();
            await draw();
        });
        document.body.dataset.ready = "yes";
    });
}

begin();
