import NetTypes

/// The rules for a NIC's login at its switch.
///
/// Source: `verify()` in NetworkManager's nm-setting-8021x.c; RFC 5216 (EAP-TLS), RFC 5281 (TTLS).
struct LoginRules {
    let login: LoginSpec
    let problems: Problems

    func check() {
        let method = login.eap.value
        for key in method == .tls ? ["password-file"] : ["client-cert", "private-key", "private-key-password-file"] {
            guard let file = login.files[key] else { continue }
            contradiction(
                "`\(key)` does not go with `eap: \(method.rawValue)`", at: file.span,
                help: method == .tls
                    ? "remove it, or write `eap: peap`; the password of a private key is `private-key-password-file`"
                    : "remove it, or write `eap: tls`, which proves by a certificate who the host is")
        }
        if let inner = login.phase2, !inner.value.fits(method) {
            let fitting = Login.Inner.allCases.filter { $0.fits(method) }.map { "`phase2-auth: \($0.rawValue)`" }
            contradiction(
                "`phase2-auth: \(inner.value.rawValue)` does not go with `eap: \(method.rawValue)`", at: inner.span,
                help: fitting.isEmpty ? "remove it" : "write \(fitting.joined(separator: " or "))")
        }
        if login.files["ca-cert"] == nil, !login.broken.contains("ca-cert") { authorities(method) }
    }

    private func authorities(_ method: Login.Method) {
        if let domain = login.domain {
            contradiction(
                "`domain-suffix-match` needs `ca-cert`: without it, anybody can make a certificate with that name",
                at: domain.span, help: "write for example `ca-cert: /etc/ssl/certs/switch-ca.pem`")
            return
        }
        if method == .tls { return }
        problems.warning(
            .loginToAnybody, "without `ca-cert`, the password goes to whoever answers on the wire", at: login.eap.span,
            help: "write for example `ca-cert: /etc/ssl/certs/switch-ca.pem`, and `domain-suffix-match` with the "
                + "server's name")
    }

    private func contradiction(_ text: String, at span: Span, help: String) {
        problems.error(.loginContradiction, text, at: span, help: help)
    }
}
