/* Calls of io.github.nm_topology1 (docs/bus.md), over Cockpit's connection or over a new one. */

/* global cockpit */

const name = "io.github.nm_topology1";
const path = "/io/github/nm_topology1";

/** The D-Bus type of each method's arguments. */
const types = {
    Plan: "a(ss)a{sv}", Apply: "a(ss)a{sv}", Show: "a(ss)a{sv}", Confirm: "sa{sv}", Rollback: "sa{sv}", Extend: "sua{sv}",
    Status: "a{sv}", Diagnose: "a{sv}",
};

/** The D-Bus types of JavaScript's values, as far as the service's options have them. */
const variantTypes = { boolean: "b", number: "u", string: "s" };

/** Root's calls need no leave; without root, polkit is asked. */
const channel = { bus: "system", superuser: "try" };

/** Why a call was not carried out. */
export class Refusal extends Error {
    /**
     * @param {string} code the D-Bus name of the error, or Cockpit's problem
     * @param {string} message what the service says
     */
    constructor(code, message) {
        super(message);
        this.code = code;
    }

    /** The sentence for people. */
    get text() {
        switch (this.code) {
        case "org.freedesktop.DBus.Error.ServiceUnknown":
        case "org.freedesktop.DBus.Error.NameHasNoOwner":
            return "This host has no service of nm-topology on its bus: install the package nm-topology.";
        case "org.freedesktop.DBus.Error.UnknownMethod":
            return `The nm-topology of this host is older than this page: ${this.message}. Install one version of both.`;
        default:
            return this.message || this.code;
        }
    }
}

/** The answer of a call: the command's exit code, and what it printed. */
function answer([status, text, messages]) {
    return { status, text, messages };
}

/** A method's arguments, with the options as D-Bus has them. */
function withOptions(args, options) {
    const variants = Object.entries(options).map(([key, value]) => [key, { t: variantTypes[typeof value], v: value }]);
    return [...args, Object.fromEntries(variants)];
}

/** The service, by Cockpit's own connection to this host. */
export class Service {
    constructor() {
        this.client = null;
        this.token = 0;
        this.listeners = new Map();
    }

    /** The service ends when it is idle, and with it what watched it: then there is another one. */
    connect() {
        if (this.client) return this.client;
        const client = cockpit.dbus(name, channel);
        client.addEventListener("close", () => { if (this.client === client) this.client = null });
        client.subscribe({ path, interface: name, member: "Output" }, (_path, _interface, _signal, [token, stream, text]) => {
            const listener = this.listeners.get(token);
            if (listener) listener(stream, text);
        });
        this.client = client;
        return client;
    }

    /**
     * Calls a method.
     *
     * @param {string} method of docs/bus.md
     * @param {Array} args before the options
     * @param {Object} options booleans, numbers and texts
     * @param {function(number, string)} [hear] is called with a stream (1 document, 2 messages) and whole lines, as they come
     * @returns {Promise<{status: number, text: string, messages: string}>} the exit code, and what was printed
     * @throws {Refusal} where it was not carried out
     */
    async call(method, args, options, hear) {
        const all = { ...options };
        if (hear) {
            all.token = ++this.token;
            this.listeners.set(all.token, hear);
        }
        try {
            return answer(await this.connect().call(path, name, method, withOptions(args, all), { type: types[method] }));
        } catch (error) {
            throw new Refusal(error.name || error.problem, error.message);
        } finally {
            this.listeners.delete(all.token);
        }
    }
}

/**
 * Calls a method over a connection that is opened for it, which shows that one can still come in.
 *
 * A WebSocket has a TCP connection of its own (RFC 6455, section 4.1), so this goes through the network once more, from the
 * browser to the host. It is an external channel of Cockpit: the login stays the same.
 *
 * @param {string} method of docs/bus.md
 * @param {Array} args before the options
 * @param {Object} options booleans, numbers and texts
 * @param {number} seconds after which nobody waits for the connection any more; the call itself may take longer
 * @returns {Promise<{status: number, text: string, messages: string}>} the exit code, and what was printed
 * @throws {Refusal} `timeout` or `disconnected` where no new connection came in
 */
export function callFreshly(method, args, options, seconds) {
    const description = { payload: "dbus-json3", name, ...channel };
    const address = cockpit.transport.uri(`channel/${cockpit.transport.csrf_token}`)
        + "?" + window.btoa(JSON.stringify(description));
    return new Promise((resolve, reject) => {
        const socket = new WebSocket(address);
        const late = window.setTimeout(() => finish(() => reject(new Refusal("timeout", "no answer"))), seconds * 1000);
        let done = false;
        let isOpen = false;
        function finish(how) {
            if (done) return;
            done = true;
            window.clearTimeout(late);
            socket.close();
            how();
        }
        socket.onopen = () => {
            isOpen = true;
            window.clearTimeout(late);
            const call = [path, name, method, withOptions(args, options)];
            socket.send(JSON.stringify({ call, id: "1", type: types[method] }));
        };
        socket.onmessage = event => {
            const message = JSON.parse(event.data);
            if (message.id !== "1") return;
            if (message.error) finish(() => reject(new Refusal(message.error[0], (message.error[1] || [])[0])));
            else finish(() => resolve(answer(message.reply[0])));
        };
        socket.onclose = () => finish(() => reject(
            new Refusal(isOpen ? "terminated" : "disconnected", "the connection ended before the answer")));
    });
}
