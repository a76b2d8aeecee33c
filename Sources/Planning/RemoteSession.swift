package import NetTypes

/// The remote login in which nm-topology runs: its two ends.
package struct RemoteSession: Hashable, Sendable {
    package let client: IPAddress
    /// The address of this host that the client logged in to.
    package let server: IPAddress
    /// The TCP port that the client connected from; `nil` if it is not known.
    package var clientPort: UInt16?
    /// The TCP port that sshd listens on; `nil` if it is not known.
    package var serverPort: UInt16?

    package init(client: IPAddress, server: IPAddress) {
        self.client = client
        self.server = server
    }

    /// Reads `SSH_CONNECTION` (sshd(8), ssh(1)): the client's address and port, and the server's.
    ///
    /// - Returns: `nil` for anything else; a zone (`fe80::1%eth0`) is left out.
    package init?(sshConnection text: String) {
        let fields = text.split(separator: " ")
        guard fields.count == 4, let client = Self.address(fields[0]), let server = Self.address(fields[2]) else {
            return nil
        }
        self.init(client: client, server: server)
        (clientPort, serverPort) = (UInt16(fields[1]), UInt16(fields[3]))
    }

    private static func address(_ text: Substring) -> IPAddress? {
        IPAddress(String(text.prefix { $0 != "%" }))
    }
}
