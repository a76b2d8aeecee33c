import LabSupport
import Testing

/// The page of cockpit/, in a browser that reaches the host's Cockpit over the network, as somebody without root.
@Suite(
    .explainedByLab, .needs(.native),
    .enabled(if: Site.hasCockpit, "Cockpit, Chromium or polkit is not installed; see lab/install --browser"),
    .turn(.native), .timeLimit(.minutes(3)))
struct CockpitTests {
    /// The host at 10.0.0.10 with Cockpit, nm-topology's service, and two people: olga may do all, nora only looks.
    private static let host = """
        mkdir -p /run/cockpit-files /etc/cockpit
        cp -a /usr/share/cockpit/. /run/cockpit-files/
        cp -a \(Fixture.repository)/cockpit /run/cockpit-files/nm-topology
        mount --bind /run/cockpit-files /usr/share/cockpit
        for user in olga nora; do
            useradd -m -d /tmp/$user -s /bin/bash $user
            echo $user:correct-horse | chpasswd
        done
        # What a login does besides, needs a running systemd.
        printf '%s required pam_unix.so\\n' auth account session >/etc/pam.d/cockpit
        printf '[WebService]\\nAllowUnencrypted = true\\n' >/etc/cockpit/cockpit.conf
        setsid /usr/lib/cockpit/cockpit-ws --no-tls </dev/null >/tmp/cockpit.log 2>&1 &
        nmcli connection add type ethernet ifname enp2s0 con-name first ipv4.method manual \\
            ipv4.addresses 10.0.0.10/24 ipv6.method disabled
        nmcli connection up first
        \(ServedHost.services(all: "olga", look: "nora"))
        """

    /// Boots the host, opens the page as somebody, and gives it a spec of br0 on enp2s0.
    private static func with(
        _ user: String, _ address: String = "10.0.0.10/24", _ body: (Lab) async throws -> Void
    ) async throws {
        try await Lab.with(.native, .flat()) { lab in
            try await lab.host.must(host)
            try await browse(
                lab,
                """
                browser start
                login 10.0.0.10 \(user)
                spec host.yaml <<<'{version: 1, bridges: {br0: {ports: [enp2s0], addresses: [\(address)]}}}'
                """)
            try await body(lab)
            try await browse(lab, "browser stop")
        }
    }

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
        try await Self.with("olga") { lab in
            try await Self.browse(
                lab,
                """
                browser wait '#host' '^lab$'
                browser click details
                browser wait '#tree' 'enp2s0 .*10.0.0.10/24'
                browser run 'return document.getElementById("picture").naturalWidth > 100' | grep -qx true
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
            try await Self.browse(lab, "browser click '#diagnose'; browser wait '#findings' 'Looked at 3 interfaces'")
        }
    }

    @Test func `a wrong spec is told where it is wrong, and the cursor goes there`() async throws {
        try await Self.with("nora") { lab in
            try await Self.browse(
                lab,
                """
                spec wrong.yaml <<<'{version: 1, bridges: {br1: {portz: [enp2s0]}}}'
                browser click '#plan'
                browser wait '#notice' 'wrong.yaml:1:30: error.T010.'
                browser run 'return document.activeElement.getAttribute("aria-label")' | grep -qx wrong.yaml
                browser run 'return document.activeElement.selectionStart' | grep -qx 29
                """)
        }
    }

    @Test func `the address changes: who logs in at the new one sees the trial, and confirms it there`() async throws {
        try await Self.with("olga", "10.0.0.11/24") { lab in
            // Another address, which the spec does not name, stays.
            try await lab.host.must(
                """
                nmcli connection add type ethernet ifname enp3s0 con-name second ipv4.method manual \
                    ipv4.addresses 10.9.9.9/24 ipv6.method disabled
                nmcli connection up second
                """)
            try await Self.browse(
                lab,
                """
                browser click '#plan'
                browser wait '#plan-text' 'H002.*\\n?.*is cut'
                browser click '#apply'
                browser wait '#trial-title' 'is being applied'
                browser wait '#trial-addresses' '^http://10.0.0.11:9090/nm-topology\nhttp://10.9.9.9:9090/nm-topology$'
                ping -n -q -c 1 -w 20 10.0.0.11
                browser frame top
                login 10.0.0.11 olga
                browser wait '#trial-title' 'waits for your answer'
                browser click '#confirm'
                browser wait '#trial-text' 'was confirmed'
                """)
            #expect(try await lab.host.must("nm-topology checkpoint status").contains("was confirmed"))
        }
    }

    @Test func `no new connection comes in: nothing is confirmed, and the page sees the rollback`() async throws {
        try await Self.with("olga") { lab in
            try await Self.browse(
                lab,
                """
                browser type '#timeout' 20
                browser click '#apply'
                browser wait '#trial-title' 'waits for your answer' 15
                """)
            try await lab.sw.must("ip link set swp2 nomaster")
            try await Self.browse(
                lab, "browser click '#confirm'; browser wait '#notice' 'does not come in. Nothing was confirmed' 25")
            try await lab.sw.must("ip link set swp2 master br0")
            #expect(try await lab.guardEndsTrial(within: .seconds(40)))
            try await Self.browse(lab, "browser wait '#trial-text' 'was rolled back' 60")
            try await expect(lab.gw, reaches: "10.0.0.10")
        }
    }

    @Test func `who may only look is told so, and the service that ended when idle is found again`() async throws {
        try await Self.with("nora") { lab in
            try await Self.browse(
                lab, "browser click '#apply'; browser wait '#notice' 'no leave for io.github.nm_topology1.change'")
            #expect(try await lab.host.run("ip link show br0").status != 0)
            try await lab.host.must("pkill -f '[b]us-service'; sleep 0.5")
            try await Self.browse(
                lab, "browser click '#plan'; browser wait '#notice' 'no service of nm-topology on its bus'")
            try await lab.host.must("setsid nm-topology bus-service </dev/null >/tmp/bus.log 2>&1 & sleep 1")
            try await Self.browse(lab, "browser click '#plan'; browser wait '#plan-text' '[+] br0 '")
        }
    }
}
