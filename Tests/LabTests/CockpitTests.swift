import Foundation
import LabSupport
import Testing

/// The page of cockpit/, in a browser that reaches the host's Cockpit over the network, as somebody without root.
@Suite(
    .explainedByLab, .needs(.native),
    .enabled(if: Site.hasCockpit, "Cockpit, Chromium or polkit is not installed; see lab/install --browser"),
    .turn(.native), .timeLimit(.minutes(3)))
struct CockpitTests {
    /// The host at 10.0.0.10 with Cockpit, nm-topology's service, and two people: olga may do all, nora only looks.
    private static let services = """
        cp \(Fixture.repository)/packaging/bus/io.github.nm_topology1.conf /etc/dbus-1/system.d/
        mkdir -p /run/actions /run/cockpit-files /etc/polkit-1/rules.d /etc/cockpit
        cp /usr/share/polkit-1/actions/* \(Fixture.repository)/packaging/bus/*.policy /run/actions/
        mount --bind /run/actions /usr/share/polkit-1/actions
        cp -a /usr/share/cockpit/. /run/cockpit-files/
        cp -a \(Fixture.repository)/cockpit /run/cockpit-files/nm-topology
        mount --bind /run/cockpit-files /usr/share/cockpit
        cat >/etc/polkit-1/rules.d/10-nm-topology.rules <<'RULES'
        polkit.addRule(function(action, subject) {
            if (action.id.indexOf("io.github.nm_topology1.") != 0) return;
            if (subject.user == "olga") return polkit.Result.YES;
            if (subject.user == "nora" && action.id == "io.github.nm_topology1.look") return polkit.Result.YES;
        });
        RULES
        kill -HUP $(</run/lab/bus.pid)
        for user in olga nora; do
            useradd -m -d /tmp/$user -s /bin/bash $user
            echo $user:correct-horse | chpasswd
        done
        # What a login does besides, needs a running systemd.
        printf '%s required pam_unix.so\\n' auth account session >/etc/pam.d/cockpit
        printf '[WebService]\\nAllowUnencrypted = true\\n' >/etc/cockpit/cockpit.conf
        setsid /usr/lib/polkit-1/polkitd --no-debug </dev/null >/dev/null 2>&1 &
        setsid nm-topology bus-service </dev/null >/tmp/bus.log 2>&1 &
        setsid /usr/lib/cockpit/cockpit-ws --no-tls </dev/null >/tmp/cockpit.log 2>&1 &
        nmcli connection add type ethernet ifname enp2s0 con-name first ipv4.method manual \\
            ipv4.addresses 10.0.0.10/24 ipv6.method disabled
        nmcli connection up first
        until dbus-send --system --print-reply --dest=io.github.nm_topology1 /io/github/nm_topology1 \\
            org.freedesktop.DBus.Peer.Ping && dbus-send --system --print-reply --dest=org.freedesktop.PolicyKit1 / \\
            org.freedesktop.DBus.Peer.Ping; do sleep 0.1; done >/dev/null 2>&1
        """

    /// The words of lab/browser, in a shell beyond the network, and how to come to the page.
    private static func steps(_ script: String) -> String {
        """
        set -eu
        browser() { \(Fixture.repository)/lab/browser "$@"; }
        login() { # ADDRESS USER
            browser open http://$1:9090/nm-topology
            browser wait body 'User name'
            browser type '#login-user-input' $2
            browser type '#login-password-input' correct-horse
            browser click '#login-button'
            browser wait body 'Network topology'
            for try in {1..50}; do
                browser frame 'iframe[name*=nm-topology]' 2>/dev/null && break
                sleep 0.2
            done
            browser wait 'body[data-ready=yes]' 'Network topology'
        }
        spec() { # NAME: of what comes on standard input
            cat >/tmp/$1 && browser files '#open' /tmp/$1
        }
        \(script)
        """
    }

    private static func browse(_ lab: Lab, _ script: String) async throws {
        try await lab.gw.must(steps(script), timeout: .seconds(120))
    }

    @Test func `somebody sees the picture and the plan, applies, and confirms over a new connection`() async throws {
        try await Lab.with(.native, .flat()) { lab in
            try await lab.host.must(Self.services)
            try await Self.browse(
                lab,
                """
                browser start
                login 10.0.0.10 olga
                browser wait '#host' '^lab$'
                browser click details
                browser wait '#tree' 'enp2s0 .*10.0.0.10/24'
                browser run 'return document.getElementById("picture").naturalWidth > 100' | grep -qx true
                # A wrong spec is told where it is wrong, and the cursor goes there.
                spec wrong.yaml <<<'{version: 1, bridges: {br0: {portz: [enp2s0]}}}'
                browser click '#plan'
                browser wait '#notice' 'wrong.yaml:1:30: error.T010.'
                browser run 'return document.activeElement.selectionStart' | grep -qx 29
                browser click '.spec button'
                spec host.yaml <<<'{version: 1, bridges: {br0: {ports: [enp2s0], addresses: [10.0.0.10/24]}}}'
                browser click '#plan'
                browser wait '#plan-text' '[+] br0 '
                browser wait '#plan-text' 'H001'
                browser click 'input[value=compare]'
                browser wait '#tree' '(?m)^[+].* br0 '
                browser click '#apply'
                browser wait '#trial-title' 'waits for your answer' 60
                browser wait '#countdown' '^[12]:'
                browser wait '#events' 'br0: up'
                browser wait '#trial-addresses' '^http://10.0.0.10:9090/nm-topology$'
                """)
            if let folder = ProcessInfo.processInfo.environment["NM_TOPOLOGY_SCREENSHOTS"] {
                try await Self.browse(lab, "browser frame top; browser shot '\(folder)/cockpit.png'")
                try await Self.browse(lab, "browser frame 'iframe[name*=nm-topology]'")
            }
            let opened = "sed -n 's/^Tcp: [0-9]/&/p' /proc/net/snmp | cut -d' ' -f7"
            let before = try await lab.host.must(opened)
            try await Self.browse(lab, "browser click '#extend'; browser wait '#countdown' '^[34]:'")
            // What was asked for over Cockpit's connection opens none; the answer does.
            #expect(try await lab.host.must(opened) == before)
            try await Self.browse(lab, "browser click '#confirm'; browser wait '#trial-text' 'was confirmed'")
            let after = try await lab.host.must(opened)
            #expect(after != before, "\(before) connections came in, \(after) after the answer")
            let status = try await lab.host.must("nm-topology checkpoint status")
            #expect(status.contains("by olga") && status.contains("was confirmed"), "\(status)")
            try await Self.browse(lab, "browser click '#diagnose'; browser wait '#findings' '.'; browser stop")
        }
    }

    @Test func `the address changes: who logs in at the new one sees the trial, and confirms it there`() async throws {
        try await Lab.with(.native, .flat()) { lab in
            try await lab.host.must(Self.services)
            try await Self.browse(
                lab,
                """
                browser start
                login 10.0.0.10 olga
                spec host.yaml <<<'{version: 1, bridges: {br0: {ports: [enp2s0], addresses: [10.0.0.11/24]}}}'
                browser click '#plan'
                browser wait '#plan-text' 'H002.*\\n?.*is cut'
                browser click '#apply'
                browser wait '#trial-title' 'is being applied'
                browser wait '#trial-addresses' '^http://10.0.0.11:9090/nm-topology$'
                ping -n -q -c 1 -w 20 10.0.0.11
                browser frame top
                login 10.0.0.11 olga
                browser wait '#trial-title' 'waits for your answer'
                browser click '#confirm'
                browser wait '#trial-text' 'was confirmed'
                browser stop
                """)
            #expect(try await lab.host.must("nm-topology checkpoint status").contains("was confirmed"))
        }
    }

    @Test func `no new connection comes in: nothing is confirmed, and the page sees the rollback`() async throws {
        try await Lab.with(.native, .flat()) { lab in
            try await lab.host.must(Self.services)
            try await Self.browse(
                lab,
                """
                browser start
                login 10.0.0.10 olga
                spec host.yaml <<<'{version: 1, bridges: {br0: {ports: [enp2s0], addresses: [10.0.0.10/24]}}}'
                browser type '#timeout' 20
                browser click '#apply'
                browser wait '#trial-title' 'waits for your answer' 15
                """)
            try await lab.sw.must("ip link set swp2 nomaster")
            try await Self.browse(
                lab, "browser click '#confirm'; browser wait '#notice' 'does not come in. Nothing was confirmed' 25")
            try await lab.sw.must("ip link set swp2 master br0")
            #expect(try await lab.guardEndsTrial(within: .seconds(40)))
            try await Self.browse(lab, "browser wait '#trial-text' 'was rolled back' 60; browser stop")
            try await expect(lab.gw, reaches: "10.0.0.10")
        }
    }

    @Test func `who may only look is told so, and the service that ended when idle is found again`() async throws {
        try await Lab.with(.native, .flat()) { lab in
            try await lab.host.must(Self.services)
            try await Self.browse(
                lab,
                """
                browser start
                login 10.0.0.10 nora
                spec host.yaml <<<'{version: 1, bridges: {br0: {ports: [enp2s0], addresses: [10.0.0.10/24]}}}'
                browser click '#apply'
                browser wait '#notice' 'no leave for io.github.nm_topology1.change'
                """)
            #expect(try await lab.host.run("ip link show br0").status != 0)
            try await lab.host.must("pkill -f '[b]us-service'; sleep 0.5")
            try await Self.browse(
                lab, "browser click '#plan'; browser wait '#notice' 'no service of nm-topology on its bus'")
            try await lab.host.must("setsid nm-topology bus-service </dev/null >/tmp/bus.log 2>&1 & sleep 1")
            try await Self.browse(lab, "browser click '#plan'; browser wait '#plan-text' '[+] br0 '; browser stop")
        }
    }
}
