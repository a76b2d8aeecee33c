/// What a NIC tells the switch so that it is let in (IEEE 802.1X; NetworkManager's setting `802-1x`).
package struct Login: Hashable, Sendable {
    /// How host and server prove who they are (`802-1x.eap`).
    package enum Method: String, CaseIterable, Sendable { case tls, peap, ttls }

    /// How the password is told within PEAP or TTLS (`802-1x.phase2-auth`).
    package enum Inner: String, CaseIterable, Sendable {
        case mschapv2, mschap, chap, pap, gtc, md5

        /// Whether a method can carry it: PEAP carries EAP methods, TTLS what RADIUS has of old (RFC 5281, section 11).
        package func fits(_ method: Method) -> Bool {
            switch self {
            case .mschapv2: method != .tls
            case .mschap, .chap, .pap: method == .ttls
            case .gtc, .md5: method == .peap
            }
        }
    }

    package let method: Method
    /// The name by which the server knows the host.
    package let identity: String
    /// The name that is sent before the connection to the server is encrypted; `nil` for `identity`.
    package var anonymousIdentity: String?
    /// The file with the certificates of those who may vouch for the server; `nil` trusts any server.
    package var authorities: String?
    /// The file with the host's certificate (TLS).
    package var certificate: String?
    /// The file with the host's private key (TLS): PEM or PKCS#12.
    package var privateKey: String?
    /// How the password is told; `nil` with TLS.
    package var inner: Inner?
    /// The file with the password, or that of the private key.
    package var secretFile: String?
    /// What the name in the server's certificate must be, or end in after a dot.
    package var serverDomain: String?
    /// Whether the NIC also comes up where the switch does not ask, or refuses.
    package var isOptional = false
    /// How long NetworkManager waits for each attempt, in seconds from 1; `nil` for its own time (25).
    package var timeout: Int?

    package init(method: Method, identity: String) {
        self.method = method
        self.identity = identity
    }
}

/// A file of the host that a profile needs.
package struct HostFile: Hashable, Sendable {
    /// Its absolute path.
    package let path: String
    package let use: Use
    /// The key of the spec that names it, after those around it.
    package let keys: [String]

    /// What it is for.
    package enum Use: Hashable, Sendable {
        /// Certificates, which everybody may read.
        case certificate
        /// A private key.
        case privateKey(hasPassword: Bool)
        /// The password of a login, or of its private key.
        case password
        /// A key for MKA.
        case mkaKey
    }
}

extension Login {
    /// The files that it needs.
    var files: [HostFile] {
        func file(_ key: String, _ path: String, _ use: HostFile.Use) -> HostFile {
            HostFile(path: path, use: use, keys: ["802-1x", key])
        }
        var files: [HostFile] = []
        for (key, path) in [("ca-cert", authorities), ("client-cert", certificate)] {
            if let path, path != privateKey { files.append(file(key, path, .certificate)) }
        }
        if let privateKey { files.append(file("private-key", privateKey, .privateKey(hasPassword: secretFile != nil))) }
        if let secretFile {
            files.append(file(method == .tls ? "private-key-password-file" : "password-file", secretFile, .password))
        }
        return files
    }
}

extension Interface {
    /// The files of the host that its profile needs.
    package var files: [HostFile] {
        if case .macsec(let macsec) = kind, case .key(_, let file) = macsec.agreement {
            return [HostFile(path: file, use: .mkaKey, keys: ["mka-cak-file"])]
        }
        return login?.files ?? []
    }

    /// The login at the switch by its profile.
    package var login: Login? {
        if case .macsec(let macsec) = kind, case .login(let login) = macsec.agreement { return login }
        return nic?.login
    }
}
