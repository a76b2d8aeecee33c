import LabSupport

/// A host with nm-topology's service on the bus and polkit, as the packages install them.
enum ServedHost {
    /// Starts both: the bus's policy, polkit's actions, and rules that give leave to two users.
    ///
    /// - Parameters:
    ///   - all: who may look, change and confirm.
    ///   - look: who may only look.
    /// - Returns: a script for the host.
    static func services(all: String, look: String) -> String {
        """
        cp \(Fixture.repository)/packaging/bus/io.github.nm_topology1.conf /etc/dbus-1/system.d/
        mkdir -p /run/actions /etc/polkit-1/rules.d
        cp /usr/share/polkit-1/actions/* \(Fixture.repository)/packaging/bus/*.policy /run/actions/
        mount --bind /run/actions /usr/share/polkit-1/actions
        cat >/etc/polkit-1/rules.d/10-nm-topology.rules <<'RULES'
        polkit.addRule(function(action, subject) {
            if (action.id.indexOf("io.github.nm_topology1.") != 0) return;
            if (subject.user == "\(all)") return polkit.Result.YES;
            if (subject.user == "\(look)" && action.id == "io.github.nm_topology1.look") return polkit.Result.YES;
        });
        RULES
        kill -HUP $(</run/lab/bus.pid)
        setsid /usr/lib/polkit-1/polkitd --no-debug </dev/null >/dev/null 2>&1 &
        setsid nm-topology bus-service </dev/null >/tmp/bus.log 2>&1 &
        until dbus-send --system --print-reply --dest=io.github.nm_topology1 /io/github/nm_topology1 \\
            org.freedesktop.DBus.Peer.Ping && dbus-send --system --print-reply --dest=org.freedesktop.PolicyKit1 / \\
            org.freedesktop.DBus.Peer.Ping; do sleep 0.1; done >/dev/null 2>&1
        """
    }
}
